import type { SectionId } from '../../../lib/config/names';
import type { Section } from '../../../lib/config/sections';
import type { BaseLinkId, Link, LinkId } from '../link';
import { partOfSection } from '../part';
import { deployedFunction } from './deployment';
import { mapping } from './mapping';
import { podMetricsTargets } from './podMetrics';
import { runs } from './runs';
import { scalingAlarms, scalingTargets } from './scaling';
import { schedule } from './schedule';
import { zoneTrafficResults } from './zoneTraffic';

/** What is checked of a section beside what every function needs. */
const own: Readonly<Record<SectionId, readonly Link[]>> = {
  podMetrics: [podMetricsTargets],
  scaling: [scalingAlarms, scalingTargets],
  zoneTraffic: [zoneTrafficResults],
};

/**
 * The links of a section: those of every function, and its own.
 *
 * @param permissions - the link that asks for permissions.
 */
export function linksOfSection(section: Section, permissions: Link): Link[] {
  const common = [mapping, permissions, deployedFunction, runs, schedule];
  const ids = new Set(common.map(({ id }) => id));
  const idOf = (id: LinkId): LinkId => (ids.has(id) ? `${section.id}.${id as BaseLinkId}` : id);
  const part = partOfSection(section);
  const ofFunction = common.map((link): Link => {
    return {
      id: idOf(link.id),
      title: `${section.id}: ${link.title}`,
      needs: link.needs.map(idOf),
      examine: (sources, vigil) => link.examine(sources, { ...vigil, part }),
    };
  });
  return [...ofFunction, ...own[section.id]];
}

import { type Diagnostic, formatPath } from '../diagnostics/diagnostic';
import type { LoadedConfig } from '../load';
import { shortTargetsName, ticketMetricName } from '../names';
import type { Config } from '../schema/schema';
import { hasTickets } from '../toRuntimeConfig';
import { mayShareAccount } from './accounts';
import type { Conflict, Rule } from './conflict';
import { findNameConflict } from './nameConflict';
import { findPodMetricConflicts, findPodNamespaceConflicts, findScalingConflicts } from './sectionConflicts';

const rules: readonly Rule[] = [
  (...files) => [findNameConflict(...files) ?? []].flat(),
  (...files) => [findMetricConflict(...files) ?? []].flat(),
  findScalingConflicts,
  findPodMetricConflicts,
  findPodNamespaceConflicts,
];

/**
 * Finds conflicts between valid files: two that would create resources with the same names, publish the same metric, or scale the same
 * target. For each rule, a file is compared with the first one that it is in conflict with.
 */
export function checkAcrossFiles(files: readonly LoadedConfig[]): Diagnostic[] {
  const valid = files.flatMap(({ config, ...loaded }) => (config === undefined ? [] : [{ ...loaded, config }]));
  return rules.flatMap((rule) =>
    valid.flatMap(({ file, config, locate }, index): Diagnostic[] => {
      for (const earlier of valid.slice(0, index)) {
        const conflicts = rule(config, earlier.config, earlier.file);
        if (conflicts.length === 0) continue;
        return conflicts.map(({ path, message }) => ({
          severity: 'error',
          file,
          ...locate(path),
          path: formatPath(path),
          message,
        }));
      }
      return [];
    }),
  );
}

function findMetricConflict(...[config, earlier, file]: Parameters<Rule>): Conflict | undefined {
  const accounts = mayShareAccount(config, earlier);
  if (accounts === 'no' || config.cluster.region !== earlier.cluster.region) return undefined;
  const others = new Set(metricsOf(earlier));
  if (!metricsOf(config).some((metric) => others.has(metric))) return undefined;
  const message = `${file} publishes the same metric, so each would hide missing data of the other; use different dimensions${
    accounts === 'unknown' ? ', or specify cluster.account in both files if the clusters are in different accounts' : ''
  }.`;
  return { path: ['metric'], message };
}

/** Equal for equal metrics of one region. */
function metricsOf(config: Config): string[] {
  const { metric, alarms } = config;
  const names = [
    metric.name,
    ...(alarms.ticket.chronic ? [shortTargetsName(metric)] : []),
    ...(hasTickets(config) ? [ticketMetricName(metric)] : []),
  ];
  const dimensions = metric.dimensions.map(({ name, value }) => JSON.stringify([name, value])).sort();
  return names.map((name) => JSON.stringify([metric.namespace, name, ...dimensions]));
}

import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import { pluralize } from '../../model/pluralize';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { commentLines } from './comments';
import { describeGrace, describeProbeGrace } from './describeGrace';
import type { DiscoveredCluster } from './discoveredCluster';
import { type FooterParts, footerLines } from './footer';
import type { PlannedTarget } from './plannedTarget';
import { type CommentedTarget, writeConfig } from './writeConfig';

/** Everything that a discovered configuration says. */
export interface ConfigText extends FooterParts {
  readonly cluster: DiscoveredCluster;
  readonly targets: readonly PlannedTarget[];
  /** The same targets as the function judges them. */
  readonly runtime: Pick<RuntimeConfig, 'targets' | 'probes'>;
  /** Of the targets that are objects, in their order, and then of the probes. */
  readonly verdicts: readonly TargetVerdict[];
}

/** Formats a discovered configuration. Pure: the same cluster gives the same text, whatever the time. */
export function configText(parts: ConfigText): string {
  const targets = commentTargets(parts);
  const sick = targets.filter(({ isSick }) => isSick).length;
  return writeConfig({ cluster: parts.cluster, header: headerLines(parts, sick), targets, footer: footerLines(parts) });
}

/** The mark of a target that is not healthy at the time of writing. */
const mark = 'NOT HEALTHY NOW';

function headerLines({ cluster, namespaces }: ConfigText, sick: number): string[] {
  const what = cluster.isPlaceholder ? 'the cluster of a kubeconfig' : `cluster ${cluster.name} in ${cluster.region}`;
  const where = namespaces.length === 0 ? 'all namespaces' : `namespaces ${[...namespaces].sort().join(', ')}`;
  const health =
    sick === 0
      ? 'All targets were healthy.'
      : `${pluralize(sick, 'target')} ${sick === 1 ? 'is' : 'are'} marked with "${mark}" and a reason (docs/reasons.md): fix or remove ${sick === 1 ? 'it' : 'them'} before you deploy, or the alarm fires.`;
  return [
    'yaml-language-server: $schema=./config.schema.json',
    ...commentLines(`Written by \`eks-vigil discover\` for ${what}, ${where}. Review it: docs/discover.md.`),
    ...commentLines(health),
  ];
}

function commentTargets({
  targets,
  runtime,
  verdicts,
}: ConfigText): (CommentedTarget & { readonly isSick: boolean })[] {
  let objects = 0;
  let probes = 0;
  return targets.map(({ section, target, why, object }) => {
    const index = object === undefined ? runtime.targets.length + probes++ : objects++;
    const verdict = verdicts[index];
    const isSick = verdict !== undefined && verdict.verdict !== 'Healthy';
    const grace = describeGraceAt(runtime, index, object);
    const sentences = [...why, ...(grace === undefined ? [] : [grace])].join(' ');
    return { section, target, isSick, comments: [sentences, ...(isSick ? [describeSick(verdict)] : [])] };
  });
}

function describeGraceAt(
  { targets, probes = [] }: ConfigText['runtime'],
  index: number,
  object: PlannedTarget['object'],
): string | undefined {
  const target = targets[index];
  if (target !== undefined && object !== undefined) return describeGrace(target, object);
  const probe = probes[index - targets.length];
  return probe === undefined ? undefined : describeProbeGrace(probe);
}

/** Without verdict and message, in which ages and counts change while nothing else does: the same cluster gives the same file. */
function describeSick({ reason }: TargetVerdict): string {
  return `${mark}: ${reason}.`;
}

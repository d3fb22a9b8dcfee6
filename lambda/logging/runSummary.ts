import { toOneLine } from '../../model/safeText';
import { ofSeverity, severities } from '../../model/severity';
import { truncate } from '../../model/truncate';
import type { TargetVerdict } from '../health/targetVerdict';
import type { Verdict } from '../health/verdict';
import { sharedCauses } from './sharedCauses';

/** How many targets have each verdict. */
export type VerdictCounts = Readonly<Record<'healthy' | 'progressing' | 'unhealthy' | 'unknown', number>>;

export function countVerdicts(verdicts: readonly TargetVerdict[]): VerdictCounts {
  const count = (wanted: Verdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted).length;
  return {
    healthy: count('Healthy'),
    progressing: count('Progressing'),
    unhealthy: count('Unhealthy'),
    unknown: count('Unknown'),
  };
}

/** Targets that a summary names, of each verdict. */
const maxNamed = 5;
/** Characters of the message in a summary: those of a workload and the event that explains it fit. */
const maxMessage = 1000;

const groups: readonly (readonly [Verdict['verdict'], string])[] = [
  ['Unhealthy', 'unhealthy'],
  ['Unknown', 'unknown'],
  ['Progressing', 'progressing'],
];

/**
 * What is not Healthy, the worst first, and at the end the message of the first of them, or what several have in common, with the
 * first command:
 * `2 of 14 targets are unhealthy: …; 1 of 14 targets is unknown: …; Deployment shop/web: 0 of 3 pods ready; …`.
 * Its length does not grow with the number of targets.
 */
export function summarizeVerdicts(verdicts: readonly TargetVerdict[]): string {
  const found = groups
    .map(([wanted, word]) => ({ word, some: pagesFirst(verdicts.filter(({ verdict }) => verdict === wanted)) }))
    .filter(({ some }) => some.length > 0);
  const worst = found[0]?.some[0];
  if (worst === undefined) return `all ${verdicts.length} targets are healthy`;
  const parts = found.map(({ word, some }) => {
    const named = nameSome(
      some,
      (one) => `${describeTarget(one)} (${[one.reason, one.severity].filter(Boolean).join(', ')})`,
    );
    return `${some.length} of ${verdicts.length} targets ${some.length === 1 ? 'is' : 'are'} ${word}: ${named}`;
  });
  const cause = sharedCauses(verdicts).find(({ targets }) => targets.includes(worst));
  const why = cause ?? worst;
  const whose = cause === undefined ? describeTarget(worst) : `${cause.targets.length} of these`;
  const command = why.command === undefined ? '' : ` [first: ${why.command}]`;
  return [...parts, `${whose}: ${truncate(toOneLine(why.message), maxMessage)}${command}`].join('; ');
}

/**
 * Why a value is withheld: what several targets have in common once, then the others, then what could be read.
 *
 * @param verdicts - of the severities whose value is withheld: only they are counted.
 * @param withheld - what is not published, such as `nothing is published`.
 */
export function describeUnknown(verdicts: readonly TargetVerdict[], withheld: string): string {
  const unknown = verdicts.filter(({ verdict }) => verdict === 'Unknown');
  const causes = sharedCauses(unknown);
  const explained = new Set(causes.flatMap(({ targets }) => targets));
  const others = unknown.filter((target) => !explained.has(target));
  const described = [
    ...causes.map(({ targets, message }) => `${nameSome(targets)}: ${targets[0]?.reason}: ${message}`),
    ...others.slice(0, maxNamed).map((one) => `${describeTarget(one)}: ${one.reason}: ${one.message}`),
    ...(others.length > maxNamed ? [`and ${others.length - maxNamed} more`] : []),
  ];
  const read = verdicts.length - unknown.length;
  const rest = read === 0 ? '' : `; the other ${read === 1 ? 'one is' : `${read} are`} healthy or progressing`;
  return `${unknown.length} of ${verdicts.length} targets are Unknown, so ${withheld}: ${described.join('; ')}${rest}`;
}

function pagesFirst(verdicts: readonly TargetVerdict[]): TargetVerdict[] {
  return severities.flatMap((severity) => ofSeverity(verdicts, severity));
}

/** `StatefulSet monitoring/prometheus-kps`. */
export function describeTarget({
  kind,
  namespace,
  name,
  selector,
}: Pick<TargetVerdict, 'kind' | 'namespace' | 'name' | 'selector'>): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name ?? selector ?? ''}`;
}

function nameSome(
  targets: readonly TargetVerdict[],
  describe: (target: TargetVerdict) => string = describeTarget,
): string {
  const named = targets.slice(0, maxNamed).map(describe);
  return [...named, ...(targets.length > maxNamed ? [`and ${targets.length - maxNamed} more`] : [])].join(', ');
}

import { toOneLine } from '../../model/safeText';
import { ofSeverity, severities } from '../../model/severity';
import { truncate } from '../../model/truncate';
import type { TargetVerdict } from '../health/targetVerdict';
import type { Verdict } from '../health/verdict';

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
 * What is not Healthy, the worst first, and at the end the message of the first of them:
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
    const named = some
      .slice(0, maxNamed)
      .map((one) => `${describeTarget(one)} (${[one.reason, one.severity].filter(Boolean).join(', ')})`);
    const more = some.length > maxNamed ? [`and ${some.length - maxNamed} more`] : [];
    return `${some.length} of ${verdicts.length} targets ${some.length === 1 ? 'is' : 'are'} ${word}: ${[...named, ...more].join(', ')}`;
  });
  return [...parts, `${describeTarget(worst)}: ${truncate(toOneLine(worst.message), maxMessage)}`].join('; ');
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

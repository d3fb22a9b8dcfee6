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

/** What is not Healthy, in one sentence, the worst first: `2 of 14 targets are unhealthy: …; 1 is unknown: …`. */
export function summarizeVerdicts(verdicts: readonly TargetVerdict[]): string {
  const groups: readonly (readonly [Verdict['verdict'], string])[] = [
    ['Unhealthy', 'unhealthy'],
    ['Unknown', 'unknown'],
    ['Progressing', 'progressing'],
  ];
  const parts = groups.flatMap(([wanted, word]) => {
    const some = verdicts.filter(({ verdict }) => verdict === wanted);
    if (some.length === 0) return [];
    const named = some.slice(0, maxNamed).map((one) => `${describeTarget(one)} (${one.reason})`);
    const more = some.length > maxNamed ? [`and ${some.length - maxNamed} more`] : [];
    return `${some.length} of ${verdicts.length} targets ${some.length === 1 ? 'is' : 'are'} ${word}: ${[...named, ...more].join(', ')}`;
  });
  return parts.length === 0 ? `all ${verdicts.length} targets are healthy` : parts.join('; ');
}

/** `StatefulSet monitoring/prometheus-kps`. */
export function describeTarget({ kind, namespace, name, selector }: TargetVerdict): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name ?? selector ?? ''}`;
}

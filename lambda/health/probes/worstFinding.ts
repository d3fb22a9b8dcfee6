import { type Verdict, worstFirst } from '../verdict';

/**
 * The worst of several findings, of equally bad ones the first: a rule lists what is most fundamental first. The message names the
 * reasons of the others. `healthy` if there are none.
 */
export function worstFinding(findings: readonly Verdict[], healthy: Verdict): Verdict {
  const [worst, ...others] = [...findings].sort(worstFirst);
  if (worst === undefined) return healthy;
  const also = others.length === 0 ? '' : ` (also: ${others.map(({ reason }) => reason).join(', ')})`;
  const isShort = findings.some(({ short }) => short !== undefined);
  return { ...worst, message: `${worst.message}${also}`, ...(isShort ? { short: 1 } : {}) };
}

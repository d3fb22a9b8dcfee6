import { distance } from 'fastest-levenshtein';

/** ` Did you mean X?` for the most similar candidate; empty if no candidate is similar. */
export function didYouMean(actual: string, candidates: readonly string[]): string {
  const closest = candidates
    .map((candidate) => ({ candidate, cost: cost(actual.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, cost }) => cost <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.cost - b.cost)[0];
  return closest === undefined ? '' : ` Did you mean ${closest.candidate}?`;
}

/** A shortened word (`dry` for `dryRun`) or an extended one counts as similar. */
function cost(actual: string, candidate: string): number {
  const isPrefix = actual.length >= 3 && (candidate.startsWith(actual) || actual.startsWith(candidate));
  return isPrefix ? 1 : distance(actual, candidate);
}

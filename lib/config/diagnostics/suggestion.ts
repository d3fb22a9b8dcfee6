import { distance } from 'fastest-levenshtein';

/** ` Did you mean X?` for the candidate that the user most likely meant; empty when none is near. */
export function didYouMean(found: string, candidates: readonly string[]): string {
  const near = candidates
    .map((candidate) => ({ candidate, cost: cost(found.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, cost }) => cost <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.cost - b.cost)[0];
  return near === undefined ? '' : ` Did you mean ${near.candidate}?`;
}

/** A word that was cut short (`dry` for `dryRun`) or lengthened counts as near. */
function cost(found: string, candidate: string): number {
  const cut = found.length >= 3 && (candidate.startsWith(found) || found.startsWith(candidate));
  return cut ? 1 : distance(found, candidate);
}

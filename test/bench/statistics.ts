/** The median. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new Error('no values');
  return (low + high) / 2;
}

/**
 * Measures programs in turn, round by round, so that a disturbance of the machine affects all of them. The order is reversed
 * in every second round.
 *
 * @param how - `rounds` that count, after `warmUp` rounds that do not.
 */
export async function alternate<Name extends string, Sample>(
  programs: Readonly<Record<Name, () => Promise<Sample>>>,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<Readonly<Record<Name, readonly Sample[]>>> {
  const names = Object.keys(programs) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const sample = await programs[name]();
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

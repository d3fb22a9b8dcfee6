import { text } from '../../../model/json';

/**
 * The value of `maxUnavailable` or `maxSurge` in pods: a number, or a percentage of the desired replicas.
 *
 * @param round - how the kind rounds a percentage.
 */
export function toPods(value: unknown, desired: number, round: (pods: number) => number): number {
  const percentage = /^(\d+)%$/.exec(text(value) ?? '')?.[1];
  if (percentage !== undefined) return round((Number(percentage) * desired) / 100);
  return typeof value === 'number' ? value : 0;
}

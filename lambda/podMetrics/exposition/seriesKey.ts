import type { Labels, Sample } from './family';

/** A text that is equal for equal names and labels, in whatever order: `up{job="a",pod="b"}`. */
export function seriesKey({ name, labels }: Pick<Sample, 'name' | 'labels'>): string {
  return labels.size === 0 ? name : `${name}{${labelsKey(labels)}}`;
}

/** @param without - a label that does not count. */
export function labelsKey(labels: Labels, without?: string): string {
  return [...labels]
    .filter(([name]) => name !== without)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');
}

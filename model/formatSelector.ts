import { record, records, text } from './json';

const operators: ReadonlyMap<unknown, (key: string, values: readonly string[]) => string> = new Map([
  ['In', (key, values) => `${key} in (${values.join(',')})`],
  ['NotIn', (key, values) => `${key} notin (${values.join(',')})`],
  ['Exists', (key) => key],
  ['DoesNotExist', (key) => `!${key}`],
]);

/** Formats a workload's `spec.selector` as the `labelSelector` parameter of a LIST. Source: Kubernetes, "Labels and Selectors". */
export function formatLabelSelector(selector: unknown): string {
  const { matchLabels, matchExpressions } = record(selector);
  return [
    ...Object.entries(record(matchLabels)).map(([key, value]) => `${key}=${text(value) ?? ''}`),
    ...records(matchExpressions).map(({ key, operator, values }) => {
      const listed = Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
      return operators.get(operator)?.(text(key) ?? '', listed) ?? '';
    }),
  ]
    .filter((requirement) => requirement !== '')
    .join(',');
}

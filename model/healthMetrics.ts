import type { RuntimeMetric } from './runtimeConfig';

/** A metric that is 1, 0 or missing. */
export type HealthMetric = Pick<RuntimeMetric, 'namespace' | 'name' | 'dimensions'>;

/** The metrics of the health that a function publishes: that of the page, and that of the tickets if there are any. */
export function healthMetrics({ namespace, name, dimensions, ticketName }: RuntimeMetric): HealthMetric[] {
  const names = ticketName === undefined ? [name] : [name, ticketName];
  return names.map((one) => ({ namespace, name: one, dimensions }));
}

import { record, records } from '../../../model/json';
import { type Problem, quote } from '../diagnostics/diagnostic';

/** Metrics that another vigil may publish, too. Reads the raw input. */
export function findMetricWarnings(input: unknown): Problem[] {
  return [...warnOfMissingDimensions(input), ...warnOfUnnamedMetric(input)];
}

function warnOfMissingDimensions(input: unknown): Problem[] {
  const { name, dimensions = [] } = record(record(input).metric);
  if (name === undefined || !Array.isArray(dimensions) || dimensions.length > 0) return [];
  const message =
    'has no dimensions: if another cluster publishes the same metric, the two cannot be distinguished; add { name: Cluster, value: NAME }.';
  return [{ path: ['metric'], atKey: false, message }];
}

/** The other vigils of the cluster are often in files of another team, which are not compared. */
function warnOfUnnamedMetric(input: unknown): Problem[] {
  const { name, metric } = record(input);
  const { namespace, name: metricName, dimensions } = record(metric);
  if (typeof name !== 'string' || typeof metricName !== 'string') return [];
  const texts = [namespace, metricName, ...records(dimensions).map(({ value }) => value)];
  if (texts.some((text) => typeof text === 'string' && text.toLowerCase().includes(name.toLowerCase()))) return [];
  const message = `does not contain the name ${quote(name)}: another vigil of the cluster may publish the same metric, and each would hide missing data of the other; add { name: Vigil, value: ${name} } to the dimensions.`;
  return [{ path: ['metric'], atKey: false, message }];
}

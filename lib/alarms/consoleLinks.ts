import type { RuntimeMetric } from '../../model/runtimeConfig';
import { consoleHostOf } from '../config/partitions';

/** Links to the AWS console. Their format is that of the console's own links; AWS does not document it. */

/** The alarm, with its graph and its history. */
export function alarmLink(region: string, alarmName: string): string {
  return `${cloudWatch(region)}#alarmsV2:alarm/${encodeURIComponent(alarmName)}`;
}

/** A dashboard. */
export function dashboardLink(region: string, name: string): string {
  return `${cloudWatch(region)}#dashboards/dashboard/${encodeURIComponent(name)}`;
}

/**
 * A graph of a metric.
 *
 * @param period - seconds.
 */
export function metricLink(
  region: string,
  { namespace, name, dimensions }: Pick<RuntimeMetric, 'namespace' | 'name' | 'dimensions'>,
  { statistic, period }: { readonly statistic: string; readonly period: number },
): string {
  const path = [namespace, name, ...dimensions.flatMap((dimension) => [dimension.name, dimension.value])];
  const graph = serialize({ metrics: [path], region, stat: statistic, period });
  return `${cloudWatch(region)}#metricsV2:graph=${graph}`;
}

/**
 * A query of CloudWatch Logs Insights over the last three hours.
 *
 * @param logGroup - a name of letters, digits and "-", or a token for one.
 */
export function logQueryLink(region: string, logGroup: string, query: string): string {
  const placeholder = 'LOG-GROUP';
  const detail = serialize({
    start: -10_800,
    end: 0,
    timeType: 'RELATIVE',
    unit: 'seconds',
    editorString: query,
    source: [placeholder],
  });
  // A token must not be escaped.
  return `${cloudWatch(region)}#logsV2:logs-insights$3FqueryDetail$3D${detail.split(placeholder).join(logGroup)}`;
}

function cloudWatch(region: string): string {
  return `https://${consoleHostOf(region)}/cloudwatch/home?region=${region}`;
}

type Value = string | number | readonly Value[] | { readonly [key: string]: Value };

/** The notation of the console, JSURL: `~(key~'text~list~(~1~2))`. */
function serialize(value: Value): string {
  if (typeof value === 'number') return `~${value}`;
  if (typeof value === 'string') return `~'${value.replace(/[^-\w.]/g, escapeCharacter)}`;
  if (isList(value)) return `~(${value.map(serialize).join('')})`;
  return `~(${Object.entries(value)
    .map(([key, item]) => `${key}${serialize(item)}`)
    .join('~')})`;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function escapeCharacter(character: string): string {
  return `*${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

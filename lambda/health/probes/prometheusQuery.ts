import { type JsonObject, record, records, text } from '../../../model/json';
import type { RuntimeProbe } from '../../../model/probes';
import { type Answered, jsonOf } from './answer';

/** The values that one combined query asks for, each with a label of its own. */
export type QueryPart =
  | 'watchdog'
  | 'group'
  | 'targets'
  | 'samples'
  | 'dropped'
  | 'undropped'
  | 'failures'
  | 'unfailed'
  | 'discovered'
  | 'reloaded';

/** One value of a result. */
export interface Sample {
  readonly value: number;
  /** The name of the rule group, in the parts that have one. */
  readonly group?: string;
}

/** Marks the parts of the result. */
const partLabel = 'vigil';

/** The path of an instant query. Source: Prometheus, "HTTP API" (instant queries). */
export function queryPath(expression: string): string {
  return `/api/v1/query?query=${encodeURIComponent(expression)}`;
}

/**
 * One expression for everything that is asked of the database. Prometheus scrapes its own metrics, and perhaps those of others:
 * labels that Kubernetes service discovery adds are compared if there are any. A part without a result is absent.
 * Source: Prometheus, "Querying" (`label_replace`, `or`, subqueries).
 */
export function combinedQuery({ namespace, watchdog, grace, downGrace }: RuntimeProbe, pod?: string): string {
  const labels = [`namespace=~"${quote(namespace)}|"`, ...(pod === undefined ? [] : [`pod=~"${quote(pod)}|"`])].join();
  const own = (name: string) => `prometheus_${name}{${labels}}`;
  const dropped = own('notifications_dropped_total');
  // Prometheus 2 drops what no Alertmanager accepts; Prometheus 3 counts for each of them, and one that accepts all is enough, as
  // long as Prometheus still has it.
  const drops = (window: string) => `min(sum by (alertmanager) (increase(${dropped}[${window}]) and ${dropped}))`;
  const failures = (window: string) =>
    `sum by (rule_group) (increase(${own('rule_evaluation_failures_total')}[${window}]))`;
  const parts: Readonly<Record<QueryPart, string | undefined>> = {
    watchdog: watchdog === false ? undefined : `max(ALERTS{alertname="${watchdog}",alertstate="firing"})`,
    group: `topk(1, time() - max by (rule_group) (${own('rule_group_last_evaluation_timestamp_seconds')} > 0))`,
    targets: 'count(max_over_time(up[5m]) == 1)',
    samples: `max(increase(${own('tsdb_head_samples_appended_total')}[5m]))`,
    dropped: drops('10m'),
    undropped: lastTime(`${drops('3m')} == 0`, downGrace),
    failures: `topk(1, ${failures('10m')} > 0)`,
    unfailed: lastTime(`sum(${failures('3m')}) == 0`, grace),
    discovered: lastTime(`${own('notifications_alertmanagers_discovered')} > 0`, downGrace),
    reloaded: lastTime(`${own('config_last_reload_successful')} == 1`, grace),
  };
  return Object.entries(parts)
    .flatMap(([part, expression]) =>
      expression === undefined ? [] : `label_replace(${expression}, "${partLabel}", "${part}", "", "")`,
    )
    .join(' or ');
}

/** The last time in the grace period at which a comparison was true, in seconds since the epoch. */
function lastTime(comparison: string, grace: number): string {
  const step = Math.max(15, Math.ceil(grace / 60));
  return `max(max_over_time(timestamp(${comparison})[${Math.max(60, grace + 2 * step)}s:${step}s]))`;
}

/** The name of a namespace or a pod as a regular expression in a string of PromQL. */
function quote(name: string): string {
  return name.replaceAll('.', '\\\\.');
}

/** The parts of the result of a combined query; undefined if it is not one. */
export function parseParts(answer: Answered): Readonly<Partial<Record<QueryPart, Sample>>> | undefined {
  const samples = parseVector(answer);
  if (samples === undefined) return undefined;
  return Object.fromEntries(samples.map(({ metric, ...sample }) => [text(metric[partLabel]) ?? '', sample]));
}

/** The value of a query with one value; `none` without a result, `several` with more than one; undefined if it is not a result. */
export function parseValue(answer: Answered): number | 'none' | 'several' | undefined {
  const { data } = record(jsonOf(answer));
  const { resultType, result } = record(data);
  if (answer.status === 200 && resultType === 'scalar') return toNumber(result);
  const samples = parseVector(answer);
  const [first, second] = samples ?? [];
  if (samples === undefined) return undefined;
  return second === undefined ? (first?.value ?? 'none') : 'several';
}

function parseVector(answer: Answered): (Sample & { readonly metric: JsonObject })[] | undefined {
  const { status, data } = record(jsonOf(answer));
  const { resultType, result } = record(data);
  if (answer.status !== 200 || status !== 'success' || resultType !== 'vector' || !Array.isArray(result))
    return undefined;
  return records(result).flatMap(({ metric, value }) => {
    const number = toNumber(value);
    const group = toGroupName(record(metric).rule_group);
    return number === undefined
      ? []
      : [{ metric: record(metric), value: number, ...(group === undefined ? {} : { group }) }];
  });
}

/** A sample is a time and a text, which may be `NaN`. */
function toNumber(sample: unknown): number | undefined {
  const value: unknown = Array.isArray(sample) ? sample[1] : undefined;
  return typeof value === 'string' && value !== '' ? Number(value) : undefined;
}

/** `FILE;NAME`, of which only the name is of interest; bounded, because it goes into a message. */
function toGroupName(label: unknown): string | undefined {
  const name = text(label)?.split(';').at(-1);
  return name === undefined || name === '' ? undefined : name.replace(/[^-\w.:/ ]/g, '_').slice(0, 80);
}

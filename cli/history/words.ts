import { formatDuration } from '../../model/duration';
import { pluralize } from '../../model/pluralize';
import { toOneLine } from '../../model/safeText';
import type { History, Interval, Lane } from './timeline';

/** `4m`, `(1h30m`, as messages have ages. */
const duration = /(?:^|[\s(])(?:\d+[smhd])+\b/;

/** The reason, the message, with its time if it has ages, and what was notified meanwhile. */
export function describeWhy({ events = [] }: Lane, interval: Interval, clock: (at: number) => string): string {
  const { reason, message, asOf } = interval;
  const during = events.filter(({ at }) => at >= interval.from && at < interval.to);
  const isDated = asOf !== undefined && message !== undefined && duration.test(message);
  const head = [reason, ...(isDated ? [`as of ${clock(asOf)}`] : [])].filter((part) => part !== undefined).join(', ');
  const why = [...(head === '' ? [] : [head]), ...(message === undefined ? [] : [message])].join(': ');
  return [...(why === '' ? [] : [why]), ...during.map((event) => `${clock(event.at)} ${event.message}`)].join('; ');
}

const prefixes: Readonly<Record<Lane['kind'], string>> = {
  runs: '',
  metric: 'metric ',
  target: '',
  alarm: 'alarm ',
  mute: 'mute ',
};

/** `alarm eks-vigil-…-health`. */
export function labelOf({ kind, name }: Lane): string {
  return `${prefixes[kind]}${toOneLine(name)}`;
}

/** Shortens a name. Its end tells more than its beginning, but for the kind of a target. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const [kind = ''] = text.split(' ');
  const head = kind.length < width / 2 ? `${kind} ` : '';
  return `${head}…${text.slice(text.length - width + head.length + 1)}`;
}

/** One line: `2 targets not always healthy; metric 0 for 10m, no data for 0s; alarms fired 1 time`. */
export function summarizeHistory({ lanes }: History): string {
  const firing = lanes.flatMap(({ intervals }) => intervals.filter(({ state }) => state === 'ALARM'));
  const targets = lanes.filter(({ kind }) => kind === 'target').length;
  const metrics = lanes.filter(({ kind }) => kind === 'metric');
  return [
    `${pluralize(targets, 'target')} not always healthy`,
    // One after the other: they have no data at the same time.
    ...metrics.map((lane) => `${metrics.length === 1 ? 'metric' : labelOf(lane)} ${describeMetric(lane)}`),
    `alarms fired ${pluralize(firing.length, 'time')}`,
  ].join('; ');
}

function describeMetric({ intervals }: Lane): string {
  const timeIn = (state: string) =>
    intervals.filter((one) => one.state === state).reduce((sum, one) => sum + one.to - one.from, 0) / 1000;
  return `0 for ${formatDuration(timeIn('0'))}, no data for ${formatDuration(timeIn('no data'))}`;
}

import { formatDuration } from '../../model/duration';
import { toOneLine } from '../../model/safeText';
import type { colorsFor } from '../io';
import { formatIncidents } from './incidentTable';
import {
  type History,
  incidentsOf,
  type Lane,
  type Severity,
  type Span,
  severityOf,
  worstStateFirst,
} from './timeline';
import { createClock, formatMinute, ticks } from './utcTimes';
import { labelOf, shorten, summarizeHistory } from './words';

type Colors = ReturnType<typeof colorsFor>;

/** A letter for each state, so that a time line can be read without color. */
const marks: Readonly<Record<Severity, string>> = { good: '─', none: ' ', minor: '▒', unknown: '?', bad: '█' };
const paints: Readonly<Record<Severity, 'green' | 'yellow' | 'magenta' | 'red' | 'dim'>> = {
  good: 'green',
  none: 'dim',
  minor: 'yellow',
  unknown: 'magenta',
  bad: 'red',
};
const legend: readonly (readonly [Severity, string])[] = [
  ['good', 'good (Healthy, 1, OK)'],
  ['minor', 'Progressing or muted'],
  ['bad', 'Unhealthy, 0 or ALARM'],
  ['unknown', 'unknown, no data or no run'],
];

const narrowest = 24;
const widest = 160;
const gap = 2;

/**
 * Formats a history for a terminal: a time line for each lane, and a table of what was not good.
 *
 * @param columns - width of the terminal. @default 100
 */
export function formatHistory(history: History, colors: Colors, columns = 100): string {
  const { cluster, from, to, lanes, notes } = history;
  const incidents = incidentsOf(lanes);
  const head = `${cluster}: ${formatMinute(from)} to ${formatMinute(to)} (${formatDuration((to - from) / 1000)}), times in UTC`;
  const parts = [
    colors.bold(head),
    drawTimeLines(history, colors, columns),
    incidents.length === 0 ? 'Everything was good all the time.' : formatIncidents(history, columns),
    [...notes.map((note) => `note: ${toOneLine(note)}`), summarizeHistory(history)].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function drawTimeLines(history: History, colors: Colors, columns: number): string {
  const { lanes } = history;
  const longest = Math.max(...lanes.map((lane) => labelOf(lane).length), 0);
  const label = Math.min(longest, Math.max(narrowest, Math.floor(columns / 3)));
  const width = Math.max(narrowest, Math.min(widest, columns - label - gap));
  const rows = lanes.map((lane) => {
    const line = drawLane(lane, history, width)
      .map((severity) => colors[paints[severity]](marks[severity]))
      .join('');
    return `${shorten(labelOf(lane), label).padEnd(label + gap)}${line}`.trimEnd();
  });
  const axis = `${' '.repeat(label + gap)}${drawAxis(history, width)}`;
  return [axis, ...rows, '', ...drawLegend(colors, columns)].join('\n');
}

function drawLegend(colors: Colors, columns: number): string[] {
  const entries = legend.map(([severity, text]) => `${colors[paints[severity]](marks[severity])} ${text}`);
  const width = legend.reduce((sum, [, text]) => sum + text.length + 4, 0);
  const half = entries.length / 2;
  return width <= columns ? [entries.join('  ')] : [entries.slice(0, half).join('  '), entries.slice(half).join('  ')];
}

/** The worst state in each column, so that a single bad minute of a day is visible. */
export function drawLane({ intervals }: Lane, { from, to }: Span, width: number): Severity[] {
  const column = (to - from) / width;
  return Array.from({ length: width }, (_, index) => {
    const start = from + index * column;
    const states = intervals.filter((one) => one.from < start + column && one.to > start).map(({ state }) => state);
    return severityOf(states.sort(worstStateFirst)[0] ?? '');
  });
}

function drawAxis(span: Span, width: number): string {
  const clock = createClock(span);
  const perLabel = clock(span.from).length + 3;
  const axis = Array.from({ length: width }, () => ' ');
  for (const at of ticks(span, Math.floor(width / perLabel))) {
    const text = `╷${clock(at)}`;
    const start = Math.floor(((at - span.from) / (span.to - span.from)) * width);
    if (start + text.length <= width) axis.splice(start, text.length, ...text);
  }
  return axis.join('').trimEnd();
}

import { formatDuration } from '../../model/duration';
import { toOneLine } from '../../model/safeText';
import { truncate } from '../../model/truncate';
import { wrap } from '../wrapText';
import { type History, type Incident, incidentsOf } from './timeline';
import { createClock } from './utcTimes';
import { describeWhy, labelOf } from './words';

const headings = ['SINCE', 'UNTIL', 'FOR', 'WHAT', 'STATE', 'WHY'] as const;
const what = headings.indexOf('WHAT');
const gap = 2;
const narrowest = { what: 24, why: 30 };
/** Characters of one reason: `--output json` has all of it. */
const longestWhy = 400;

/** A table of what was not good, the earliest first. What happened to several targets alike is said once. */
export function formatIncidents(history: History, columns: number): string {
  const clock = createClock(history);
  const rows = groupAlike(incidentsOf(history.lanes)).map((group) => toRow(group, history, clock).map(toOneLine));
  const widths = headings.map((heading, index) =>
    Math.max(heading.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const fixed = [0, 1, 2, 4].reduce((sum, index) => sum + (widths[index] ?? 0) + gap, gap);
  // A long name leaves room for the reason.
  widths[what] = Math.min(widths[what] ?? 0, Math.max(narrowest.what, columns - fixed - narrowest.why));
  widths[widths.length - 1] = Math.max(narrowest.why, columns - fixed - widths[what]);
  return [[...headings], ...rows].flatMap((row) => layOut(row, widths)).join('\n');
}

/** What has the same reason at the same time is alike only if it also has the same message, or one cause. */
function groupAlike(incidents: readonly Incident[]): Incident[][] {
  const groups = new Map<string, Incident[]>();
  for (const [index, incident] of incidents.entries()) {
    const { lane, interval } = incident;
    const { from, to, state, reason, message, cause = message } = interval;
    const key = lane.kind === 'target' ? JSON.stringify([from, to, state, reason, cause]) : `${index}`;
    groups.set(key, [...(groups.get(key) ?? []), incident]);
  }
  return [...groups.values()];
}

function toRow(group: readonly Incident[], history: History, clock: (at: number) => string): string[] {
  const [first, ...others] = group;
  if (first === undefined) return [];
  const { lane } = first;
  const { cause, ...own } = first.interval;
  const interval = others.length === 0 || cause === undefined ? own : { ...own, message: cause };
  const why = truncate(describeWhy(lane, interval, clock), longestWhy);
  const names = group.map((one) => labelOf(one.lane)).join(', ');
  return [
    clock(interval.from),
    interval.to === history.to ? 'still' : clock(interval.to),
    formatDuration((interval.to - interval.from) / 1000),
    others.length === 0 ? labelOf(lane) : `${group.length} targets`,
    interval.state,
    others.length === 0 ? why : `${why}; ${names}`,
  ];
}

function layOut(row: readonly string[], widths: readonly number[]): string[] {
  const cells = row.map((text, index) => wrap(text, widths[index] ?? text.length));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => (lines[line] ?? '').padEnd((widths[index] ?? 0) + gap))
      .join('')
      .trimEnd(),
  );
}

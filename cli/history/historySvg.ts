import { formatDuration } from '../../model/duration';
import { toOneLine } from '../../model/safeText';
import { truncate } from '../../model/truncate';
import { type History, type Interval, incidentsOf, type Lane, type Severity, severityOf } from './timeline';
import { createClock, formatMinute, ticks } from './utcTimes';
import { describeWhy, labelOf, shorten, summarizeHistory } from './words';

/** Sizes in pixels: as wide as a page of a wiki. */
const size = { width: 960, label: 300, right: 20, head: 76, lane: 40, bar: 16, foot: 44 };
const mostTicks = 9;
/** Characters that fit beside a lane, in the two sizes of its texts. */
const fits = { name: 38, why: 46 };

const legend: readonly (readonly [Severity, string])[] = [
  ['good', 'good'],
  ['minor', 'Progressing, muted'],
  ['bad', 'Unhealthy, 0, ALARM'],
  ['unknown', 'unknown, no data, no run'],
];

/** Colors for a light and for a dark page. Each state also has a shape of its own: its height, or stripes. */
const style = `
  .vigil { --page: #ffffff; --text: #1f2328; --dim: #59636e; --line: #d1d9e0; --good: #4ac26b; --minor: #d4a72c; --bad: #cf222e; --unknown: #8250df; --none: #eaeef2 }
  @media (prefers-color-scheme: dark) {
    .vigil { --page: #0d1117; --text: #e6edf3; --dim: #9198a1; --line: #3d444d; --good: #2ea043; --minor: #d29922; --bad: #f85149; --unknown: #a371f7; --none: #21262d }
  }
  .vigil .page { fill: var(--page) } .vigil text { fill: var(--text); font-size: 13px } .vigil .dim { fill: var(--dim); font-size: 11px } .vigil .head { font-size: 16px; font-weight: bold }
  .vigil .grid { stroke: var(--line) } .vigil .good { fill: var(--good) } .vigil .minor { fill: var(--minor) } .vigil .bad { fill: var(--bad) } .vigil .unknown { fill: url(#vigil-stripes) } .vigil .none { fill: var(--none) }
  .vigil .stripe { stroke: var(--unknown) } .vigil .mark { stroke: var(--text); stroke-width: 1.5 }`;

/** The share of the height of a bar. */
const heights: Readonly<Record<Severity, number>> = { good: 0.35, none: 0.2, minor: 0.7, unknown: 1, bad: 1 };

/** Draws a history as a picture that follows the color scheme of the page. It has no script, and loads nothing. */
export function drawHistory(history: History): string {
  const { cluster, from, to, lanes } = history;
  const bottom = size.head + lanes.length * size.lane;
  const height = bottom + size.foot;
  const scale = (at: number) =>
    round(size.label + ((at - from) / (to - from)) * (size.width - size.label - size.right));
  const title = `What happened to the cluster ${cluster} from ${formatMinute(from)} to ${formatMinute(to)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" font-family="Helvetica, Arial, sans-serif" class="vigil" role="img" aria-labelledby="vigil-title vigil-description">
  <title id="vigil-title">${escapeXml(title)}</title>
  <desc id="vigil-description">${escapeXml(describe(history))}</desc>
  <style>${style}
  </style>
  <defs>
    <pattern id="vigil-stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="none"/><line x1="1.5" y1="0" x2="1.5" y2="6" class="stripe" stroke-width="3"/></pattern>
  </defs>
  <rect class="page" width="${size.width}" height="${height}"/>
  <text class="head" x="16" y="28">${escapeXml(`${cluster}, ${formatMinute(from)} to ${formatMinute(to)}`)}</text>
  <text class="dim" x="16" y="46">${escapeXml(`Times in UTC. ${summarizeHistory(history)}.`)}</text>
${drawAxis(history, scale, bottom)}
${lanes.map((lane, index) => drawLane(lane, history, { scale, y: size.head + index * size.lane })).join('\n')}
${drawLegend(bottom + 26)}
</svg>
`;
}

type Scale = (at: number) => number;

function drawAxis(history: History, scale: Scale, bottom: number): string {
  const clock = createClock(history);
  return ticks(history, mostTicks)
    .map((at) => {
      const x = scale(at);
      return `  <line class="grid" x1="${x}" y1="${size.head - 6}" x2="${x}" y2="${bottom}"/><text class="dim" x="${x}" y="${size.head - 11}" text-anchor="${at === history.from ? 'start' : 'middle'}">${clock(at)}</text>`;
    })
    .join('\n');
}

function drawLane(lane: Lane, history: History, { scale, y }: { readonly scale: Scale; readonly y: number }): string {
  const clock = createClock(history);
  const middle = y + size.lane / 2;
  const bars = lane.intervals.map((interval) => {
    const severity = severityOf(interval.state);
    const height = round(size.bar * heights[severity]);
    const [x, end] = [scale(interval.from), scale(interval.to)];
    const tip = escapeXml(describeInterval(lane, interval, clock));
    // A single bad minute of a week is visible.
    return `  <rect class="${severity}" x="${x}" y="${round(middle - height / 2)}" width="${Math.max(1, round(end - x))}" height="${height}"><title>${tip}</title></rect>`;
  });
  const marks = (lane.events ?? []).map(({ at, message }) => {
    const x = scale(at);
    return `  <line class="mark" x1="${x}" y1="${middle - 13}" x2="${x}" y2="${middle + 13}"><title>${escapeXml(`${clock(at)} ${message}`)}</title></line>`;
  });
  const name = labelOf(lane);
  return [
    `  <text x="16" y="${middle - 2}">${escapeXml(shorten(name, fits.name))}<title>${escapeXml(name)}</title></text>`,
    `  <text class="dim" x="16" y="${middle + 13}">${escapeXml(truncate(summarizeLane(lane, history), fits.why))}</text>`,
    ...bars,
    ...marks,
  ].join('\n');
}

/** `CrashLooping 03:04Z to 03:09Z`, or how often if it was several times. */
function summarizeLane(lane: Lane, history: History): string {
  const clock = createClock(history);
  const found = incidentsOf([lane]).map(({ interval }) => interval);
  const bad = found.filter(({ state }) => severityOf(state) === 'bad');
  const [first, ...others] = bad.length === 0 ? found : bad;
  if (first === undefined) return '';
  const what = lane.kind === 'mute' ? (first.message ?? first.state) : (first.reason ?? first.state);
  const when = `${clock(first.from)} to ${first.to === history.to ? 'the end' : clock(first.to)}`;
  return `${what} from ${when}${others.length === 0 ? '' : `, and ${others.length} more`}`;
}

function describeInterval(lane: Lane, interval: Interval, clock: (at: number) => string): string {
  const { from, to, state } = interval;
  const why = describeWhy(lane, interval, clock);
  return `${clock(from)} to ${clock(to)} (${formatDuration((to - from) / 1000)}): ${state}${why === '' ? '' : `; ${why}`}`;
}

const mostDescribed = 12;

/** For screen readers: what was not good, the earliest first. */
function describe(history: History): string {
  const clock = createClock(history);
  const found = incidentsOf(history.lanes).map(
    ({ lane, interval: { from, to, state, reason } }) =>
      `${labelOf(lane)}: ${state}${reason === undefined ? '' : ` (${reason})`} from ${clock(from)} to ${clock(to)}`,
  );
  const more = found.length > mostDescribed ? [`and ${found.length - mostDescribed} more`] : [];
  return found.length === 0
    ? 'Everything was good all the time.'
    : `${[...found.slice(0, mostDescribed), ...more].join('; ')}.`;
}

function drawLegend(y: number): string {
  const step = (size.width - size.label - size.right) / legend.length;
  return legend
    .map(([severity, text], index) => {
      const x = round(size.label + index * step);
      const height = round(12 * heights[severity]);
      return `  <rect class="${severity}" x="${x}" y="${round(y - 4 - height / 2)}" width="18" height="${height}"/><text class="dim" x="${x + 24}" y="${y}">${text}</text>`;
    })
    .join('\n');
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escapeXml(text: string): string {
  return toOneLine(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

import { createColors } from 'picocolors';
import { buildHistory } from '../../../cli/history/buildHistory';
import type { HistoryFacts } from '../../../cli/history/facts';
import { formatHistoryJson } from '../../../cli/history/historyJson';
import { drawHistory } from '../../../cli/history/historySvg';
import { formatHistory } from '../../../cli/history/historyText';
import type { RunLine } from '../../../cli/history/runLine';
import type { Interval } from '../../../cli/history/timeline';
import type { ReportedVerdict } from '../../../lambda/logging/reportedVerdict';

const minute = 60_000;
const start = Date.parse('2026-01-31T03:00:00Z');
const span = { from: start, to: start + 10 * minute };
const later = span.to + 60 * minute;

const bad: ReportedVerdict = {
  target: 'Deployment shop/web',
  verdict: 'Unhealthy',
  reason: 'NoneReady',
  message: '0 of 3',
};
const healthy: RunLine = { at: 0, error: undefined, listed: [] };
const short: RunLine = { ...healthy, listed: [bad] };

/** One run for each minute; undefined: none. */
function runsOf(...runs: readonly (RunLine | undefined)[]): RunLine[] {
  return runs.flatMap((run, index) => (run === undefined ? [] : [{ ...run, at: start + index * minute }]));
}

const nothing: HistoryFacts = {
  cluster: 'prod',
  period: minute,
  now: later,
  runs: runsOf(...Array(10).fill(healthy)),
  metrics: [
    { name: 'ClusterHealth', points: Array.from({ length: 10 }, (_, i) => ({ at: start + i * minute, value: 1 })) },
  ],
  alarms: [{ name: 'health', changes: [], actions: [], state: 'OK' }],
  mutes: [],
  notes: [],
};

/** The elements that are not closed where they have to be. */
function unclosed(svg: string): string[] {
  const open: string[] = [];
  let rest = svg.replace(/<(\/?)(\w+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g, (_, end, name, _attributes, isEmpty) => {
    if (end === '' && isEmpty === '') open.push(name);
    if (end !== '' && open.pop() !== name) open.push(`/${name}`);
    return '';
  });
  rest = rest.replace(/[^<>]/g, '');
  return [...open, ...rest];
}

const show = (intervals: readonly Interval[]) =>
  intervals.map(({ from, to, state }) => `${(from - start) / minute}-${(to - start) / minute} ${state}`).join(', ');
const lanesOf = (facts: Partial<HistoryFacts>) =>
  Object.fromEntries(
    buildHistory({ ...nothing, ...facts }, span).lanes.map(({ kind, name, intervals }) => [
      `${kind} ${name}`,
      show(intervals),
    ]),
  );

describe('the lanes', () => {
  test('of a quiet time are the metric and the alarms', () => {
    expect(lanesOf({})).toEqual({ 'metric ClusterHealth': '0-10 1', 'alarm health': '0-10 OK' });
  });

  test('have each target that was not Healthy all the time; a run that does not list it saw it Healthy', () => {
    const runs = runsOf(healthy, healthy, short, short, ...Array(6).fill(healthy));
    expect(lanesOf({ runs })).toMatchObject({
      'target Deployment shop/web': '0-2 Healthy, 2-4 Unhealthy, 4-10 Healthy',
    });
    expect(lanesOf({ runs })).not.toHaveProperty('runs runs');
  });

  test('a time without a run is no run, for the target and for the runs', () => {
    const runs = runsOf(healthy, short, undefined, undefined, ...Array(6).fill(healthy));
    expect(lanesOf({ runs })).toMatchObject({
      'target Deployment shop/web': '0-1 Healthy, 1-2 Unhealthy, 2-4 no run, 4-10 Healthy',
      'runs runs': '0-2 reported, 2-4 no run, 4-10 reported',
    });
  });

  test('a run that ended before it had verdicts says nothing about targets', () => {
    const late: RunLine = { at: 0, error: { name: 'LateEvent', message: '130 s old' }, listed: undefined };
    const { lanes } = buildHistory({ ...nothing, runs: runsOf(short, late, ...Array(8).fill(healthy)) }, span);
    const target = lanes.find(({ kind }) => kind === 'target')?.intervals[1];
    expect(target).toMatchObject({ state: 'no run', message: 'the run failed: LateEvent: 130 s old' });
  });

  test('without a readable log, only the others', () => {
    expect(Object.keys(lanesOf({ runs: undefined }))).toEqual(['metric ClusterHealth', 'alarm health']);
  });

  test('a missing value is no data; the newest ones may be late only if the span ends now', () => {
    const metrics = [
      {
        name: 'ClusterHealth',
        points: Array.from({ length: 8 }, (_, i) => ({ at: start + i * minute, value: i === 3 ? 0 : 1 })),
      },
    ];
    expect(lanesOf({ metrics })['metric ClusterHealth']).toBe('0-3 1, 3-4 0, 4-8 1, 8-10 no data');
    expect(lanesOf({ metrics, now: span.to })['metric ClusterHealth']).toBe('0-3 1, 3-4 0, 4-10 1');
  });

  test.each<[string, HistoryFacts['alarms'][number], string | undefined]>([
    [
      'its first change tells the state before',
      {
        name: 'health',
        actions: [],
        state: 'OK',
        changes: [
          { at: start + 5 * minute, before: 'OK', after: 'ALARM', reason: 'x' },
          { at: start + 8 * minute, before: 'ALARM', after: 'OK', reason: 'y' },
        ],
      },
      '0-5 OK, 5-8 ALARM, 8-10 OK',
    ],
    [
      'a change after the span, too',
      { name: 'health', actions: [], state: 'OK', changes: [{ at: later, before: 'ALARM', after: 'OK', reason: 'y' }] },
      '0-10 ALARM',
    ],
    ['without a change it is as now', { name: 'health', actions: [], state: 'ALARM', changes: [] }, '0-10 ALARM'],
    ['one that does not exist has no lane', { name: 'health', actions: [], state: undefined, changes: [] }, undefined],
  ])('an alarm: %s', (_, alarm, expected) => {
    expect(lanesOf({ alarms: [alarm] })['alarm health']).toBe(expected);
  });

  test('a mute has a lane if it was active; windows that touch are one', () => {
    const at = (from: number, to: number) => ({ from: start + from * minute, to: start + to * minute });
    const mutes = [
      { name: 'node upgrade', reason: 'nodes', windows: [at(2, 4), at(4, 6)] },
      { name: 'last week', reason: '', windows: [] },
    ];
    expect(lanesOf({ mutes })).toMatchObject({ 'mute node upgrade': '0-2 not muted, 2-6 muted, 6-10 not muted' });
    expect(lanesOf({ mutes })).not.toHaveProperty('mute last week');
  });
});

describe('the report', () => {
  const other = { ...bad, target: 'Deployment shop/api' };
  const facts: HistoryFacts = {
    ...nothing,
    runs: runsOf(healthy, { ...healthy, listed: [bad, other] }, ...Array(8).fill(healthy)),
    alarms: [
      {
        name: 'health',
        state: 'ALARM',
        changes: [{ at: start + 5 * minute, before: 'OK', after: 'ALARM', reason: 'Threshold Crossed' }],
        actions: [{ at: start + 5 * minute, message: 'Successfully executed action sns on-call' }],
      },
    ],
    mutes: [{ name: 'm', reason: 'node <upgrade> & more', windows: [{ from: start, to: start + minute }] }],
    notes: ['mutes are missing: \u001b[31mno'],
  };
  const history = buildHistory(facts, span);

  test.each([60, 80, 120, 200])('fits a terminal of %i columns', (columns) => {
    const lines = formatHistory(history, createColors(false), columns).split('\n');
    const table = lines.findIndex((line) => line.startsWith('SINCE'));
    const longest = (some: readonly string[]) => Math.max(...some.map(({ length }) => length));
    expect(longest(lines.slice(1, table))).toBeLessThanOrEqual(columns);
    // The table has a least width, below which nobody could read the reasons.
    expect(longest(lines.slice(table, -4))).toBeLessThanOrEqual(Math.max(columns, 84));
  });

  test('says what, since when, until when and why, and what hit several targets once', () => {
    const text = formatHistory(history, createColors(false), 160);
    expect(text).toMatch(
      /^03:01Z {2}03:02Z {2}1m {3}2 targets +Unhealthy +NoneReady: 0 of 3; Deployment shop\/api, Deployment shop\/web$/m,
    );
    expect(text).toMatch(
      /^03:05Z {2}still {3}5m {3}alarm health +ALARM +Threshold Crossed; 03:05Z Successfully executed action sns on-call$/m,
    );
    expect(text).toContain('2 targets not always healthy; metric 0 for 0s, no data for 0s; alarms fired 1 time');
    expect(text).toContain('note: mutes are missing: \\u001b[31mno');
  });

  test('sums up each metric by itself', () => {
    const metrics = ['ClusterHealth', 'ClusterHealthTicket'].map((name, value) => ({
      name,
      points: [0, 1, 2, 3].map((index) => ({ at: start + index * minute, value })),
    }));
    const text = formatHistory(buildHistory({ ...nothing, metrics }, span), createColors(false), 160);
    expect(text).toContain(
      '; metric ClusterHealth 0 for 4m, no data for 6m; metric ClusterHealthTicket 0 for 0s, no data for 6m; ',
    );
  });

  const tableOf = (listed: readonly ReportedVerdict[]) => {
    const runs = runsOf(healthy, { ...healthy, listed }, { ...healthy, listed }, ...Array(7).fill(healthy));
    const text = formatHistory(buildHistory({ ...nothing, runs }, span), createColors(false), 160);
    return text.split('\n').filter((line) => line.startsWith('03:01Z'));
  };

  test('targets with different messages have a row each, although reason and time are the same', () => {
    const web = { ...bad, reason: 'CrashLooping', message: 'web-1: exit code 1' };
    const prometheus = { ...web, target: 'StatefulSet monitoring/kps', message: 'kps-0: exit code 137 (OOMKilled)' };
    const rows = tableOf([web, prometheus]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/2m {3}Deployment shop\/web +Unhealthy +CrashLooping: web-1: exit code 1$/);
    expect(rows[1]).toMatch(
      /2m {3}StatefulSet monitoring\/kps +Unhealthy +CrashLooping: kps-0: exit code 137 \(OOMKilled\)$/,
    );
  });

  test('targets with one cause have one row, which has the cause and not what only one of them has', () => {
    const cause = 'the API server does not answer';
    const unknown = { ...bad, verdict: 'Unknown', reason: 'Unreachable', cause };
    const rows = tableOf([
      { ...unknown, message: `page 2; ${cause}` },
      { ...unknown, target: other.target, message: cause },
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(
      /2 targets +Unknown +Unreachable: the API server does not answer; Deployment shop\/api, Deployment shop\/web$/,
    );
  });

  test.each([
    ['last exit code 2 (Error) 4m ago', 'NoneReady, as of 03:02Z: last exit code 2 (Error) 4m ago'],
    ['0 of 3; for 1h30m, grace 15m', 'NoneReady, as of 03:02Z: 0 of 3; for 1h30m, grace 15m'],
    ['web-7d is missing', 'NoneReady: web-7d is missing'],
  ])('ages are dated by the run that reported them: %s', (message, expected) => {
    expect(tableOf([{ ...bad, message }])[0]).toContain(`Unhealthy  ${expected}`);
  });

  test('has colors only if asked', () => {
    expect(formatHistory(history, createColors(false), 100)).not.toContain('\u001b');
    expect(formatHistory(history, createColors(true), 100)).toContain('\u001b[31m█');
  });

  test('of a quiet time says so', () => {
    expect(formatHistory(buildHistory(nothing, span), createColors(false))).toContain(
      'Everything was good all the time.',
    );
  });

  test('in JSON has null for what still lasts', () => {
    const { lanes } = JSON.parse(formatHistoryJson(history));
    expect(lanes.find(({ kind }: { kind: string }) => kind === 'alarm')).toMatchObject({
      name: 'health',
      intervals: [
        { since: '2026-01-31T03:00:00.000Z', until: '2026-01-31T03:05:00.000Z', state: 'OK', reason: null },
        {
          since: '2026-01-31T03:05:00.000Z',
          until: null,
          state: 'ALARM',
          message: 'Threshold Crossed',
          asOf: '2026-01-31T03:05:00.000Z',
        },
      ],
      events: [{ time: '2026-01-31T03:05:00.000Z', message: 'Successfully executed action sns on-call' }],
    });
  });

  test('as a picture is accessible, follows the color scheme, and contains nothing active or from elsewhere', () => {
    const svg = drawHistory(history);
    expect(svg).toMatch(/role="img" aria-labelledby="vigil-title vigil-description"/);
    expect(svg).toContain(
      '<title id="vigil-title">What happened to the cluster prod from 2026-01-31 03:00Z to 2026-01-31 03:10Z</title>',
    );
    expect(svg).toContain('Deployment shop/web: Unhealthy (NoneReady) from 03:01Z to 03:02Z');
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('node &#60;upgrade&#62; &#38; more');
    expect(svg).not.toMatch(/<script|<image|href/);
    expect(unclosed(svg)).toEqual([]);
  });
});

import type { AlarmFacts, HistoryFacts, MetricFacts, MuteFacts } from './facts';
import type { RunLine } from './runLine';
import { type History, type Holding, type Interval, type Lane, type Reading, type Span, toIntervals } from './timeline';

/** In milliseconds: a run starts up to 60 s late, and its line and its value are visible up to 90 s later. */
const latestVisible = 150_000;
const noRun = { state: 'no run', message: 'no run has reported' };

/**
 * What happened to a cluster in a span of time: a lane for each metric and each alarm, for each target that was not Healthy all the
 * time, for the runs if one is missing or failed, and for each mute rule that was active. Pure.
 */
export function buildHistory(facts: HistoryFacts, span: Span): History {
  const { cluster, period, now, runs, metrics, alarms, mutes, notes } = facts;
  // What ended long ago is not late.
  const late = span.to < now - latestVisible ? 0 : latestVisible;
  const holding = { period, late, missing: noRun };
  const lanes = [
    ...metrics.map((metric) => metricLane(metric, span, holding)),
    ...alarms.flatMap((alarm) => alarmLane(alarm, span)),
    ...mutes.flatMap((mute) => muteLane(mute, span)),
    ...(runs === undefined ? [] : [...targetLanes(runs, span, holding), ...runsLane(runs, span, holding)]),
  ];
  return { cluster, ...span, lanes, notes };
}

function metricLane({ name, points }: MetricFacts, span: Span, holding: Holding): Lane {
  const readings = points.map(({ at, value }): Reading => ({ at, state: String(value) }));
  const intervals = toIntervals(readings, span, { ...holding, missing: { state: 'no data' } });
  return { kind: 'metric', name, intervals };
}

function alarmLane({ name, changes, actions, state }: AlarmFacts, span: Span): Lane[] {
  const before = [...changes].sort((a, b) => a.at - b.at)[0]?.before ?? state;
  if (before === undefined) return [];
  const readings: Reading[] = changes.map(({ at, after, reason }) => ({
    at,
    state: after,
    // On each way to ALARM the values are different ones.
    ...(after === 'OK' ? {} : { message: reason }),
  }));
  const intervals = toIntervals([{ at: span.from, state: before }, ...readings], span, { missing: { state: before } });
  const events = actions.filter(({ at }) => at >= span.from && at < span.to);
  return [{ kind: 'alarm', name, intervals, events }];
}

function muteLane({ name, reason, windows }: MuteFacts, span: Span): Lane[] {
  const readings = windows.flatMap(({ from, to }): Reading[] => [
    { at: to, state: 'not muted' },
    { at: from, state: 'muted', message: reason },
  ]);
  // Where one window ends and the next one begins, it stays muted.
  const intervals = toIntervals(readings, span, { missing: { state: 'not muted' } });
  return intervals.some(({ state }) => state === 'muted') ? [{ kind: 'mute', name, intervals }] : [];
}

/** A target that a run does not list is Healthy; if the run has no verdicts at all, it is not known. */
function targetLanes(runs: readonly RunLine[], span: Span, holding: Holding): Lane[] {
  const seen = runs.flatMap(({ listed = [] }) => listed.filter(({ verdict }) => verdict !== 'Healthy'));
  const names = [...new Set(seen.map(({ target }) => target))];
  const lanes = names.map((name): Lane => {
    const readings = runs.map((run): Reading => readTarget(name, run));
    return { kind: 'target', name, intervals: toIntervals(readings, span, holding) };
  });
  // Runs before the span are read, too.
  return lanes.filter(({ intervals }) => intervals.some(isTrouble)).sort(byFirstTrouble);
}

function readTarget(name: string, { at, listed, error }: RunLine): Reading {
  if (listed === undefined) return { at, ...noRun, message: describeError(error) };
  const found = listed.find(({ target }) => target === name);
  if (found === undefined || found.verdict === 'Healthy') return { at, state: 'Healthy' };
  const { verdict, reason, message, cause } = found;
  return { at, state: verdict, reason, message, ...(cause === undefined ? {} : { cause }) };
}

function runsLane(runs: readonly RunLine[], span: Span, holding: Holding): Lane[] {
  const readings = runs.map(({ at, error, listed }): Reading => {
    if (error === undefined) return { at, state: 'reported' };
    const { name, message } = error;
    // The lanes of the targets have the rest.
    const [summary = message] = name === 'HealthUnknown' && listed !== undefined ? message.split(': ') : [];
    return { at, state: 'failed', reason: name, message: summary };
  });
  const intervals = toIntervals(readings, span, holding);
  return intervals.every(({ state }) => state === 'reported') ? [] : [{ kind: 'runs', name: 'runs', intervals }];
}

function describeError(error: RunLine['error']): string {
  return error === undefined ? noRun.message : `the run failed: ${error.name}: ${error.message}`;
}

function isTrouble({ state }: Interval): boolean {
  return state !== 'Healthy' && state !== noRun.state;
}

function byFirstTrouble(a: Lane, b: Lane): number {
  const first = ({ intervals }: Lane) => intervals.find(isTrouble)?.from ?? 0;
  return first(a) - first(b) || (a.name < b.name ? -1 : 1);
}

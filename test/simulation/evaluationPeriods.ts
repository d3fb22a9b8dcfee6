import type { Alarm, AlarmState, Datapoint } from '../support/alarmEvaluator';
import { AlarmHistory, drawTiming, earliest, latest, type MinuteTiming, publishedIn } from '../support/alarmTiming';
import { Random } from '../support/random';
import { formatMinutes, formatRow } from './table';

/** M and N of the alarm `health`. */
export interface Candidate {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/** The outcome of one simulation. */
export interface CandidateOutcome {
  /** Minutes from the start of the first bad minute until it fired, rounded up. */
  readonly fired: number | undefined;
  /** How often it fired. */
  readonly times: number;
  /** Minutes from the start of the first good minute after the last bad one until it was OK, rounded up. */
  readonly okAfter: number | undefined;
}

export const candidates: readonly Candidate[] = [
  { datapointsToAlarm: 3, evaluationPeriods: 5 },
  { datapointsToAlarm: 4, evaluationPeriods: 5 },
  { datapointsToAlarm: 5, evaluationPeriods: 5 },
  { datapointsToAlarm: 4, evaluationPeriods: 6 },
  { datapointsToAlarm: 5, evaluationPeriods: 6 },
  { datapointsToAlarm: 6, evaluationPeriods: 6 },
  { datapointsToAlarm: 5, evaluationPeriods: 7 },
];

/** One digit for each minute from the first bad one on: 0 bad, 1 good, - missing. Before and after, all minutes are good. */
export const patterns = {
  one: ['0', '-'],
  two: ['00', '--', '0-'],
  everyOther: ['01010', '-1-1-'],
  outage: ['0'.repeat(20), '-'.repeat(20), '0-'.repeat(10)],
  interrupted: [1, 2, 3, 4].map((at) => `${'0'.repeat(at)}1${'0'.repeat(15)}`),
  unsteady: ['0000000001'.repeat(6)],
} as const;

const minute = 60_000;
const goodMinutes = 15;
/** More minutes than an evaluation range has. */
const retained = 10;

/** An alarm as the stack creates it, with other numbers. */
export function simulateCandidate(alarm: Alarm, candidate: Candidate, pattern: string): readonly CandidateOutcome[] {
  const values = `${'1'.repeat(goodMinutes)}${pattern}${'1'.repeat(goodMinutes)}`;
  const candidateAlarm = { ...alarm, ...candidate };
  const key = JSON.stringify([candidateAlarm, values]);
  const known = simulated.get(key);
  if (known !== undefined) return known;
  const outcomes = timings(values.length + 1).map((timing) => outcomeOf(candidateAlarm, values, timing));
  simulated.set(key, outcomes);
  return outcomes;
}

/** What was simulated: several tests and the table read the same outcomes. */
const simulated = new Map<string, readonly CandidateOutcome[]>();

/**
 * The timings of all simulations: the extremes, and those in which the first bad minute runs at each second of the minute and
 * everything else is drawn anew for each minute.
 */
function timings(length: number): MinuteTiming[][] {
  const random = new Random(length);
  const drawn = Array.from({ length: 60 }, (_, index) =>
    Array.from({ length }, (_, at) => ({
      ...drawTiming(random),
      ...(at === goodMinutes ? { run: index % 60 } : {}),
    })),
  );
  return [...[earliest, latest].map((timing) => Array.from({ length }, () => timing)), ...drawn];
}

function outcomeOf(alarm: Alarm, values: string, timing: readonly MinuteTiming[]): CandidateOutcome {
  const points = [...values].map((value, at): readonly Datapoint[] => {
    const drawn = timing[at];
    return value === '-' || drawn === undefined ? [] : [publishedIn(at * minute, drawn, Number(value))];
  });
  const history = new AlarmHistory(alarm, 'OK');
  const first = Math.min(...['0', '-'].map((bad) => values.indexOf(bad)).filter((at) => at >= 0));
  const last = Math.max(values.lastIndexOf('0'), values.lastIndexOf('-'));
  const minutesSince = (start: number, at: number) => Math.ceil((at - start * minute) / minute);
  let [fired, okAfter, times]: [number | undefined, number | undefined, number] = [undefined, undefined, 0];
  let state: AlarmState = 'OK';
  for (let at = retained; at < values.length; at++) {
    const evaluatedAt = (at + 1) * minute + (timing[at + 1]?.evaluation ?? 0) * 1000;
    const before = state;
    state = history.evaluate(points.slice(at - retained, at + 1).flat(), evaluatedAt);
    if (state === 'ALARM' && before !== 'ALARM') {
      times += 1;
      fired ??= minutesSince(first, evaluatedAt);
    }
    if (state === 'OK' && before === 'ALARM') okAfter = minutesSince(last + 1, evaluatedAt);
  }
  return { fired, times, okAfter };
}

/** The comparison of all candidates in Markdown. */
export function renderCandidates(alarm: Alarm): string {
  const head = [
    'M of N',
    'one bad minute',
    'two bad minutes',
    'every other minute, three times',
    'an outage fires after',
    'with one good minute in it',
    'OK after its end',
    'notifications in an hour with a good minute every ten',
  ];
  const rows = candidates.map((candidate) => {
    const simulate = (name: keyof typeof patterns) =>
      patterns[name].flatMap((pattern) => simulateCandidate(alarm, candidate, pattern));
    const [outage, interrupted] = [simulate('outage'), simulate('interrupted')];
    const isChosen =
      candidate.datapointsToAlarm === alarm.datapointsToAlarm &&
      candidate.evaluationPeriods === alarm.evaluationPeriods;
    const name = `${candidate.datapointsToAlarm} of ${candidate.evaluationPeriods}`;
    return [
      isChosen ? `**${name}**` : name,
      ...(['one', 'two', 'everyOther'] as const).map((pattern) => formatShare(simulate(pattern))),
      `${formatMinutes(outage.map(({ fired }) => fired))} minutes`,
      `${formatMinutes(interrupted.map(({ fired }) => fired))} minutes`,
      `${formatMinutes(outage.map(({ okAfter }) => okAfter))} minutes`,
      formatMinutes(simulate('unsteady').map(({ times }) => times)),
    ];
  });
  return [head, head.map(() => '---'), ...rows].map(formatRow).join('\n');
}

/** In how many simulations an alarm fires. */
export function formatShare(outcomes: readonly CandidateOutcome[]): string {
  const fired = outcomes.filter((outcome) => outcome.fired !== undefined).length;
  return fired === 0 ? 'never' : `fires in ${Math.max(1, Math.round((100 * fired) / outcomes.length))}%`;
}

import type { Alarm, AlarmState, Datapoint } from '../support/alarmEvaluator';
import { AlarmHistory } from '../support/alarmTiming';
import { Random, type Range } from '../support/random';
import { type Candidate, type CandidateOutcome, formatShare } from './evaluationPeriods';
import { formatMinutes, formatRow } from './table';

/** M and N of the alarm `watchdog`. */
export const watchdogCandidates: readonly Candidate[] = [
  { datapointsToAlarm: 3, evaluationPeriods: 3 },
  { datapointsToAlarm: 3, evaluationPeriods: 4 },
  { datapointsToAlarm: 4, evaluationPeriods: 4 },
  { datapointsToAlarm: 4, evaluationPeriods: 5 },
  { datapointsToAlarm: 4, evaluationPeriods: 6 },
  { datapointsToAlarm: 5, evaluationPeriods: 5 },
  { datapointsToAlarm: 5, evaluationPeriods: 6 },
];

/** One character for each message from the first lost one on: 1 arrives, - does not. Before and after, all messages arrive. */
export const messagePatterns = {
  none: ['1'],
  one: ['-'],
  two: ['--'],
  away: ['-'.repeat(12)],
  interrupted: [1, 2, 3].map((at) => `${'-'.repeat(at)}1${'-'.repeat(12)}`),
} as const;

/** In seconds. */
interface MessageTiming {
  /** From one message to the next. */
  readonly interval: Range;
  /** From the end of the period for which SNS counts messages until CloudWatch returns the count. */
  readonly visibleAfter: Range;
}

const minute = 60;
/** Alertmanager repeats only when it checks a group: with `group_interval: 1m`, up to a minute after `repeat_interval`. */
const shortest = 4 * minute;
const longest = 6 * minute;
/** AWS documents no limit. */
const latest = 4 * minute;
const drawn: MessageTiming = { interval: [shortest, longest], visibleAfter: [0, latest] };
const timings: readonly MessageTiming[] = [
  { interval: [shortest, shortest], visibleAfter: [0, 0] },
  { interval: [longest, longest], visibleAfter: [latest, latest] },
  ...Array.from({ length: 30 }, () => drawn),
];
/** More messages than an evaluation range has. */
const goodMessages = 12;

/**
 * An alarm as the stack creates it, with other numbers.
 *
 * @param counted - the seconds for which SNS counts messages together.
 */
export function simulateMessages(alarm: Alarm, candidate: Candidate, pattern: string, counted = minute) {
  const messages = `${'1'.repeat(goodMessages)}${pattern}${'1'.repeat(goodMessages)}`;
  return timings.map((timing, seed) =>
    outcomeOf({ ...alarm, ...candidate }, messages, timing, new Random(seed), counted),
  );
}

function outcomeOf(
  alarm: Alarm,
  messages: string,
  timing: MessageTiming,
  random: Random,
  counted: number,
): CandidateOutcome {
  let time = random.between([0, longest]);
  const sent = [...messages].map((message) => {
    time += random.between(timing.interval);
    return { time, arrives: message === '1' };
  });
  const points = sent.flatMap(({ time: at, arrives }): Datapoint[] => {
    const start = at - (at % counted);
    const visibleAt = (start + counted + random.between(timing.visibleAfter)) * 1000;
    return arrives ? [{ timestamp: start * 1000, value: 1, visibleAt }] : [];
  });
  const lost = messages.indexOf('-');
  const lastBefore = sent[lost - 1]?.time ?? 0;
  const firstAfter = sent[messages.lastIndexOf('-') + 1]?.time ?? 0;
  const history = new AlarmHistory(alarm, 'OK');
  let [fired, okAfter, times]: [number | undefined, number | undefined, number] = [undefined, undefined, 0];
  let state: AlarmState = 'OK';
  for (let start = (sent[goodMessages - 2]?.time ?? 0) - 1; start < time; start += minute) {
    const at = start - (start % minute) + random.between([0, minute - 1]);
    const before = state;
    state = history.evaluate(points, at * 1000);
    if (state === 'ALARM' && before !== 'ALARM') {
      times += 1;
      fired ??= Math.ceil((at - lastBefore) / minute);
    }
    if (state === 'OK' && before === 'ALARM') okAfter = Math.ceil((at - firstAfter) / minute);
  }
  return { fired, times, okAfter };
}

/** The comparison of all candidates in Markdown. */
export function renderWatchdogCandidates(alarm: Alarm): string {
  const head = [
    'M of N',
    'one message is lost',
    'two in a row are lost',
    'they stay away: it fires after',
    'with one message in between',
    'OK after they are back',
    'notifications',
  ];
  const rows = watchdogCandidates.map((candidate) => {
    const { datapointsToAlarm: m, evaluationPeriods: n } = candidate;
    const simulate = (name: keyof typeof messagePatterns) =>
      messagePatterns[name].flatMap((pattern) => simulateMessages(alarm, candidate, pattern));
    const away = simulate('away');
    const isChosen = m === alarm.datapointsToAlarm && n === alarm.evaluationPeriods;
    return [
      isChosen ? `**${m} of ${n}**` : `${m} of ${n}`,
      formatShare(simulate('one')),
      formatShare(simulate('two')),
      `${formatMinutes(away.map(({ fired }) => fired))} minutes`,
      `${formatMinutes(simulate('interrupted').map(({ fired }) => fired))} minutes`,
      `${formatMinutes(away.map(({ okAfter }) => okAfter))} minutes`,
      formatMinutes(away.map(({ times }) => times)),
    ];
  });
  return [head, head.map(() => '---'), ...rows].map(formatRow).join('\n');
}

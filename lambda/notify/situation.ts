import { drillReason } from '../../model/drill';
import { formatDuration } from '../../model/duration';
import { newest as latest, oldest } from '../../model/json';
import type { NotifyConfig } from '../../model/notifyConfig';
import { toOneLine } from '../../model/safeText';
import type { AlarmChange } from './alarmEvent';
import { badTargets, isBad, judgedValue, totalOf } from './alarmTargets';
import { formatTime } from './formatTime';
import { nameSome } from './nameSome';
import type { RecentRuns } from './readRuns';
import type { ReportedRun, ReportedTarget } from './reportedRun';

/** What is wrong, or what recovered. */
export interface Situation {
  /** Without a period, the most telling first: a subject has few characters. */
  readonly headline: string;
  /** What the list of targets is. */
  readonly title: string;
  readonly targets: readonly ReportedTarget[];
  /** When the alarm changed, in milliseconds since the epoch. */
  readonly at: number;
  /** More sentences. */
  readonly notes: readonly string[];
}

/** A run is up to 60 s late, and its line may arrive 90 s later. In milliseconds. */
const latestLine = 150_000;
/** Usually, a run and its line are at most this late. In milliseconds. */
const usualLine = 30_000;

/** Finds in the log what explains that an alarm fires. Pure. */
export function describeSituation(
  change: AlarmChange,
  recent: RecentRuns,
  { seconds }: Pick<NotifyConfig, 'seconds'>,
): Situation {
  const { at, alarm, reason } = change;
  const { runs, from, failure } = recent;
  const empty = { title: '', targets: [], at };
  const unread = failure === undefined ? [] : [`The log could not be read completely: ${failure}`];
  if (reason === drillReason)
    return {
      ...empty,
      headline: 'drill, not an incident',
      notes: ['Somebody tests the page with `eks-vigil drill`. The alarm returns to its real state by itself.'],
    };
  if (alarm.role === 'watchdog') return { ...empty, headline: 'Alertmanager sends no Watchdog', notes: [] };
  const newest = runs.at(-1);
  const silence = at - (latest([newest?.at, from]) ?? at);
  const culprits = culpritsOf(change, runs);
  // The next line may only be late, which is less likely if nothing else explains the alarm.
  const isSilent = silence > seconds * 1000 + (culprits.length > 0 ? latestLine : usualLine);
  if (isSilent) {
    const headline =
      newest === undefined
        ? `no run has reported for ${formatDuration(Math.round(silence / 1000))}`
        : `no run has reported since ${formatTime(newest.at, at)}`;
    const last = newest === undefined ? [] : [`The last run that reported: ${newest.summary ?? newest.error ?? ''}`];
    return { ...empty, headline, notes: [...silent, ...last, ...unread] };
  }
  if (newest === undefined) return { ...empty, headline: 'the log could not be read', notes: unread };
  const situation =
    culprits.length > 0 ? describeTrouble(change, newest, culprits) : describeNothing(change, recent, seconds);
  return { ...situation, notes: [...situation.notes, ...unread] };
}

const silent = [
  'Whether the targets are healthy is unknown. The function did not run, or could not write its log.',
  'First: eks-vigil doctor --config FILE (it checks the schedule, the function and its permissions)',
];

/** The bad runs that explain the alarm: the newest one, or those that it has evaluated. */
function culpritsOf(change: AlarmChange, runs: readonly ReportedRun[]): ReportedRun[] {
  const { evaluated } = change;
  const bad = runs.filter((run) => isBad(change, run));
  if (evaluated === undefined || change.alarm.role === 'chronic') return bad;
  const { from, values } = evaluated;
  return bad.filter(
    (run) => run === runs.at(-1) || (run.at >= from && (judgedValue(change, run) !== 0 || values.includes(0))),
  );
}

/** @param culprits - not empty. */
function describeTrouble(change: AlarmChange, newest: ReportedRun, culprits: readonly ReportedRun[]): Situation {
  const { at } = change;
  const run = culprits.at(-1) ?? newest;
  const targets = badTargets(change, run);
  const notes = [
    `By the run of ${formatTime(run.at, at)}${run === newest ? '' : `; the newest one, of ${formatTime(newest.at, at)}, reports no problem`}.`,
    // Without targets, the headline has it; that they are unknown is in the list.
    ...(run.error === undefined || targets.length === 0 || run.error.startsWith('HealthUnknown') ? [] : [run.error]),
  ];
  const title = change.alarm.role === 'chronic' ? 'Short of what they need' : 'Not healthy';
  return { headline: headlineOf(change, run, culprits, targets), title, targets, at, notes };
}

/** No run in the log is bad: too few reported, or CloudWatch has got too few values, or somebody has set the state. */
function describeNothing({ at, reason }: AlarmChange, { runs, from }: RecentRuns, seconds: number): Situation {
  const expected = Math.floor((at - from) / 1000 / seconds);
  const missing = expected - runs.length;
  const newest = runs.at(-1);
  const headline =
    missing > Math.max(1, expected / 4)
      ? `${missing} of the last ${expected} runs have not reported`
      : 'the newest runs report no problem';
  const notes = [
    `The newest run, of ${formatTime(newest?.at ?? at, at)}: ${newest?.summary ?? ''}`,
    `The reason in CloudWatch: ${reason}`,
  ];
  return { headline, title: '', targets: [], at, notes };
}

const words: readonly (readonly [verdict: string, word: string])[] = [
  ['Unhealthy', 'unhealthy'],
  ['Unknown', 'unknown'],
  ['Progressing', 'short'],
];

function headlineOf(
  change: AlarmChange,
  run: ReportedRun,
  bad: readonly ReportedRun[],
  targets: readonly ReportedTarget[],
): string {
  const { at, alarm } = change;
  const [worst] = targets;
  const first = bad[0]?.at ?? run.at;
  if (worst === undefined) {
    // Without targets, the run itself failed.
    return `the runs fail since ${formatTime(first, at)}: ${toOneLine(run.error ?? run.summary ?? 'health is unknown')}`;
  }
  const word = words.find(([verdict]) => verdict === worst.verdict)?.[1] ?? '';
  const alike = targets.filter(({ verdict }) => verdict === worst.verdict);
  const since = oldest(alike.map((one) => one.since)) ?? first;
  const names = nameSome(alike.map(({ target, reason }) => `${target} (${reason})`));
  const often =
    alarm.role === 'blind' || alarm.role === 'chronic' ? ' again and again' : ` since ${formatTime(since, at)}`;
  return `${alike.length} of ${totalOf(change, run)} ${word}${often}: ${names}`;
}

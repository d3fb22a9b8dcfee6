import { formatDuration } from '../../model/duration';
import { oldest } from '../../model/json';
import type { NotifyConfig } from '../../model/notifyConfig';
import { toOneLine } from '../../model/safeText';
import type { AlarmChange } from './alarmEvent';
import type { RecentRuns } from './readRuns';
import type { ReportedRun, ReportedTarget } from './reportedRun';
import { formatTime } from './times';

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

/** Finds in the log what explains a change of an alarm. Pure. */
export function describeSituation(
  change: AlarmChange,
  recent: RecentRuns,
  { seconds }: Pick<NotifyConfig, 'seconds'>,
): Situation {
  const { at, state, alarm } = change;
  const empty = { title: '', targets: [], at, notes: [] };
  const { runs, from, failure } = recent;
  const newest = runs.at(-1);
  if (failure !== undefined) {
    return { ...empty, headline: `the log could not be read`, notes: [`The log could not be read: ${failure}`] };
  }
  if (state === 'OK') return describeRecovery(change, runs);
  if (alarm.role === 'watchdog') return { ...empty, headline: 'Alertmanager sends no Watchdog' };
  if (newest === undefined) {
    const headline = `no run has reported for ${formatDuration(Math.round((at - from) / 1000))}`;
    return { ...empty, headline, notes: silent };
  }
  if (at - newest.at > 2 * seconds * 1000 + latestLine) {
    const headline = `no run has reported since ${formatTime(newest.at, at)}`;
    const notes = [...silent, `The last run that reported: ${newest.summary ?? newest.error ?? ''}`];
    return { ...empty, headline, notes };
  }
  return describeTrouble(change, runs);
}

const silent = [
  'The function did not run, or could not write its log. Run `eks-vigil doctor --config FILE`, which checks the schedule and the function.',
];

/** Whether the alarm is about the targets with the severity `ticket`. */
function isOfTicket({ alarm }: AlarmChange): boolean {
  return alarm.role === 'ticket';
}

/** What a run says about the alarm: 1 is good. */
function judgedValue(change: AlarmChange, run: ReportedRun): 0 | 1 | null {
  const value = isOfTicket(change) ? (run.ticketValue ?? null) : run.value;
  const isPublished = run.error?.startsWith('PublicationFailed') !== true;
  if (change.alarm.role === 'blind') return value === null || !isPublished ? null : 1;
  return isPublished ? value : null;
}

/** The targets of a run that the alarm is about, and that are not Healthy: the Unhealthy first, then the Unknown. */
function badTargets(change: AlarmChange, { targets }: ReportedRun): ReportedTarget[] {
  const { role } = change.alarm;
  const verdicts =
    role === 'chronic' ? ['Unhealthy', 'Progressing'] : role === 'blind' ? ['Unknown'] : ['Unhealthy', 'Unknown'];
  return verdicts.flatMap((wanted) =>
    targets.filter(({ verdict, isTicket }) => verdict === wanted && isTicket === isOfTicket(change)),
  );
}

function isBad(change: AlarmChange, run: ReportedRun): boolean {
  return change.alarm.role === 'chronic' ? badTargets(change, run).length > 0 : judgedValue(change, run) !== 1;
}

function describeTrouble(change: AlarmChange, runs: readonly ReportedRun[]): Situation {
  const { at } = change;
  const bad = runs.filter((run) => isBad(change, run));
  const run = bad.at(-1);
  const newest = runs.at(-1);
  if (run === undefined) {
    const headline = 'the newest runs report no problem';
    return { headline, title: '', targets: [], at, notes: [`The newest run: ${newest?.summary ?? ''}`] };
  }
  const targets = badTargets(change, run);
  const notes = [
    `By the run of ${formatTime(run.at, at)}${run === newest ? '' : `; the newest one, of ${formatTime(newest?.at ?? at, at)}, reports no problem`}.`,
    ...(run.error === undefined ? [] : [run.error]),
  ];
  return { headline: headlineOf(change, run, bad, targets), title: 'Not healthy', targets, at, notes };
}

const words: readonly (readonly [verdict: string, word: string])[] = [
  ['Unhealthy', 'unhealthy'],
  ['Unknown', 'unknown'],
  ['Progressing', 'short'],
];

function headlineOf(
  { at, alarm }: AlarmChange,
  run: ReportedRun,
  bad: readonly ReportedRun[],
  targets: readonly ReportedTarget[],
): string {
  const [worst] = targets;
  const first = bad[0]?.at ?? run.at;
  if (worst === undefined) {
    // Without targets, the run itself failed.
    return `the runs fail since ${formatTime(first, at)}: ${toOneLine(run.error ?? run.summary ?? 'health is unknown')}`;
  }
  const word = words.find(([verdict]) => verdict === worst.verdict)?.[1] ?? '';
  const alike = targets.filter(({ verdict }) => verdict === worst.verdict);
  const since = oldest(alike.map((one) => one.since)) ?? first;
  const names = alike.map(({ target, reason }) => `${target} (${reason})`).join(', ');
  const often =
    alarm.role === 'blind' || alarm.role === 'chronic' ? ' again and again' : ` since ${formatTime(since, at)}`;
  return `${alike.length} of ${run.total} ${word}${often}: ${names}`;
}

/** What was wrong in the newest bad run before the alarm was OK again. */
function describeRecovery(change: AlarmChange, runs: readonly ReportedRun[]): Situation {
  const { at } = change;
  const newest = runs.at(-1);
  const stillBad = new Set(newest === undefined ? [] : badTargets(change, newest).map(({ target }) => target));
  const before = [...runs].reverse().find((run) => badTargets(change, run).some(({ target }) => !stillBad.has(target)));
  const targets = before === undefined ? [] : badTargets(change, before).filter(({ target }) => !stillBad.has(target));
  const notes = [
    ...(newest?.summary === undefined ? [] : [`Now: ${newest.summary}`]),
    ...(newest === undefined ? ['No run has reported in the last day.'] : []),
  ];
  const names = targets.map(({ target }) => target).join(', ');
  const headline =
    targets.length > 0
      ? `recovered: ${names}`
      : newest === undefined
        ? 'the alarm is OK again'
        : newest.value === 1
          ? `all ${newest.total} targets are healthy`
          : 'the alarm is OK again';
  return { headline, title: 'What was wrong', targets, at, notes };
}

import type { NotifyConfig } from '../../model/notifyConfig';
import type { AlarmChange } from './alarmEvent';
import { badTargets, describeAllHealthy, judgedValue, notRecovered } from './alarmTargets';
import { formatTime } from './formatTime';
import { nameSome } from './nameSome';
import type { RecentRuns } from './readRuns';
import type { ReportedRun } from './reportedRun';
import type { Situation } from './situation';

/** Finds in the log what recovered before an alarm was OK again. Pure. */
export function describeRecovery(
  change: AlarmChange,
  { runs, from, failure }: RecentRuns,
  { seconds }: Pick<NotifyConfig, 'seconds'>,
): Situation {
  const { at, alarm, firedFrom } = change;
  const empty = { title: '', targets: [], at, notes: [] };
  if (alarm.role === 'watchdog') return { ...empty, headline: 'Alertmanager sends its Watchdog again' };
  // A run that failed early has no verdicts.
  const newest = runs.findLast(({ total }) => total > 0);
  if (newest === undefined) {
    const note = failure === undefined ? 'No run has reported.' : `The log could not be read: ${failure}`;
    return { ...empty, headline: 'the alarm is OK again', notes: [note] };
  }
  const stillBad = notRecovered(change, newest);
  const recovered = (run: ReportedRun) => badTargets(change, run).filter(({ target }) => !stillBad.has(target));
  // What was wrong before that has recovered before, too.
  const before = runs.findLast((run) => run.at >= firedFrom && recovered(run).length > 0);
  const allHealthy = describeAllHealthy(change, newest);
  const now = `Now, by the run of ${formatTime(newest.at, at)}: ${allHealthy ?? newest.summary ?? ''}`;
  if (before === undefined) {
    const headline = withoutTargets(change, runs, { allHealthy, from, seconds });
    return { ...empty, headline, notes: allHealthy === undefined ? [now] : [] };
  }
  // What to run first is of no use any more.
  const targets = recovered(before).map((target) => ({ ...target, command: undefined }));
  return {
    headline: `recovered: ${nameSome(targets.map(({ target }) => target))}`,
    title: `What was wrong, by the run of ${formatTime(before.at, at)}`,
    targets,
    at,
    notes: [now],
  };
}

interface Now {
  /** Undefined if a target of the alarm is not Healthy. */
  readonly allHealthy: string | undefined;
  /** Since when `runs` has all lines, in milliseconds since the epoch. */
  readonly from: number;
  /** The period. */
  readonly seconds: number;
}

/** No target was bad: the runs failed, or there were none. */
function withoutTargets(change: AlarmChange, runs: readonly ReportedRun[], { allHealthy, from, seconds }: Now): string {
  const good = runs.filter((run) => judgedValue(change, run) === 1);
  const since = good.findLast((run, index) => run.at - (good[index - 1]?.at ?? from) > gap(seconds))?.at;
  const again = since === undefined ? undefined : `values are published again since ${formatTime(since, change.at)}`;
  return [again, allHealthy].filter((part) => part !== undefined).join('; ') || 'the alarm is OK again';
}

/** A run and a half are missing, in milliseconds. */
function gap(seconds: number): number {
  return 2.5 * seconds * 1000;
}

import type { NotifyConfig } from '../../model/notifyConfig';
import type { AlarmChange } from './alarmEvent';
import { badTargets, judgedValue, notRecovered } from './alarmTargets';
import { nameSome } from './nameSome';
import type { RecentRuns } from './readRuns';
import type { ReportedRun } from './reportedRun';
import type { Situation } from './situation';
import { formatTime } from './times';

/** Finds in the log what recovered before an alarm was OK again. Pure. */
export function describeRecovery(
  change: AlarmChange,
  { runs, from, failure }: RecentRuns,
  { seconds }: Pick<NotifyConfig, 'seconds'>,
): Situation {
  const { at, alarm } = change;
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
  const before = runs.findLast((run) => recovered(run).length > 0);
  const now = `Now, by the run of ${formatTime(newest.at, at)}: ${newest.summary ?? ''}`;
  if (before === undefined) {
    const headline = withoutTargets(change, runs, { newest, from, seconds });
    return { ...empty, headline, notes: newest.healthy === newest.total ? [] : [now] };
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
  /** That has verdicts. */
  readonly newest: ReportedRun;
  /** Since when `runs` has all lines, in milliseconds since the epoch. */
  readonly from: number;
  /** The period. */
  readonly seconds: number;
}

/** No target was bad: the runs failed, or there were none. */
function withoutTargets(change: AlarmChange, runs: readonly ReportedRun[], { newest, from, seconds }: Now): string {
  const now = newest.healthy === newest.total ? `all ${newest.total} targets are healthy` : undefined;
  const good = runs.filter((run) => judgedValue(change, run) === 1);
  const since = good.findLast((run, index) => run.at - (good[index - 1]?.at ?? from) > gap(seconds))?.at;
  const again = since === undefined ? undefined : `values are published again since ${formatTime(since, change.at)}`;
  return [again, now].filter((part) => part !== undefined).join('; ') || 'the alarm is OK again';
}

/** A run and a half are missing, in milliseconds. */
function gap(seconds: number): number {
  return 2.5 * seconds * 1000;
}

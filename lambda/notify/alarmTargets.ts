import type { AlarmChange } from './alarmEvent';
import type { ReportedRun, ReportedTarget } from './reportedRun';

/** Whether the alarm is about the targets with the severity `ticket`. */
function isOfTicket({ alarm }: AlarmChange): boolean {
  return alarm.role === 'ticket';
}

/** How many targets of a run the alarm is about. */
export function totalOf(change: AlarmChange, { total, tickets }: ReportedRun): number {
  if (tickets === undefined) return total;
  return isOfTicket(change) ? tickets : total - tickets;
}

/** Those of these targets that are not Healthy. */
function notHealthy(change: AlarmChange, { targets }: ReportedRun): ReportedTarget[] {
  return targets.filter(({ isTicket, verdict }) => isTicket === isOfTicket(change) && verdict !== 'Healthy');
}

/** `all 10 page targets are healthy`. Undefined if it is not so. */
export function describeAllHealthy(change: AlarmChange, run: ReportedRun): string | undefined {
  if (notHealthy(change, run).length > 0) return undefined;
  const severity = isOfTicket(change) ? 'ticket' : 'page';
  const which = run.tickets === undefined ? '' : `${severity} `;
  return `all ${totalOf(change, run)} ${which}targets are healthy`;
}

/** What a run says about the alarm: 1 is good. */
export function judgedValue(change: AlarmChange, run: ReportedRun): 0 | 1 | null {
  const value = isOfTicket(change) ? (run.ticketValue ?? null) : run.value;
  const isPublished = run.error?.startsWith('PublicationFailed') !== true;
  if (change.alarm.role === 'blind') return value === null || !isPublished ? null : 1;
  return isPublished ? value : null;
}

/** The targets of a run that the alarm is about, and that are not good for it: the Unhealthy first, then the Unknown. */
export function badTargets(change: AlarmChange, { targets }: ReportedRun): ReportedTarget[] {
  const { role } = change.alarm;
  const ofAlarm = targets.filter(({ isTicket }) => isTicket === isOfTicket(change));
  // Its metric counts these: a rollout in which enough serve is Progressing, but not short.
  const concerned = role === 'chronic' ? ofAlarm.filter(({ isShort }) => isShort) : ofAlarm;
  return verdictsOf[role].flatMap((wanted) => concerned.filter(({ verdict }) => verdict === wanted));
}

const bad = ['Unhealthy', 'Unknown'] as const;
const verdictsOf: Readonly<Record<AlarmChange['alarm']['role'], readonly string[]>> = {
  health: bad,
  ticket: bad,
  blind: ['Unknown'],
  chronic: ['Unhealthy', 'Progressing'],
  // It is about no target.
  watchdog: [],
};

export function isBad(change: AlarmChange, run: ReportedRun): boolean {
  return change.alarm.role === 'chronic' ? badTargets(change, run).length > 0 : judgedValue(change, run) !== 1;
}

/** The targets that are bad, or unknown, in a run: they have not recovered. */
export function notRecovered(change: AlarmChange, run: ReportedRun): ReadonlySet<string> {
  const unhealthy = run.targets.filter(({ verdict }) => verdict === 'Unhealthy' || verdict === 'Unknown');
  return new Set([...badTargets(change, run), ...unhealthy].map(({ target }) => target));
}

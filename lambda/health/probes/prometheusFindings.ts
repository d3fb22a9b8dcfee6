import { formatDuration } from '../../../model/duration';
import { type JsonObject, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import type { Verdict } from '../verdict';
import { judgeProbeFinding, type ProbeClock } from './probeGrace';
import type { ProbeContext } from './probeRule';
import type { QueryPart, Sample } from './prometheusQuery';

/** What is known about a Prometheus that is ready. */
export interface PrometheusFacts extends ProbeContext {
  /** Since when it has been able to work. Young, it may not have scraped or evaluated anything yet. */
  readonly started: ProbeClock | undefined;
  /** The parts of the combined query that have a result. */
  readonly parts: Readonly<Partial<Record<QueryPart, Sample>>>;
}

/** What the database tells: rules are evaluated, targets are up, samples arrive, and nothing fails. */
export function databaseFindings({ probe, now, started, parts }: PrometheusFacts): Verdict[] {
  const { watchdog, group, targets, samples, failures, unfailed } = parts;
  const up = targets?.value ?? 0;
  const young = { clocks: [started], limit: probe.downGrace, now };
  const findings: (Verdict | false)[] = [
    probe.watchdog !== false &&
      watchdog === undefined &&
      judgeProbeFinding({
        ...young,
        reason: 'RulesNotEvaluated',
        message: `the alert ${probe.watchdog}, which always fires, does not fire${describeGroup(group)}`,
      }),
    up < probe.minTargets &&
      judgeProbeFinding({
        ...young,
        reason: 'NoTargets',
        message: `${pluralize(up, 'target')} up within 5 minutes, at least ${probe.minTargets} required`,
      }),
    samples !== undefined &&
      !(samples.value > 0) &&
      judgeProbeFinding({ ...young, reason: 'NotIngesting', message: 'no sample was stored in the last 5 minutes' }),
    failures !== undefined &&
      failures.value > 0 &&
      judgeProbeFinding({
        reason: 'RuleFailures',
        message: `rules of the group ${failures.group ?? 'without a name'} failed about ${pluralize(Math.ceil(failures.value), 'time')} in the last 10 minutes`,
        clocks: [toClock(unfailed, 'the last 3 minutes without a failure ended')],
        limit: probe.grace,
        now,
      }),
  ];
  return findings.filter((finding) => finding !== false);
}

/** The evidence: which rule group was evaluated longest ago. */
function describeGroup(group: Sample | undefined): string {
  if (group === undefined) return '; no rule group reports when it was evaluated';
  return `; rule group ${group.group ?? 'without a name'} was last evaluated ${formatDuration(group.value)} ago`;
}

/**
 * Whether notifications leave. A reload of the configuration and a restart of Alertmanager drop some; Prometheus sends an alert that
 * fires again and again, so drops are tolerated until they go on.
 *
 * @param active - how many Alertmanagers Prometheus sends alerts to; undefined if it is not known.
 */
export function alertmanagerFindings(
  active: number | undefined,
  { probe, now, started, parts }: PrometheusFacts,
): Verdict[] {
  const { dropped, discovered, undropped } = parts;
  const tolerated = { limit: probe.downGrace, now };
  if (active === 0) {
    return [
      judgeProbeFinding({
        ...tolerated,
        reason: 'NoAlertmanager',
        message: 'Prometheus has no active Alertmanager, so it can notify nobody',
        clocks: [started, toClock(discovered, 'the last Alertmanager was known')],
      }),
    ];
  }
  if (dropped === undefined || !(dropped.value > 0)) return [];
  return [
    judgeProbeFinding({
      ...tolerated,
      reason: 'NotificationsDropped',
      message: `about ${pluralize(Math.ceil(dropped.value), 'notification')} dropped in the last 10 minutes: does Alertmanager accept them?`,
      clocks: [started, toClock(undropped, 'the last 3 minutes without a drop ended')],
    }),
  ];
}

/** @param runtime - the runtime information; undefined if it could not be read. */
export function reloadFindings(runtime: JsonObject | undefined, { probe, now, parts }: PrometheusFacts): Verdict[] {
  if (runtime?.reloadConfigSuccess !== false) return [];
  const loaded = time(runtime.lastConfigTime);
  const last = loaded === undefined ? undefined : { since: loaded, event: 'the last configuration was loaded' };
  return [
    judgeProbeFinding({
      reason: 'ConfigNotReloaded',
      message: 'Prometheus could not reload its configuration, and works with the last one',
      clocks: [last, toClock(parts.reloaded, 'the last reload was known to be successful')],
      limit: probe.grace,
      now,
    }),
  ];
}

function toClock(sample: Sample | undefined, event: string): ProbeClock | undefined {
  return sample === undefined || !Number.isFinite(sample.value) ? undefined : { since: sample.value * 1000, event };
}

import { formatDuration } from '../../../model/duration';
import { type JsonObject, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import type { Verdict } from '../verdict';
import { judgeProbeFinding, type ProbeClock } from './probeGrace';
import type { ProbeContext } from './probeRule';
import type { QueryPart, Sample } from './prometheusQuery';

/** What is known about a Prometheus that is ready. */
export interface PrometheusFacts extends ProbeContext {
  /** When its process started. Young, it may not have scraped or evaluated anything yet. */
  readonly started: ProbeClock | undefined;
  /** The parts of the combined query that have a result. */
  readonly parts: Readonly<Partial<Record<QueryPart, Sample>>>;
}

/** What the database tells: rules are evaluated, targets are up, samples arrive, and nothing fails. */
export function databaseFindings({ probe, now, started, parts }: PrometheusFacts): Verdict[] {
  const { watchdog, group, targets, samples, dropped, failures } = parts;
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
    dropped !== undefined &&
      dropped.value > 0 && {
        verdict: 'Unhealthy',
        reason: 'NotificationsDropped',
        message: `about ${Math.ceil(dropped.value)} notifications were dropped in the last 10 minutes: does Alertmanager accept them?`,
      },
    failures !== undefined &&
      failures.value > 0 && {
        verdict: 'Unhealthy',
        reason: 'RuleFailures',
        message: `rules of the group ${failures.group ?? 'without a name'} failed about ${Math.ceil(failures.value)} times in the last 10 minutes`,
      },
  ];
  return findings.filter((finding) => finding !== false);
}

/** The evidence: which rule group was evaluated longest ago. */
function describeGroup(group: Sample | undefined): string {
  if (group === undefined) return '; no rule group reports when it was evaluated';
  return `; rule group ${group.group ?? 'without a name'} was last evaluated ${formatDuration(group.value)} ago`;
}

/** @param active - how many Alertmanagers Prometheus sends alerts to. */
export function alertmanagerFindings(active: number, { probe, now, started, parts }: PrometheusFacts): Verdict[] {
  if (active > 0) return [];
  const last = toClock(parts.discovered, 'the last Alertmanager was known');
  return [
    judgeProbeFinding({
      reason: 'NoAlertmanager',
      message: 'Prometheus has no active Alertmanager, so it can notify nobody',
      clocks: [started, last],
      limit: probe.downGrace,
      now,
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

import { count, type JsonObject, record, text } from '../../../model/json';
import {
  conditionsOfType,
  conditionVerdict,
  generationVerdicts,
  hasStatus,
  missingConditionVerdict,
} from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import { describeScaler } from '../facts/scaler';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';
import { customResourceRule } from './customResource';

/** The kinds that the operator creates pods for; the others (ServiceMonitor and the like) are configuration. */
const kindsWithPods: ReadonlySet<unknown> = new Set(['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler']);

/**
 * The rule of health of the Prometheus operator's kinds, by their conditions Available and Reconciled. A target that names
 * conditions is judged by these instead. Source: Prometheus operator, API reference of `monitoring.coreos.com/v1`
 * (Condition, PrometheusStatus).
 */
export const prometheusOperatorRule: Rule = (found, criteria, now) => {
  const { object } = found;
  if (!kindsWithPods.has(object.kind)) return customResourceRule(found, criteria, now);
  const { replicas, paused } = record(object.spec);
  const counts = countsOf(object);
  if (count(replicas) === 0)
    return worstVerdict(deletionVerdicts(object, criteria, now), { ...scaledToZero(object, criteria, now), ...counts });
  if (criteria.conditions !== undefined) return customResourceRule(found, criteria, now);
  const verdict = worstVerdict(
    [
      ...deletionVerdicts(object, criteria, now),
      ...availableFindings(object, criteria, now),
      ...(criteria.mode === 'AllOfThem' ? reconcileFindings(object, criteria, now) : []),
    ],
    { verdict: 'Healthy', reason: 'Ready', message: 'available' },
  );
  const ready = counts.ready === undefined ? '' : `${counts.ready} of ${counts.desired} replicas ready; `;
  const note = paused === true ? '; paused, so the operator makes no changes' : '';
  return { ...verdict, message: `${ready}${verdict.message}${note}`, ...counts };
};

/** Judged by the spec: with 0 replicas, the operator reports Available as False. */
function scaledToZero(object: JsonObject, { allowZero }: Criteria, now: number): Verdict {
  return allowZero
    ? { verdict: 'Healthy', reason: 'ScaledToZero', message: 'scaled to 0 (allowed)' }
    : { verdict: 'Unhealthy', reason: 'ScaledToZero', message: `scaled to 0${describeScaler(object, now)}` };
}

/** Covers all shards: False means that at least one of them has no ready pod. */
function availableFindings(object: JsonObject, criteria: Criteria, now: number): Verdict[] {
  const { mode, grace, downGrace } = criteria;
  const available = conditionsOfType(object, 'Available');
  if (available.length === 0) return [missingConditionVerdict(object, 'Available', criteria, now)];
  return available
    .filter((condition) => !hasStatus(condition, 'True'))
    .filter((condition) => mode !== 'AtLeastOne' || !hasStatus(condition, 'Degraded'))
    .map((condition) =>
      hasStatus(condition, 'False')
        ? conditionVerdict(object, condition, { limit: downGrace, now, reason: 'NoneReady', isShort: true })
        : conditionVerdict(object, condition, { limit: grace, now, reason: 'TooFewReady', isShort: true }),
    );
}

function reconcileFindings(object: JsonObject, criteria: Criteria, now: number): Verdict[] {
  const reconciled = conditionsOfType(object, 'Reconciled');
  const written = [record(object.status), ...conditionsOfType(object, 'Available'), ...reconciled];
  return [
    ...reconciled
      .filter((condition) => !hasStatus(condition, 'True'))
      .map((condition) => conditionVerdict(object, condition, { limit: criteria.grace, now, reason: 'NotReconciled' })),
    // While it is paused, the newest spec is not expected to be observed.
    ...(record(object.spec).paused === true ? [] : generationVerdicts(object, written, criteria, now)),
  ];
}

function countsOf(object: JsonObject): Pick<Verdict, 'ready' | 'desired'> {
  const { replicas, shards, mode } = record(object.spec);
  const ready = count(record(object.status).availableReplicas);
  if (ready === undefined || text(mode) === 'DaemonSet') return {};
  return { ready, desired: (count(replicas) ?? 1) * Math.max(1, count(shards) ?? 1) };
}

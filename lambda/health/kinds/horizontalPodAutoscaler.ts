import { count, type JsonObject, newest, record, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import { specClock } from '../facts/clocks';
import {
  conditionsOf,
  conditionsOfType,
  conditionVerdict,
  generationVerdicts,
  hasStatus,
  missingConditionVerdict,
} from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import { judgeWithGrace } from '../grace';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/** Seconds for which metrics may be missing, as they are while pods start. */
const metricsGrace = 600;

/**
 * The rule of health of a HorizontalPodAutoscaler: it can scale, and it has metrics to scale by. Being at maxReplicas, or idle
 * while its target is scaled to 0, is reported, but healthy.
 * Source: Kubernetes, "Horizontal Pod Autoscaling" (status conditions) and its walkthrough (appendix).
 */
export const horizontalPodAutoscalerRule: Rule = (found, criteria, now) => {
  const object = withAnnotatedConditions(found.object);
  const { currentReplicas } = record(object.status);
  const current = count(currentReplicas);
  const replicas = current === undefined ? 'an unknown number of replicas' : pluralize(current, 'replica');
  const disabled = notTrue(object, 'ScalingActive').some(isDisabled);
  const atMaximum = isAtMaximum(object);
  const healthy: Verdict = {
    verdict: 'Healthy',
    reason: disabled ? 'ScalingDisabled' : atMaximum ? 'AtMaxReplicas' : 'ScalingActive',
    message: disabled
      ? 'the target is scaled to 0, so autoscaling is off'
      : `${replicas}${atMaximum ? '; warning: at maxReplicas, more may be needed' : ''}`,
  };
  return worstVerdict(
    [
      ...deletionVerdicts(object, criteria, now),
      ...conditionFindings(object, criteria, now),
      ...generationVerdicts(object, [record(object.status)], criteria, now),
      ...replicasFindings(object, criteria, now),
    ],
    healthy,
  );
};

/** In `autoscaling/v1`, the conditions are JSON in an annotation. Source: Kubernetes, "Horizontal Pod Autoscaling" walkthrough. */
function withAnnotatedConditions(object: JsonObject): JsonObject {
  const annotated = text(record(record(object.metadata).annotations)['autoscaling.alpha.kubernetes.io/conditions']);
  if (annotated === undefined || conditionsOf(object).length > 0) return object;
  try {
    return { ...object, status: { ...record(object.status), conditions: JSON.parse(annotated) } };
  } catch {
    return object;
  }
}

function conditionFindings(object: JsonObject, criteria: Criteria, now: number): Verdict[] {
  const { grace } = criteria;
  if (conditionsOf(object).length === 0) return [missingConditionVerdict(object, 'AbleToScale', criteria, now)];
  return [
    ...notTrue(object, 'AbleToScale').map((condition) =>
      conditionVerdict(object, condition, { limit: grace, now, reason: 'UnableToScale' }),
    ),
    ...notTrue(object, 'ScalingActive')
      .filter((condition) => !isDisabled(condition))
      .map((condition) =>
        conditionVerdict(object, condition, { limit: Math.min(metricsGrace, grace), now, reason: 'ScalingInactive' }),
      ),
  ];
}

function notTrue(object: JsonObject, type: string): JsonObject[] {
  return conditionsOfType(object, type).filter((condition) => !hasStatus(condition, 'True'));
}

function isDisabled({ reason }: JsonObject): boolean {
  return reason === 'ScalingDisabled';
}

/**
 * The number of replicas differs from the desired one: normal for a moment, a problem if it lasts. The autoscaler writes the
 * time at which it scales; the last status change would be no clock, because the metrics in the status move all the time.
 */
function replicasFindings(object: JsonObject, { grace }: Criteria, now: number): Verdict[] {
  const { currentReplicas, desiredReplicas, lastScaleTime } = record(object.status);
  const [current, desired] = [count(currentReplicas), count(desiredReplicas)];
  // Without metrics, the status keeps the last desired number, or 0 if there never was one.
  if (notTrue(object, 'ScalingActive').length > 0) return [];
  if (current === undefined || desired === undefined || current === desired) return [];
  return [
    judgeWithGrace({
      since: newest([time(lastScaleTime), specClock(object)]),
      limit: grace,
      now,
      reason: 'ReplicasMismatch',
      message: `${pluralize(current, 'replica')}, but ${desired} desired`,
    }),
  ];
}

function isAtMaximum(object: JsonObject): boolean {
  const { minReplicas, maxReplicas } = record(object.spec);
  const maximum = count(maxReplicas) ?? Number.POSITIVE_INFINITY;
  const current = count(record(object.status).currentReplicas) ?? 0;
  const isLimited = conditionsOfType(object, 'ScalingLimited').some(
    (condition) => condition.reason === 'TooManyReplicas' && hasStatus(condition, 'True'),
  );
  return isLimited || (current >= maximum && maximum !== (count(minReplicas) ?? 1));
}

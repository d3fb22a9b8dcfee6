import { type JsonObject, record, text } from '../../../model/json';
import type { ConditionNames } from '../../../model/runtimeConfig';
import {
  conditionsOf,
  conditionsOfType,
  conditionVerdict,
  describeCondition,
  formatCondition,
  type GraceTerms,
  generationVerdicts,
  hasStatus,
  missingConditionVerdict,
} from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

const defaults: Required<ConditionNames> = {
  healthy: ['Ready', 'Available', 'Healthy', 'Succeeded', 'Reconciled'],
  unhealthy: ['Degraded', 'Stalled', 'Failed', 'NotReady'],
};
/** While one of these is True, nobody expects the others to be. */
const pausing = ['Paused', 'Suspended'];
const pausable: readonly string[] = ['Ready', 'Healthy'];

/**
 * The rule of health of any custom resource, by its conditions: one that means healthy and is not True is tolerated for the
 * grace period, one that means unhealthy and is True is not tolerated. The target may name both; what it names as healthy
 * must exist.
 * Sources: Kubernetes, "API Conventions" (typical status properties); kstatus (Reconciling, Stalled, observedGeneration);
 * Strimzi, API reference (NotReady); Tekton, "PipelineRuns" (Succeeded is Unknown while it runs); Argo Rollouts and Flagger
 * (a canary that is paused or waits for a person).
 */
export const customResourceRule: Rule = ({ object }, criteria, now) => {
  const { healthy, unhealthy } = conditionTypes(criteria.conditions);
  const known = conditionsOf(object);
  const judged = [...healthy, ...unhealthy].flatMap((type) => conditionsOfType(object, type));
  const paused = describePause(object);
  const written = [record(object.status), ...healthy.flatMap((type) => conditionsOfType(object, type))];
  return worstVerdict(
    [
      ...deletionVerdicts(object, criteria, now),
      ...healthy.flatMap((type) => healthyConditionFindings(object, type, criteria, now, paused !== undefined)),
      ...unhealthy.flatMap((type) => unhealthyConditionFindings(object, type, criteria, now)),
      ...reconcilingFindings(object, criteria, now),
      ...generationVerdicts(object, written, criteria, now),
    ],
    judged.length === 0
      ? { verdict: 'Healthy', reason: 'Exists', message: describeMissingConditions(object, known) }
      : describeHealthy(judged, paused),
  );
};

/** A name in the target takes precedence over a default of the opposite meaning. */
function conditionTypes({ healthy, unhealthy }: ConditionNames = {}): Required<ConditionNames> {
  return {
    healthy: healthy ?? defaults.healthy.filter((type) => !unhealthy?.includes(type)),
    unhealthy: unhealthy ?? defaults.unhealthy.filter((type) => !healthy?.includes(type)),
  };
}

function healthyConditionFindings(
  object: JsonObject,
  type: string,
  criteria: Criteria,
  now: number,
  isPaused: boolean,
): Verdict[] {
  const conditions = conditionsOfType(object, type);
  if (conditions.length === 0 && criteria.conditions?.healthy?.includes(type)) {
    return [missingConditionVerdict(object, type, criteria, now)];
  }
  return conditions
    .filter((condition) => !hasStatus(condition, 'True') && !isRunning(condition))
    .filter((condition) => !(isPaused && isPausable(condition)))
    .map((condition) => conditionVerdict(object, condition, { limit: criteria.grace, now, reason: 'ConditionNotMet' }));
}

function isRunning(condition: JsonObject): boolean {
  return condition.type === 'Succeeded' && hasStatus(condition, 'Unknown');
}

function isPausable(condition: JsonObject): boolean {
  return pausable.includes(text(condition.type) ?? '') && hasStatus(condition, 'False');
}

/** The condition that reports a pause; undefined if there is none. */
function describePause(object: JsonObject): string | undefined {
  const [pause] = pausing
    .flatMap((type) => conditionsOfType(object, type))
    .filter((condition) => hasStatus(condition, 'True'))
    .map(describeCondition)
    .sort();
  return pause;
}

function describeHealthy(judged: readonly JsonObject[], paused: string | undefined): Verdict {
  const message = describeAll(judged);
  if (paused !== undefined && judged.some(isPausable)) {
    return { verdict: 'Healthy', reason: 'Paused', message: `${message}; paused: ${paused}` };
  }
  return judged.some(isRunning)
    ? { verdict: 'Healthy', reason: 'Running', message: `running: ${message}` }
    : { verdict: 'Healthy', reason: 'ConditionsMet', message };
}

/** NotReady is Ready with the opposite meaning, so it gets the same grace period, unless the target names it. */
function unhealthyConditionFindings(
  object: JsonObject,
  type: string,
  { grace, conditions }: Criteria,
  now: number,
): Verdict[] {
  const isNotReady = type === 'NotReady' && !conditions?.unhealthy?.includes(type);
  const terms: GraceTerms = isNotReady
    ? { limit: grace, now, reason: 'NotReady' }
    : { limit: 0, now, reason: 'UnhealthyCondition' };
  return conditionsOfType(object, type)
    .filter((condition) => hasStatus(condition, 'True'))
    .map((condition) => conditionVerdict(object, condition, terms));
}

function reconcilingFindings(object: JsonObject, { grace }: Criteria, now: number): Verdict[] {
  const terms: GraceTerms = { limit: grace, now, reason: 'Reconciling', lateReason: 'ReconciliationStuck' };
  return conditionsOfType(object, 'Reconciling')
    .filter((condition) => hasStatus(condition, 'True'))
    .map((condition) => conditionVerdict(object, condition, terms));
}

function describeMissingConditions({ status }: JsonObject, known: readonly JsonObject[]): string {
  const { conditions } = record(status);
  const types = [...new Set(known.flatMap(({ type }) => text(type) ?? []))].sort().join(', ');
  const problem =
    conditions !== undefined && conditions !== null && !Array.isArray(conditions)
      ? 'status.conditions is not a list'
      : types === ''
        ? 'it has no conditions'
        : `none of its conditions (${types}) is known to mean healthy or unhealthy`;
  return `${problem}, so only its existence is checked`;
}

function describeAll(judged: readonly JsonObject[]): string {
  return [...new Set(judged.map(formatCondition))].sort().join(', ');
}

import { countOr, desiredReplicas, type JsonObject, oldest, record, time } from '../../../model/json';
import { conditionsOfType, describeCondition, hasStatus } from '../facts/conditions';
import { controllerOf, formatOwner, ownedBy } from '../facts/owner';
import type { Rule } from '../rule';
import { judgeWorkload } from '../workload';
import type { WorkloadFacts } from '../workloadFacts';

/**
 * The rule of health of a ReplicaSet: that of a workload without rollouts. One that belongs to a Deployment is a revision of
 * it, and is not judged on its own. Source: Kubernetes, "ReplicaSet" and the API reference of `apps/v1`
 * (ReplicaSetStatus, its condition ReplicaFailure).
 */
export const replicaSetRule: Rule = (found, criteria, now) => {
  const owner = controllerOf(found.object);
  if (owner?.kind === 'Deployment') {
    return {
      verdict: 'Healthy',
      reason: 'OwnedByDeployment',
      message: `managed by ${formatOwner(owner)}: watch that instead`,
    };
  }
  const facts = replicaSetFacts(found.object);
  if (owner !== undefined && facts.scaledToZero) {
    const message = `scaled to 0 by ${formatOwner(owner)}`;
    return { verdict: 'Healthy', reason: 'ScaledToZero', message, ready: 0, desired: 0 };
  }
  return judgeWorkload(found, facts, criteria, now);
};

/** Reads a ReplicaSet. */
export function replicaSetFacts(object: JsonObject): WorkloadFacts {
  const desired = desiredReplicas(object.spec);
  const failures = conditionsOfType(object, 'ReplicaFailure').filter((condition) => hasStatus(condition, 'True'));
  const [message] = failures.map(describeCondition).sort();
  const since = oldest(failures.map(({ lastTransitionTime }) => time(lastTransitionTime)));
  return {
    desired,
    scaledToZero: desired === 0,
    ready: countOr(0, record(object.status).readyReplicas),
    ...(message === undefined ? {} : { replicaFailure: { message, since } }),
    // Only used for rollouts.
    minReadySeconds: 0,
    owns: ownedBy(object),
  };
}

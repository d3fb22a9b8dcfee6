import { count, countOr, desiredReplicas, type JsonObject, record, records, text, time } from '../../../model/json';
import { controllersOf, deploymentNameOf } from '../facts/owner';
import { workloadRule } from '../workload';
import type { WorkloadFacts } from '../workloadFacts';

/** Reads a Deployment. Source: Kubernetes, "Deployments" (status, failed deployment, rolling update). */
export function deploymentFacts(object: JsonObject): WorkloadFacts {
  const spec = record(object.spec);
  const status = record(object.status);
  const conditions = records(status.conditions);
  const desired = desiredReplicas(object.spec);
  const wanted = desired ?? 0;
  const updated = count(status.updatedReplicas) ?? 0;
  const old = (count(status.replicas) ?? 0) - updated;
  const overdue = conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded');
  const minReadySeconds = count(spec.minReadySeconds) ?? 0;
  const unavailableSince = time(
    conditions.find(({ type, status: value }) => type === 'Available' && value === 'False')?.lastTransitionTime,
  );
  const failure = conditions.find(({ type, status: value }) => type === 'ReplicaFailure' && value === 'True');
  return {
    desired,
    scaledToZero: desired === 0,
    ready: countOr(0, status.readyReplicas),
    ...(spec.paused !== true && (updated < wanted || old > 0)
      ? { rollout: { updated, wanted, ...(overdue ? { note: ', progressDeadlineSeconds exceeded' } : {}) } }
      : {}),
    ...(failure === undefined
      ? {}
      : { replicaFailure: text(failure.message) ?? text(failure.reason) ?? 'pods cannot be created' }),
    // With minReadySeconds the condition stays False long after the pods are ready.
    ...(unavailableSince === undefined || minReadySeconds > 0 ? {} : { unavailableSince }),
    minReadySeconds,
    owns: ownedByReplicaSetOf(text(record(object.metadata).name) ?? ''),
  };
}

/** Whether a pod's ReplicaSet belongs to a Deployment. */
function ownedByReplicaSetOf(deployment: string): WorkloadFacts['owns'] {
  return (pod) =>
    controllersOf(pod).some(
      ({ kind, name }) => kind === 'ReplicaSet' && deploymentNameOf(text(name) ?? '') === deployment,
    );
}

/** The rule of health of a Deployment. */
export const deploymentRule = workloadRule(deploymentFacts);

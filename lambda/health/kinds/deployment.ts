import { count, countOr, desiredReplicas, type JsonObject, record, records, text, time } from '../../../model/json';
import { controllersOf, deploymentNameOf } from '../facts/owner';
import { toPods } from '../facts/rollingUpdate';
import { workloadRule } from '../workload';
import type { WorkloadFacts } from '../workloadFacts';

/** `progressDeadlineSeconds` of a Deployment without a deadline: the largest int32. */
const noDeadline = 2_147_483_647;

/** Reads a Deployment. Source: Kubernetes, "Deployments" (status, failed deployment, rolling update). */
export function deploymentFacts(object: JsonObject): WorkloadFacts {
  const spec = record(object.spec);
  const status = record(object.status);
  const conditions = records(status.conditions);
  const desired = desiredReplicas(object.spec);
  const wanted = desired ?? 0;
  const updated = count(status.updatedReplicas) ?? 0;
  const old = (count(status.replicas) ?? 0) - updated;
  const unavailable = maxUnavailable(spec, wanted);
  const overdue = conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded');
  const minReadySeconds = count(spec.minReadySeconds) ?? 0;
  const unavailableSince = time(
    conditions.find(({ type, status: value }) => type === 'Available' && value === 'False')?.lastTransitionTime,
  );
  const deadline = count(spec.progressDeadlineSeconds) ?? noDeadline;
  const failure = conditions.find(({ type, status: value }) => type === 'ReplicaFailure' && value === 'True');
  return {
    desired,
    scaledToZero: desired === 0,
    ready: countOr(0, status.readyReplicas),
    ...(spec.paused !== true && (updated < wanted || old > 0)
      ? {
          rollout: {
            updated,
            wanted,
            maxUnavailable: unavailable,
            hasOldPods: old > 0,
            ...(overdue ? { note: ', progressDeadlineSeconds exceeded' } : {}),
          },
        }
      : {}),
    ...(deadline < noDeadline ? { deadline: { seconds: deadline, maxUnavailable: unavailable } } : {}),
    ...(failure === undefined
      ? {}
      : {
          replicaFailure: {
            message: text(failure.message) ?? text(failure.reason) ?? 'pods cannot be created',
            since: time(failure.lastTransitionTime),
          },
        }),
    // With minReadySeconds the condition stays False long after the pods are ready.
    ...(unavailableSince === undefined || minReadySeconds > 0 ? {} : { unavailableSince }),
    minReadySeconds,
    owns: ownedByReplicaSetOf(text(record(object.metadata).name) ?? ''),
  };
}

/** The default is 25% for both. A rollout that could neither add nor remove a pod removes one. */
function maxUnavailable({ strategy }: JsonObject, desired: number): number {
  const { type, rollingUpdate } = record(strategy);
  if (type === 'Recreate') return 0;
  const { maxUnavailable: unavailable = '25%', maxSurge = '25%' } = record(rollingUpdate);
  const pods = toPods(unavailable, desired, Math.floor);
  return pods === 0 && toPods(maxSurge, desired, Math.ceil) === 0 ? 1 : pods;
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

import { count, type JsonObject, record, records, text } from './json';
import { type WorkloadFacts, workloadRule } from './workload';

/** Reads a Deployment. Source: Kubernetes, "Deployments" (status, failed deployment, rolling update). */
export function deploymentFacts(object: JsonObject): WorkloadFacts {
  const spec = record(object.spec);
  const status = record(object.status);
  const conditions = records(status.conditions);
  const desired = spec.replicas === undefined ? 1 : count(spec.replicas);
  const updated = count(status.updatedReplicas) ?? 0;
  const old = (count(status.replicas) ?? 0) - updated;
  const overdue = conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded');
  const failure = conditions.find(({ type, status: value }) => type === 'ReplicaFailure' && value === 'True');
  return {
    desired,
    scaledToZero: desired === 0,
    ready: count(status.readyReplicas) ?? 0,
    ...(desired !== undefined && spec.paused !== true && (updated < desired || old > 0)
      ? { rollout: { updated, wanted: desired, ...(overdue ? { note: ', past its progressDeadlineSeconds' } : {}) } }
      : {}),
    ...(failure === undefined
      ? {}
      : { replicaFailure: text(failure.message) ?? text(failure.reason) ?? 'pods cannot be created' }),
    minReadySeconds: count(spec.minReadySeconds) ?? 0,
    owns: ownedByReplicaSetOf(text(record(object.metadata).name) ?? ''),
  };
}

/** Pods belong to a ReplicaSet, whose name is the Deployment's name and a hash. */
function ownedByReplicaSetOf(deployment: string): WorkloadFacts['owns'] {
  return (pod) =>
    records(record(pod.metadata).ownerReferences).some(({ kind, name, controller }) => {
      const [, base] = /^(.+)-[^-]+$/.exec(text(name) ?? '') ?? [];
      return controller === true && kind === 'ReplicaSet' && base === deployment;
    });
}

/** The rule of health of a Deployment. */
export const deploymentRule = workloadRule(deploymentFacts);

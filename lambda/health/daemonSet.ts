import { isLagging } from './clocks';
import { count, type JsonObject, record } from './json';
import { ownedBy } from './owner';
import { type WorkloadFacts, workloadRule } from './workload';

/** Reads a DaemonSet; desired is one pod for each node that it fits. Source: Kubernetes, "DaemonSet". */
export function daemonSetFacts(object: JsonObject): WorkloadFacts {
  const spec = record(object.spec);
  const status = record(object.status);
  const lagging = isLagging(object);
  const desired = count(status.desiredNumberScheduled) ?? (lagging ? 0 : undefined);
  const updated = count(status.updatedNumberScheduled) ?? 0;
  return {
    desired,
    scaledToZero: desired === 0 && !lagging,
    ready: count(status.numberReady) ?? 0,
    ...(record(spec.updateStrategy).type !== 'OnDelete' && desired !== undefined && updated < desired
      ? { rollout: { updated, wanted: desired } }
      : {}),
    minReadySeconds: count(spec.minReadySeconds) ?? 0,
    owns: ownedBy(object),
  };
}

/** The rule of health of a DaemonSet. */
export const daemonSetRule = workloadRule(daemonSetFacts);

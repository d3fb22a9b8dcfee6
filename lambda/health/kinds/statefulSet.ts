import { count, countOr, desiredReplicas, type JsonObject, record, records } from '../../../model/json';
import { ownedBy } from '../facts/owner';
import { toPods } from '../facts/rollingUpdate';
import { workloadRule } from '../workload';
import type { WorkloadFacts } from '../workloadFacts';

/** Seconds to detach the volumes from one node and attach them to another; a single Prometheus on EBS needs 5 to 10 minutes. */
const restartWithVolumes = 10 * 60;

/**
 * Reads a StatefulSet. A rollout is judged by counts, not by revisions, and only for the replicas from the partition on; the
 * controller counts the partition from the start ordinal.
 * Source: Kubernetes, "StatefulSets" (update strategies, partitioned rolling updates, start ordinal).
 */
export function statefulSetFacts(object: JsonObject): WorkloadFacts {
  const spec = record(object.spec);
  const status = record(object.status);
  const strategy = record(spec.updateStrategy);
  const desired = desiredReplicas(object.spec);
  const updated = count(status.updatedReplicas) ?? 0;
  const { partition: from, maxUnavailable = 1 } = record(strategy.rollingUpdate);
  const partition = count(from) ?? 0;
  const wanted = Math.max(0, (desired ?? 0) - partition);
  // A pod that is being drained counts as ready but not as updated, although there is no rollout.
  const inProgress =
    strategy.type !== 'OnDelete' && updated < wanted && status.updateRevision !== status.currentRevision;
  return {
    desired,
    scaledToZero: desired === 0,
    ready: countOr(0, status.readyReplicas),
    ...(inProgress
      ? {
          rollout: {
            updated,
            wanted,
            maxUnavailable: toPods(maxUnavailable, desired ?? 0, Math.ceil),
            hasOldPods: (count(status.replicas) ?? 0) > updated,
          },
        }
      : {}),
    ...(records(spec.volumeClaimTemplates).length > 0 ? { restartSeconds: restartWithVolumes } : {}),
    minReadySeconds: count(spec.minReadySeconds) ?? 0,
    owns: ownedBy(object),
  };
}

/** The rule of health of a StatefulSet. */
export const statefulSetRule = workloadRule(statefulSetFacts);

import { type JsonObject, oldest, record, text, time } from '../../../model/json';

/**
 * The pods of the newest template in a rollout, if they can be told from the others: by the revision that a StatefulSet reports, else
 * of several revisions the one that began last, because a rollback goes to an older one. Empty if there are none, or if not known.
 * Sources: Kubernetes, "Deployments" (pod-template-hash), "StatefulSets" and "DaemonSet" (controller-revision-hash).
 */
export function podsOfNewestRevision({ status }: JsonObject, pods: readonly JsonObject[]): readonly JsonObject[] {
  const { updateRevision } = record(status);
  if (text(updateRevision) !== undefined) return pods.filter((pod) => revisionOf(pod) === updateRevision);
  const revisions = [...new Set(pods.map(revisionOf))];
  if (revisions.length < 2 || revisions.includes(undefined)) return [];
  const [newest] = revisions
    .map((revision) => pods.filter((pod) => revisionOf(pod) === revision))
    .sort((a, b) => beganAt(b) - beganAt(a));
  return newest ?? [];
}

function revisionOf({ metadata }: JsonObject): string | undefined {
  const labels = record(record(metadata).labels);
  return text(labels['pod-template-hash']) ?? text(labels['controller-revision-hash']);
}

function beganAt(pods: readonly JsonObject[]): number {
  return oldest(pods.map(({ metadata }) => time(record(metadata).creationTimestamp))) ?? 0;
}

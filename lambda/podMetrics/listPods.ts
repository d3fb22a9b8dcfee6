import { type JsonObject, record, text, time } from '../../model/json';
import { podReads, type RuntimePodGroup } from '../../model/podMetricsConfig';
import { ReadFailure } from '../errors';
import { isLive, isReady } from '../health/facts/pods';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import { collectList } from '../kubernetes/pages';
import { observeFailure } from '../observe/response';
import type { Limits } from '../time/limits';
import type { ListedPod } from './looks';

/** A pod of a group. */
export interface GroupPod extends ListedPod {
  readonly name: string;
  /** Whether it serves: it is ready, has an address and is not being deleted. */
  readonly isReady: boolean;
}

export interface PodList {
  readonly pods: readonly GroupPod[];
  /** The API server's clock in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Lists the pods of a group, page by page.
 *
 * @throws ReadFailure when the whole list could not be read.
 */
export async function listPods(
  client: Pick<KubernetesClient, 'read' | 'explain'>,
  group: Pick<RuntimePodGroup, 'namespace' | 'selector'>,
  limits: Limits,
): Promise<PodList> {
  const [read] = podReads(group);
  const { collected, failure } = await collectList(
    read,
    'Pod',
    (token) => client.read(read, limits, token),
    () => ({ pods: [] as GroupPod[], now: 0 }),
    (list, page) => {
      list.pods.push(...page.items.map(toPod));
      list.now = page.now;
    },
  );
  if (failure === undefined) return collected;
  const { reason, message, command } = observeFailure(read, failure, (access) => client.explain(access));
  throw new ReadFailure(reason, message, { cause: failure, command });
}

function toPod(pod: JsonObject): GroupPod {
  const { name, uid, creationTimestamp } = record(pod.metadata);
  return {
    name: text(name) ?? '',
    uid: text(uid) ?? '',
    createdAt: time(creationTimestamp) ?? 0,
    isReady: isLive(pod) && isReady(pod) && text(record(pod.status).podIP) !== undefined,
  };
}

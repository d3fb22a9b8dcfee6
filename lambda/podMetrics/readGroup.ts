import type { RuntimePodGroup } from '../../model/podMetricsConfig';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import type { Limits } from '../time/limits';
import { listPods } from './listPods';
import { type Contribution, compareLooks, type Memory } from './looks';
import { type PodReadings, readPods } from './readPods';
import type { Slots } from './slots';

/** What was read of a group, and what it adds to the metrics. */
export interface GroupReading {
  /** Pods that match the selector. */
  readonly pods: number;
  readonly ready: number;
  /** Why ready pods could not be read, by their name. */
  readonly unread: PodReadings['unread'];
  /** Of each pod that was read, by the place of the metric. */
  readonly contributions: readonly (readonly (Contribution | undefined)[])[];
  /** For the next look, once this one is published. */
  readonly memory: Memory;
}

export interface ReadGroupOptions {
  /** Of the earlier looks. Undefined: this is the first one. */
  readonly memory: Memory | undefined;
  /** The period. */
  readonly seconds: number;
  /** How many pods may be read at once, of all groups. */
  readonly slots: Slots;
}

/**
 * One look at the pods of a group.
 *
 * @throws ReadFailure when the pods cannot be listed.
 */
export async function readGroup(
  client: Pick<KubernetesClient, 'read' | 'getProxied' | 'explain'>,
  group: RuntimePodGroup,
  limits: Limits,
  { memory, seconds, slots }: ReadGroupOptions,
): Promise<GroupReading> {
  const { pods, now } = await listPods(client, group, limits);
  const ready = pods.filter(({ isReady }) => isReady);
  const { looks, unread } = await readPods(client, group, ready, limits, slots);
  const compared = compareLooks(memory, { pods, looks, now, seconds });
  return { pods: pods.length, ready: ready.length, unread, ...compared };
}

import type { JsonObject } from '../../../model/json';
import { ago, minute, month, second } from './clock';

export interface PodShape {
  readonly name?: string;
  readonly phase?: string;
  readonly ready?: boolean;
  /** Milliseconds since the pod was created, and since its condition Ready changed. */
  readonly created?: number;
  readonly since?: number;
  readonly restarts?: number;
  /** The run before the current one: how long it lasted and how long ago it ended, in milliseconds. */
  readonly lastRun?: { readonly lasted: number; readonly ended: number };
  readonly waiting?: string;
  /** Why it is waiting, as the kubelet reports it. */
  readonly waitingMessage?: string;
  /** Milliseconds since (or, if negative, until) the end of its grace period. */
  readonly deleted?: number;
  readonly metadata?: JsonObject;
  readonly status?: JsonObject;
}

/** The status of one container. */
export function container({ restarts = 0, lastRun, waiting, waitingMessage: message }: PodShape): JsonObject {
  return {
    name: 'main',
    restartCount: restarts,
    state:
      waiting === undefined
        ? { running: { startedAt: ago(lastRun?.ended ?? minute) } }
        : { waiting: { reason: waiting, ...(message && { message }) } },
    lastState:
      lastRun === undefined
        ? {}
        : {
            terminated: {
              exitCode: 1,
              reason: 'Error',
              startedAt: ago(lastRun.lasted + lastRun.ended),
              finishedAt: ago(lastRun.ended),
            },
          },
  };
}

/** A pod `shop/web-0`; healthy and a month old by default. */
export function pod(shape: PodShape = {}) {
  const { name = 'web-0', phase = 'Running', ready = true, created = month, since = created, deleted } = shape;
  return {
    metadata: {
      name,
      namespace: 'shop',
      creationTimestamp: ago(created),
      ...(deleted === undefined ? {} : { deletionTimestamp: ago(deleted) }),
      ...shape.metadata,
    },
    status: {
      phase,
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: ago(since) },
      ],
      containerStatuses: [container(shape)],
      ...shape.status,
    },
  };
}

/** The message of a container that the kubelet does not restart yet. */
export function backOff(duration: string): string {
  return `back-off ${duration} restarting failed container=main pod=web-0_shop(uid-of-web-0)`;
}

/** A pod that is crash looping. */
export function loopingPod(shape: PodShape = {}) {
  const lastRun = { lasted: 10 * second, ended: minute };
  const loop = { restarts: 5, lastRun, waiting: 'CrashLoopBackOff', waitingMessage: backOff('2m40s') };
  return pod({ ready: false, since: 10 * second, ...loop, ...shape });
}

/** A pod that the kubelet evicted so many milliseconds ago, and that had lived so long. */
export function failedPod({ name = 'web-0', lived = minute, since = minute, reason = 'Evicted' }) {
  const disrupted = { type: 'DisruptionTarget', status: 'True', lastTransitionTime: ago(since) };
  const ready = { type: 'Ready', status: 'False', lastTransitionTime: ago(since + lived) };
  const status = { reason, conditions: [ready, disrupted], containerStatuses: [] };
  return pod({ name, phase: 'Failed', created: since + lived, status });
}

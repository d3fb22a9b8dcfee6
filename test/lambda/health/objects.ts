import type { Evidence } from '../../../lambda/health/observation';
import type { Criteria } from '../../../lambda/health/rule';
import { rules } from '../../../lambda/health/rules';
import type { Verdict } from '../../../lambda/health/verdict';
import type { JsonObject } from '../../../model/json';
import { reasons } from '../../../model/reasons';

/** Builders of the objects that the API server would send; everything is healthy and a month old unless told otherwise. */

export const second = 1000;
export const minute = 60 * second;
export const month = 30 * 24 * 60 * minute;

/** The API server's clock in these tests. */
export const now = Date.UTC(2026, 0, 1, 12);

/** The time so many milliseconds ago, as the API writes it. */
export function ago(milliseconds: number): string {
  return new Date(now - milliseconds).toISOString();
}

/** The kinds with a template of pods and rollouts. */
export const workloadKinds = ['DaemonSet', 'Deployment', 'StatefulSet'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

export interface WorkloadShape {
  readonly desired?: number;
  /** Default: as many as desired, here and below. */
  readonly ready?: number;
  /** On the new template. */
  readonly updated?: number;
  /** Whether the controller has yet to see the newest spec. */
  readonly lagging?: boolean;
  /** Milliseconds since the spec and the status changed. */
  readonly specAge?: number;
  readonly statusAge?: number;
  /** What is added to these parts. */
  readonly metadata?: JsonObject;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
}

/** The entries that the API server keeps of who changed what and when. */
export function managedFields(specAge: number, statusAge: number): JsonObject[] {
  return [
    { manager: 'helm', operation: 'Update', time: ago(specAge), fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      time: ago(statusAge),
      subresource: 'status',
      fieldsV1: { 'f:status': { 'f:readyReplicas': {} } },
    },
  ];
}

type Counts = { readonly desired: number; readonly ready: number; readonly updated: number };

const parts: Readonly<Record<WorkloadKind, (counts: Counts) => { spec: JsonObject; status: JsonObject }>> = {
  Deployment: ({ desired, ready, updated }) => ({
    spec: { replicas: desired },
    status: { replicas: Math.max(desired, updated), updatedReplicas: updated, readyReplicas: ready },
  }),
  StatefulSet: ({ desired, ready, updated }) => ({
    spec: { replicas: desired, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } },
    status: {
      replicas: desired,
      updatedReplicas: updated,
      readyReplicas: ready,
      currentRevision: 'web-1',
      updateRevision: updated < desired ? 'web-2' : 'web-1',
    },
  }),
  DaemonSet: ({ desired, ready, updated }) => ({
    spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } },
    status: { desiredNumberScheduled: desired, numberReady: ready, updatedNumberScheduled: updated },
  }),
};

/** A workload `shop/web`. */
export function workload(kind: WorkloadKind, shape: WorkloadShape = {}): JsonObject {
  const {
    desired = 3,
    ready = desired,
    updated = desired,
    lagging = false,
    specAge = month,
    statusAge = month,
  } = shape;
  const { spec, status } = parts[kind]({ desired, ready, updated });
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name: 'web',
      namespace: 'shop',
      uid: 'uid-of-web',
      generation: 7,
      creationTimestamp: ago(month),
      managedFields: managedFields(specAge, statusAge),
      ...shape.metadata,
    },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec, ...shape.spec },
    status: { observedGeneration: lagging ? 6 : 7, ...status, ...shape.status },
  };
}

export interface PodShape {
  readonly name?: string;
  readonly phase?: string;
  readonly ready?: boolean;
  /** Milliseconds since the pod was made, and since its condition Ready changed. */
  readonly created?: number;
  readonly since?: number;
  readonly restarts?: number;
  /** The run before the present one: how long it lasted and how long ago it ended, in milliseconds. */
  readonly lastRun?: { readonly lasted: number; readonly ended: number };
  readonly waiting?: string;
  /** Milliseconds since (or, if negative, until) the end of its grace period. */
  readonly deleted?: number;
  readonly metadata?: JsonObject;
  readonly status?: JsonObject;
}

/** The status of one container. */
export function container({ restarts = 0, lastRun, waiting }: PodShape): JsonObject {
  return {
    name: 'main',
    restartCount: restarts,
    state: waiting === undefined ? { running: { startedAt: ago(minute) } } : { waiting: { reason: waiting } },
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

/** A pod of the workload. */
export function pod(shape: PodShape = {}): JsonObject {
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

/** A pod that restarts again and again. */
export function loopingPod(shape: PodShape = {}): JsonObject {
  const lastRun = { lasted: 10 * second, ended: minute };
  return pod({ ready: false, since: 10 * second, restarts: 5, lastRun, waiting: 'CrashLoopBackOff', ...shape });
}

/** The pods of a workload, as they were read. */
export function read(...objects: readonly JsonObject[]): Evidence {
  return { type: 'found', objects };
}

export const forbidden: Evidence = { type: 'unavailable', message: 'pods may not be read' };
export const unreadable: Evidence = { type: 'unreadable', reason: 'Timeout', message: 'the pods were not read' };

/** The configuration's defaults. */
export const allOfThem: Criteria = { mode: 'AllOfThem', allowZero: false, grace: 15 * 60, downGrace: 5 * 60 };

/** The verdict of an object; `pods` absent: they must not be needed. */
export function judge(
  object: JsonObject,
  { pods, criteria = {}, at = now }: { pods?: Evidence; criteria?: Partial<Criteria>; at?: number } = {},
): Verdict {
  const rule = rules[object.kind as WorkloadKind];
  const judged = rule(
    { type: 'found', object, ...(pods === undefined ? {} : { evidence: { Pod: pods, Node: read() } }) },
    { ...allOfThem, ...criteria },
    at,
  );
  if ('needed' in judged) throw new Error('the rule asks for pods');
  expect(reasons[judged.reason].verdicts).toContain(judged.verdict);
  return judged;
}

/** `Progressing RollingOut`. */
export function summarize({ verdict, reason }: Verdict): string {
  return `${verdict} ${reason}`;
}

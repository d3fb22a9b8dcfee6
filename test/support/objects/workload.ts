import type { JsonObject } from '../../../model/json';
import { ago, month } from './clock';

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

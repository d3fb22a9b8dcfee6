import type { JsonObject } from '../../../model/json';
import { ago, month } from './clock';

/** The kinds with a template of pods and rollouts. */
export const workloadKinds = ['DaemonSet', 'Deployment', 'StatefulSet'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

export interface WorkloadShape {
  /** @default 'web' */
  readonly name?: string;
  readonly desired?: number;
  /** @default desired */
  readonly ready?: number;
  /** Replicas on the newest template. @default desired */
  readonly updated?: number;
  /** Whether the controller has not observed the newest spec yet. */
  readonly lagging?: boolean;
  /** Milliseconds since the spec, or the status, changed. @default a month */
  readonly specAge?: number;
  readonly statusAge?: number;
  /** Added to these parts. */
  readonly metadata?: JsonObject;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
}

/** The API server's record of changes to the spec and the status; ages in milliseconds. */
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

export interface ReplicaCounts {
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  /** Replicas on the newest template. */
  readonly updated: number;
}

/** The parts of a workload that depend on its replicas, as its controller writes them. */
export function replicaParts(kind: WorkloadKind, counts: ReplicaCounts): { spec: JsonObject; status: JsonObject } {
  return parts[kind](counts);
}

const parts: Readonly<Record<WorkloadKind, (counts: ReplicaCounts) => { spec: JsonObject; status: JsonObject }>> = {
  Deployment: ({ desired, ready, updated }) => ({
    spec: { replicas: desired },
    status: { replicas: Math.max(desired, updated), updatedReplicas: updated, readyReplicas: ready },
  }),
  StatefulSet: ({ name, desired, ready, updated }) => ({
    spec: { replicas: desired, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } },
    status: {
      replicas: desired,
      updatedReplicas: updated,
      readyReplicas: ready,
      currentRevision: `${name}-1`,
      updateRevision: updated < desired ? `${name}-2` : `${name}-1`,
    },
  }),
  DaemonSet: ({ desired, ready, updated }) => ({
    spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } },
    status: {
      desiredNumberScheduled: desired,
      currentNumberScheduled: Math.max(desired, ready),
      numberReady: ready,
      updatedNumberScheduled: updated,
    },
  }),
};

/** A workload in the namespace `shop`; healthy and a month old by default. */
export function workload(kind: WorkloadKind, shape: WorkloadShape = {}) {
  const {
    name = 'web',
    desired = 3,
    ready = desired,
    updated = desired,
    lagging = false,
    specAge = month,
    statusAge = month,
  } = shape;
  const { spec, status } = replicaParts(kind, { name, desired, ready, updated });
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-of-${name}`,
      generation: 7,
      creationTimestamp: ago(month),
      managedFields: managedFields(specAge, statusAge),
      ...shape.metadata,
    },
    spec: { selector: { matchLabels: { app: name } }, ...spec, ...shape.spec },
    status: { observedGeneration: lagging ? 6 : 7, ...status, ...shape.status },
  };
}

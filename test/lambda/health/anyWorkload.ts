import fc from 'fast-check';
import type { Evidence } from '../../../lambda/health/observation';
import type { Criteria } from '../../../lambda/health/rule';
import type { JsonObject } from '../../../model/json';
import { minute } from '../../support/objects/clock';
import { failedPod, pod } from '../../support/objects/pod';
import { type WorkloadKind, type WorkloadShape, workload } from '../../support/objects/workload';
import { found } from './judging';

/** One pod of an arbitrary workload; ages in milliseconds. */
export interface PodState {
  readonly ready: boolean;
  readonly age: number;
  /** Since it was created. @default its age if it never ran, else an hour */
  readonly created?: number;
  /** Whether it never ran. */
  readonly pending: boolean;
  readonly terminating: boolean;
  readonly waiting: string | undefined;
}

/** A pod that failed and is left over; in milliseconds. */
interface FailedPodState {
  /** Since it failed. */
  readonly age: number;
  readonly lived: number;
}

/** A workload whose status matches its pods, as long as the controllers work. */
export interface WorkloadState {
  readonly kind: WorkloadKind;
  readonly desired: number;
  readonly updated: number;
  readonly lagging: boolean;
  readonly specAge: number;
  readonly statusAge: number;
  readonly minReadySeconds: number;
  readonly conditions: readonly JsonObject[];
  readonly pods: readonly PodState[];
  readonly failed: readonly FailedPodState[];
}

const age = fc.oneof(
  fc.integer({ min: 0, max: 30 * minute }),
  fc.constantFrom(0, 1, 5 * minute - 1, 5 * minute, 15 * minute - 1, 15 * minute),
);

const anyPodState: fc.Arbitrary<PodState> = fc.record({
  ready: fc.boolean(),
  age,
  pending: fc.boolean(),
  terminating: fc.boolean(),
  waiting: fc.constantFrom(undefined, 'ImagePullBackOff'),
});

/** Any, or one after the other. */
const anyFailedPods: fc.Arbitrary<FailedPodState[]> = fc.oneof(
  fc.array(fc.record({ age, lived: age }), { maxLength: 6 }),
  fc
    .record({ age, lived: fc.integer({ min: 0, max: 11 * minute }), gap: fc.integer({ min: 0, max: 6 * minute }) })
    .chain(({ age: last, lived, gap }) =>
      fc
        .integer({ min: 1, max: 6 })
        .map((pods) => Array.from({ length: pods }, (_, index) => ({ age: last + index * (lived + gap), lived }))),
    ),
);

const conditions = fc.subarray<JsonObject>([
  { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
  { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' },
  { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' },
]);

/** Workloads without crash loops. */
export const anyWorkloadState: fc.Arbitrary<WorkloadState> = fc.record({
  kind: fc.constantFrom<WorkloadKind>('Deployment', 'StatefulSet', 'DaemonSet'),
  desired: fc.integer({ min: 0, max: 4 }),
  updated: fc.integer({ min: 0, max: 4 }),
  lagging: fc.boolean(),
  specAge: age,
  statusAge: age,
  minReadySeconds: fc.constantFrom(0, 600),
  conditions,
  pods: fc.array(anyPodState, { maxLength: 6 }),
  failed: anyFailedPods,
});

export const anyCriteria: fc.Arbitrary<Criteria> = fc
  .record({
    mode: fc.constantFrom<Criteria['mode']>('AllOfThem', 'AtLeastOne', 'MinReady'),
    minReady: fc.constantFrom<number | string>(1, 2, '50%', '100%'),
    allowZero: fc.boolean(),
    grace: fc.constantFrom(0, 60, 300, 900),
    downGrace: fc.constantFrom(0, 60, 300),
  })
  .map((criteria) => ({ ...criteria, downGrace: Math.min(criteria.downGrace, criteria.grace) }));

/** How many pods are ready. */
export function countReady({ pods }: WorkloadState): number {
  return pods.filter(({ ready, terminating, pending }) => ready && !terminating && !pending).length;
}

/** The workload as the API server returns it. */
export function toObject(state: WorkloadState): JsonObject {
  const { kind, desired, lagging, specAge, statusAge } = state;
  const shape: WorkloadShape = {
    desired,
    ready: countReady(state),
    updated: Math.min(state.updated, desired),
    lagging,
    specAge,
    statusAge,
    metadata: { creationTimestamp: undefined },
    spec: { minReadySeconds: state.minReadySeconds },
    status: { conditions: state.conditions },
  };
  return workload(kind, shape);
}

/** Its pods as the API server returns them. */
export function toPods({ pods, failed }: WorkloadState): Evidence {
  return found(
    ...pods.map(
      ({ ready, pending, terminating, waiting, age: since, created = pending ? since : 60 * minute }, index) =>
        pod({
          name: `web-${index}`,
          ready: ready && !pending,
          created,
          since,
          ...(pending ? { phase: 'Pending' } : {}),
          ...(terminating ? { deleted: 0 } : {}),
          ...(waiting === undefined || ready ? {} : { waiting }),
        }),
    ),
    ...failed.map(({ age: since, lived }, index) => failedPod({ name: `failed-${index}`, lived, since })),
  );
}

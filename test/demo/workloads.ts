import { replicaParts, type WorkloadKind } from '../support/objects/workload';
import type { KubernetesObject } from '../support/servers/api/store';

/** The state of a pod. */
export type PodState = 'ready' | 'starting' | 'crash-looping';

export interface WorkloadState {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly pods: readonly PodState[];
  /**
   * How many pods have the newest template.
   * @default - all
   */
  readonly updated?: number;
}

const namespace = 'monitoring';

/** The workload and its pods, as controllers and kubelets write them when the pods enter their states. */
export function objectsOf(state: WorkloadState, now: number): KubernetesObject[] {
  const { kind, name, pods, labels = {}, updated = pods.length } = state;
  const time = new Date(now).toISOString();
  const ready = pods.filter((pod) => pod === 'ready').length;
  const metadata = {
    name,
    namespace,
    uid: `uid-of-${name}`,
    labels: { ...labels },
    generation: 1,
    managedFields: [{ subresource: 'status', time, manager: 'kube-controller-manager', operation: 'Update' }],
  };
  const { spec, status } = replicaParts(kind, { name, desired: pods.length, ready, updated });
  const workload = {
    apiVersion: 'apps/v1',
    kind,
    metadata,
    spec: { selector: { matchLabels: { app: name } }, ...spec },
    status: { observedGeneration: 1, ...status },
  };
  return [workload, ...pods.map((pod, index) => podOf(state, `${name}-${index}`, pod, now))];
}

function podOf({ kind, name: owner }: WorkloadState, name: string, state: PodState, now: number): KubernetesObject {
  const time = new Date(now).toISOString();
  const controller =
    kind === 'Deployment'
      ? { kind: 'ReplicaSet', name: `${owner}-5d8c7b`, uid: `uid-of-${owner}-5d8c7b` }
      : { kind, name: owner, uid: `uid-of-${owner}` };
  const containers: Record<PodState, object> = {
    ready: { restartCount: 0, state: { running: { startedAt: time } } },
    starting: { restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } },
    'crash-looping': {
      restartCount: 7,
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 2m40s restarting failed container=main' } },
      lastState: { terminated: { exitCode: 2, reason: 'Error', startedAt: time, finishedAt: time } },
    },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { app: owner },
      creationTimestamp: time,
      ownerReferences: [{ apiVersion: 'apps/v1', controller: true, ...controller }],
    },
    status: {
      phase: state === 'starting' ? 'Pending' : 'Running',
      conditions: [{ type: 'Ready', status: state === 'ready' ? 'True' : 'False', lastTransitionTime: time }],
      containerStatuses: [{ name: 'main', ...containers[state] }],
    },
  };
}

import type { JsonObject } from '../../model/json';
import { stamp } from './clock';

/** A simulated node, as the API server gives it. */
export class Node {
  /** Cordoned. */
  unschedulable = false;
  /** Whether its kubelet answers; when it does not, nothing on the node changes any more. */
  alive = true;
  #ready: 'True' | 'False' | 'Unknown' = 'False';
  #since: number;

  constructor(
    readonly name: string,
    readonly createdAt: number,
    /** How many pods fit, those of DaemonSets not counted. */
    readonly capacity: number,
  ) {
    this.#since = createdAt;
  }

  get isReady(): boolean {
    return this.#ready === 'True';
  }

  become(ready: 'True' | 'Unknown', now: number): void {
    this.#ready = ready;
    this.#since = now;
  }

  object(): JsonObject {
    const readiness = {
      True: { reason: 'KubeletReady', taints: [] },
      False: { reason: 'KubeletNotReady', taints: ['node.kubernetes.io/not-ready'] },
      Unknown: { reason: 'NodeStatusUnknown', taints: ['node.kubernetes.io/unreachable'] },
    }[this.#ready];
    const taints = [...readiness.taints, ...(this.unschedulable ? ['node.kubernetes.io/unschedulable'] : [])];
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: this.name, uid: `uid-of-${this.name}`, creationTimestamp: stamp(this.createdAt) },
      spec: {
        ...(this.unschedulable ? { unschedulable: true } : {}),
        ...(taints.length > 0 ? { taints: taints.map((key) => ({ key, effect: 'NoSchedule' })) } : {}),
      },
      status: {
        conditions: [
          { type: 'DiskPressure', status: 'False' },
          {
            type: 'Ready',
            status: this.#ready,
            reason: readiness.reason,
            lastTransitionTime: stamp(this.#since),
          },
        ],
      },
    };
  }
}

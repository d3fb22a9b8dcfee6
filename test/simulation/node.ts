import type { JsonObject } from '../../model/json';
import { stamp } from './simulatedClock';

/** A simulated node. */
export class Node {
  /** Cordoned. */
  unschedulable = false;
  /** Whether its kubelet works. If not, nothing on the node changes. */
  alive = true;
  #ready: 'True' | 'False' | 'Unknown' = 'False';
  #since: number;

  constructor(
    readonly name: string,
    readonly createdAt: number,
    /** Maximum number of pods, not counting those of DaemonSets. */
    readonly capacity: number,
  ) {
    this.#since = createdAt;
  }

  get isReady(): boolean {
    return this.#ready === 'True';
  }

  setReady(ready: 'True' | 'Unknown', now: number): void {
    this.#ready = ready;
    this.#since = now;
  }

  /** The object as the API server sends it. */
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

import type { Cluster } from './cluster';
import type { Owner, Pod, Template } from './pod';

type CreatePod = (name: string, owner: Owner, template: Template) => Pod;

/** A simulated ReplicaSet: keeps the number of pods that its Deployment sets. */
export class ReplicaSet {
  desired = 0;
  readonly #cluster: Cluster;
  readonly #createPod: CreatePod;
  readonly #owner: Owner;

  constructor(
    cluster: Cluster,
    name: string,
    readonly template: Template,
    createPod: CreatePod,
  ) {
    this.#cluster = cluster;
    this.#createPod = createPod;
    this.#owner = { kind: 'ReplicaSet', name, uid: `uid-of-${name}` };
  }

  pods(): Pod[] {
    return this.#cluster.podsOf(this.#owner.uid);
  }

  /** Pods that are not terminating. */
  active(): Pod[] {
    return this.pods().filter(({ terminating }) => !terminating);
  }

  available(): number {
    return this.active().filter(({ isReady }) => isReady).length;
  }

  /** Creates missing pods and deletes surplus ones: first those that are not ready, then the youngest. */
  reconcile(): boolean {
    const active = this.active();
    for (let missing = this.desired - active.length; missing > 0; missing--) {
      this.#createPod(this.#cluster.name(this.#owner.name), this.#owner, this.template);
    }
    const surplus = Math.max(0, active.length - this.desired);
    const order = [...active].sort((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt);
    for (const pod of order.slice(0, surplus)) pod.delete();
    return active.length !== this.desired;
  }
}

/** Source: Kubernetes, "ReplicaSet" (scaling a ReplicaSet). */
function rank({ node, isPending, isReady }: Pod): number {
  return [node === undefined, isPending, !isReady, true].indexOf(true);
}

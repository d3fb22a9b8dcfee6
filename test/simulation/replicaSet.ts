import type { Cluster } from './cluster';
import type { Owner, Pod, Template } from './pod';

/** A simulated ReplicaSet: as many pods as its Deployment wants. */
export class ReplicaSet {
  wanted = 0;
  readonly #owner: Owner;

  constructor(
    private readonly cluster: Cluster,
    name: string,
    readonly template: Template,
    private readonly make: (name: string, owner: Owner, template: Template) => Pod,
  ) {
    this.#owner = { kind: 'ReplicaSet', name, uid: `uid-of-${name}` };
  }

  pods(): Pod[] {
    return this.cluster.podsOf(this.#owner.uid);
  }

  /** Pods that are not on their way out. */
  active(): Pod[] {
    return this.pods().filter(({ leaving }) => !leaving);
  }

  available(): number {
    return this.active().filter(({ isReady }) => isReady).length;
  }

  /** Makes what is lacking, and removes what is too much: first what does not serve, then the youngest. */
  reconcile(): boolean {
    const active = this.active();
    for (let lacking = this.wanted - active.length; lacking > 0; lacking--) {
      this.make(this.cluster.name(this.#owner.name), this.#owner, this.template);
    }
    const surplus = Math.max(0, active.length - this.wanted);
    const order = [...active].sort((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt);
    for (const pod of order.slice(0, surplus)) pod.delete();
    return active.length !== this.wanted;
  }
}

/** Source: Kubernetes, "ReplicaSet" (scaling a ReplicaSet). */
function rank({ node, isPending, isReady }: Pod): number {
  return [node === undefined, isPending, !isReady, true].indexOf(true);
}

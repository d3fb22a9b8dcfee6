import type { JsonObject } from '../../model/json';
import { Clock, epoch } from './clock';
import { Node } from './node';
import type { Pod } from './pod';
import { Random, type Range } from './random';
import type { Workload } from './workload';

export interface ClusterOptions {
  readonly seed: number;
  readonly nodes: number;
  /** Pods a node. */
  readonly capacity: number;
  /** From a pod that fits nowhere to the new node's object. */
  readonly newNode: Range;
}

const joining: Range = [10, 25];

/** A simulated cluster: nodes, the scheduler, an autoscaler, and the workloads' controllers. */
export class Cluster {
  readonly clock = new Clock();
  readonly random: Random;
  readonly nodes = new Map<string, Node>();
  /** Where each pod's volume is attached, by the pod's name. */
  readonly volumes = new Map<string, string>();
  readonly workloads: Workload[] = [];
  /** Whether the API server answers. */
  reachable = true;
  readonly #pods = new Map<string, Pod>();
  #stoppedSince: number | undefined;
  #touched = false;
  #named = 0;
  #ordered = 0;

  constructor(private readonly options: ClusterOptions) {
    this.random = new Random(options.seed);
    for (let made = 0; made < options.nodes; made++) this.join([1, 1]);
  }

  /** Once the controllers have had time to act: a second later. */
  touch(): void {
    if (this.#touched) return;
    this.#touched = true;
    this.clock.after(1, () => {
      this.#touched = false;
      if (this.#stoppedSince !== undefined) return;
      this.#schedule();
      const changed = this.workloads.map((workload) => workload.reconcile());
      if (changed.includes(true)) this.touch();
    });
  }

  /** The control plane's controllers and its scheduler pause, and nobody renews the Lease. */
  stopControllers(seconds: number): void {
    this.#stoppedSince = this.clock.now;
    this.clock.after(seconds, () => {
      this.#stoppedSince = undefined;
      this.touch();
    });
  }

  /** The API server cannot be reached. */
  disconnect(seconds: number): void {
    this.reachable = false;
    this.clock.after(seconds, () => {
      this.reachable = true;
    });
  }

  /** A new node registers, and is ready a little later. */
  join(ready: Range = joining): Node {
    const node = new Node(this.name('node'), this.clock.now, this.options.capacity);
    this.nodes.set(node.name, node);
    this.clock.after(this.random.between(ready), () => {
      if (node.alive) node.become('True', this.clock.now);
      this.touch();
    });
    this.touch();
    return node;
  }

  /** A name that was never used. */
  name(prefix: string): string {
    this.#named += 1;
    return `${prefix}-${this.#named.toString(36).padStart(5, '0')}`;
  }

  add(pod: Pod): void {
    this.#pods.set(pod.name, pod);
  }

  /** The pod is gone from the API. */
  forget(pod: Pod): void {
    pod.gone = true;
    if (this.#pods.get(pod.name) === pod) this.#pods.delete(pod.name);
    this.touch();
  }

  podsOn(node: Node): Pod[] {
    return this.#podsThat((pod) => pod.node === node);
  }

  podsOf(owner: string): Pod[] {
    return this.#podsThat((pod) => pod.owner.uid === owner);
  }

  podsLabelled(app: string): Pod[] {
    return this.#podsThat((pod) => pod.app === app);
  }

  /** The controller manager's Lease, which it renews every 2 seconds. */
  lease(): JsonObject {
    const renewed = this.#stoppedSince ?? this.clock.now - (this.clock.now % 2);
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'kube-controller-manager', namespace: 'kube-system' },
      spec: { leaseDurationSeconds: 15, renewTime: new Date(epoch + renewed * 1000).toISOString() },
    };
  }

  #podsThat(fits: (pod: Pod) => boolean): Pod[] {
    return [...this.#pods.values()].filter(fits);
  }

  #schedule(): void {
    const waiting = this.#podsThat((pod) => pod.node === undefined);
    if (waiting.length === 0) return;
    const nodes = [...this.nodes.values()]
      .filter(({ isReady, unschedulable, alive }) => isReady && alive && !unschedulable)
      .map((node) => ({ node, room: node.capacity - this.podsOn(node).filter(takesRoom).length }));
    let refused = 0;
    for (const pod of waiting) {
      const [best] = nodes.sort((a, b) => b.room - a.room);
      if (best !== undefined && best.room > 0) {
        best.room -= 1;
        pod.bind(best.node);
      } else {
        refused += 1;
        pod.refuse(`0/${this.nodes.size} nodes are available: ${this.nodes.size} Too many pods.`);
      }
    }
    this.#orderNodes(Math.ceil(refused / this.options.capacity));
  }

  #orderNodes(wanted: number): void {
    const young = [...this.nodes.values()].filter(({ isReady, alive }) => !isReady && alive).length;
    for (let lacking = wanted - young - this.#ordered; lacking > 0; lacking--) {
      this.#ordered += 1;
      this.clock.after(this.random.between(this.options.newNode), () => {
        this.#ordered -= 1;
        this.join();
      });
    }
  }
}

function takesRoom({ owner }: Pod): boolean {
  return owner.kind !== 'DaemonSet';
}

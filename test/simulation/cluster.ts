import type { JsonObject } from '../../model/json';
import { Random, type Range } from '../support/random';
import { Node } from './node';
import type { Pod, PodEnvironment } from './pod';
import { epoch, SimulatedClock } from './simulatedClock';

/** A workload with its controller, as the cluster sees it. */
export interface Controller {
  readonly name: string;
  /** Lets the controller act once. Returns whether something changed. */
  reconcile(): boolean;
  /** Whether a PodDisruptionBudget allows the eviction of a pod now. */
  allowsDisruption(): boolean;
  object(): JsonObject;
}

export interface ClusterOptions {
  readonly seed: number;
  readonly nodes: number;
  /** Pods for each node. */
  readonly capacity: number;
  /** Seconds from a pod that fits on no node to the object of a new node. */
  readonly newNode: Range;
}

const joining: Range = [10, 25];

/** A simulated cluster: nodes, the scheduler, a node autoscaler, and the controllers of the workloads. */
export class Cluster implements PodEnvironment {
  readonly clock = new SimulatedClock();
  readonly random: Random;
  readonly nodes = new Map<string, Node>();
  /** The node to which the volume of each pod is attached, by pod name. */
  readonly volumes = new Map<string, string>();
  readonly workloads: Controller[] = [];
  /** Whether the API server responds. */
  reachable = true;
  readonly #pods = new Map<string, Pod>();
  #stoppedSince: number | undefined;
  #reconcileScheduled = false;
  #names = 0;
  #orderedNodes = 0;

  readonly #options: ClusterOptions;

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.random = new Random(options.seed);
    for (let count = 0; count < options.nodes; count++) this.join([1, 1]);
  }

  /** Lets the scheduler and all controllers act a second later. */
  touch(): void {
    if (this.#reconcileScheduled) return;
    this.#reconcileScheduled = true;
    this.clock.after(1, () => {
      this.#reconcileScheduled = false;
      if (this.#stoppedSince !== undefined) return;
      this.#schedule();
      const changed = this.workloads.map((workload) => workload.reconcile());
      if (changed.includes(true)) this.touch();
    });
  }

  /** Pauses the controllers and the scheduler. The Lease is not renewed meanwhile. */
  stopControllers(seconds: number): void {
    this.#stoppedSince = this.clock.now;
    this.clock.after(seconds, () => {
      this.#stoppedSince = undefined;
      this.touch();
    });
  }

  /** Makes the API server unreachable. */
  disconnect(seconds: number): void {
    this.reachable = false;
    this.clock.after(seconds, () => {
      this.reachable = true;
    });
  }

  /** Registers a new node, which becomes ready a little later. */
  join(ready: Range = joining): Node {
    const node = new Node(this.name('node'), this.clock.now, this.#options.capacity);
    this.nodes.set(node.name, node);
    this.clock.after(this.random.between(ready), () => {
      if (node.alive) node.setReady('True', this.clock.now);
      this.touch();
    });
    this.touch();
    return node;
  }

  /** A new unique name. */
  name(prefix: string): string {
    this.#names += 1;
    return `${prefix}-${this.#names.toString(36).padStart(5, '0')}`;
  }

  addPod(pod: Pod): void {
    this.#pods.set(pod.name, pod);
  }

  /** Deletes the pod from the API. */
  removePod(pod: Pod): void {
    pod.removed = true;
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

  /** The Lease of kube-controller-manager, which is renewed every 2 seconds. */
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
      .map((node) => ({ node, room: node.capacity - this.podsOn(node).filter(countsForCapacity).length }));
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
    this.#orderNodes(Math.ceil(refused / this.#options.capacity));
  }

  #orderNodes(wanted: number): void {
    const young = [...this.nodes.values()].filter(({ isReady, alive }) => !isReady && alive).length;
    for (let missing = wanted - young - this.#orderedNodes; missing > 0; missing--) {
      this.#orderedNodes += 1;
      this.clock.after(this.random.between(this.#options.newNode), () => {
        this.#orderedNodes -= 1;
        this.join();
      });
    }
  }
}

function countsForCapacity({ owner }: Pod): boolean {
  return owner.kind !== 'DaemonSet';
}

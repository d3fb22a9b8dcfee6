import type { JsonObject } from '../../model/json';
import type { Cluster } from './cluster';
import type { Owner, Pod, Template } from './pod';
import { Workload } from './workload';

export interface StatefulSetOptions {
  readonly replicas: number;
  /** Default: OrderedReady. */
  readonly podManagementPolicy?: 'OrderedReady' | 'Parallel';
}

/** A simulated StatefulSet. Source: Kubernetes, "StatefulSets" (deployment and scaling guarantees, rolling updates). */
export class StatefulSet extends Workload {
  protected readonly kind = 'StatefulSet';
  #currentRevision: string;

  constructor(
    cluster: Cluster,
    name: string,
    template: Template,
    private readonly options: StatefulSetOptions,
  ) {
    super(cluster, name, template);
    this.#currentRevision = template.revision;
  }

  override pods(): Pod[] {
    return this.cluster.podsOf(this.uid);
  }

  protected override desired(): number {
    return this.options.replicas;
  }

  protected override spec(): JsonObject {
    const { replicas, podManagementPolicy = 'OrderedReady' } = this.options;
    // As the Prometheus operator writes it: without a block `rollingUpdate`.
    return { replicas, podManagementPolicy, serviceName: this.name, updateStrategy: { type: 'RollingUpdate' } };
  }

  protected override act(): boolean {
    const ordered = this.options.podManagementPolicy !== 'Parallel';
    const pods = this.#byOrdinal();
    let made = false;
    for (const [ordinal, pod] of pods.entries()) {
      if (pod === undefined) {
        this.#make(ordinal);
        made = true;
      }
      if (ordered && (pod === undefined || pod.leaving || !pod.isReady)) return made;
    }
    return made || this.#update(pods);
  }

  protected override status(): JsonObject {
    const pods = this.pods();
    const updateRevision = this.template.revision;
    const of = (wanted: string) => pods.filter(({ template, leaving }) => template.revision === wanted && !leaving);
    const ready = pods.filter(({ isReady }) => isReady).length;
    const updated = of(updateRevision).length;
    if (updated === this.options.replicas && ready === updated) this.#currentRevision = updateRevision;
    return {
      replicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      currentReplicas: of(this.#currentRevision).length,
      updatedReplicas: updated,
      currentRevision: `${this.name}-${this.#currentRevision}`,
      updateRevision: `${this.name}-${updateRevision}`,
    };
  }

  /** From the highest ordinal down, one at a time, each only when all above it serve. */
  #update(pods: readonly (Pod | undefined)[]): boolean {
    for (const pod of [...pods].reverse()) {
      if (pod === undefined || pod.leaving) return false;
      if (pod.template.revision !== this.template.revision) {
        pod.delete();
        return true;
      }
      if (!pod.isReady) return false;
    }
    return false;
  }

  #byOrdinal(): (Pod | undefined)[] {
    const pods = new Map(this.pods().map((pod) => [pod.name, pod]));
    return Array.from({ length: this.options.replicas }, (_, ordinal) => pods.get(`${this.name}-${ordinal}`));
  }

  #make(ordinal: number): void {
    const owner: Owner = { kind: 'StatefulSet', name: this.name, uid: this.uid };
    this.make(`${this.name}-${ordinal}`, owner, this.template);
  }
}

import type { JsonObject } from '../../model/json';
import type { Cluster } from './cluster';
import type { Owner, Pod, Template } from './pod';
import { Workload } from './workload';

export interface StatefulSetOptions {
  readonly replicas: number;
  /** @default OrderedReady */
  readonly podManagementPolicy?: 'OrderedReady' | 'Parallel';
}

/** A simulated StatefulSet. Source: Kubernetes, "StatefulSets" (deployment and scaling guarantees, rolling updates). */
export class StatefulSet extends Workload {
  protected readonly kind = 'StatefulSet';
  readonly #options: StatefulSetOptions;
  #currentRevision: string;

  constructor(cluster: Cluster, name: string, template: Template, options: StatefulSetOptions) {
    super(cluster, name, template);
    this.#options = options;
    this.#currentRevision = template.revision;
  }

  override pods(): Pod[] {
    return this.cluster.podsOf(this.uid);
  }

  protected override desired(): number {
    return this.#options.replicas;
  }

  protected override spec(): JsonObject {
    const { replicas, podManagementPolicy = 'OrderedReady' } = this.#options;
    return {
      replicas,
      podManagementPolicy,
      serviceName: this.name,
      // As the Prometheus operator writes it: without `rollingUpdate`.
      updateStrategy: { type: 'RollingUpdate' },
      ...(this.template.moveVolume === undefined ? {} : { volumeClaimTemplates: [{ metadata: { name: 'data' } }] }),
    };
  }

  protected override act(): boolean {
    const ordered = this.#options.podManagementPolicy !== 'Parallel';
    const pods = this.#byOrdinal();
    let created = false;
    for (const [ordinal, pod] of pods.entries()) {
      if (pod === undefined) {
        this.#createPod(ordinal);
        created = true;
      }
      if (ordered && (pod === undefined || pod.terminating || !pod.isReady)) return created;
    }
    return created || this.#update(pods);
  }

  protected override status(): JsonObject {
    const pods = this.pods();
    const updateRevision = this.template.revision;
    const ofRevision = (revision: string) =>
      pods.filter(({ template, terminating }) => template.revision === revision && !terminating);
    const ready = pods.filter(({ isReady }) => isReady).length;
    const updated = ofRevision(updateRevision).length;
    if (updated === this.#options.replicas && ready === updated) this.#currentRevision = updateRevision;
    return {
      replicas: pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      currentReplicas: ofRevision(this.#currentRevision).length,
      updatedReplicas: updated,
      currentRevision: `${this.name}-${this.#currentRevision}`,
      updateRevision: `${this.name}-${updateRevision}`,
    };
  }

  /** Replaces pods from the highest ordinal down, one at a time, each only when all above it are ready. */
  #update(pods: readonly (Pod | undefined)[]): boolean {
    for (const pod of [...pods].reverse()) {
      if (pod === undefined || pod.terminating) return false;
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
    return Array.from({ length: this.#options.replicas }, (_, ordinal) => pods.get(`${this.name}-${ordinal}`));
  }

  #createPod(ordinal: number): void {
    const owner: Owner = { kind: 'StatefulSet', name: this.name, uid: this.uid };
    this.createPod(`${this.name}-${ordinal}`, owner, this.template);
  }
}

import type { JsonObject } from '../../model/json';
import { stamp } from './clock';
import type { Cluster } from './cluster';
import { type Owner, Pod, type Template } from './pod';

/** What every simulated workload has: a spec with a generation, a status that its controller writes, and their clocks. */
export abstract class Workload {
  protected abstract readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly #createdAt: number;
  #generation = 1;
  #observed = 0;
  #specAt: number;
  #scaledAt: number | undefined;
  #statusAt: number | undefined;
  #status = '{}';
  #template: Template;

  constructor(
    protected readonly cluster: Cluster,
    readonly name: string,
    template: Template,
  ) {
    this.#template = template;
    this.#createdAt = this.#specAt = cluster.clock.now;
    cluster.workloads.push(this);
    cluster.touch();
  }

  /** Lets the controller act once; true when something changed. */
  reconcile(): boolean {
    const acted = this.act();
    const status = JSON.stringify(this.status());
    if (status === this.#status && this.#observed === this.#generation) return acted;
    this.#status = status;
    this.#observed = this.#generation;
    this.#statusAt = this.cluster.clock.now;
    return true;
  }

  get template(): Template {
    return this.#template;
  }

  /** Rolls a new template out, as `kubectl apply` does. */
  apply(template: Template): void {
    this.#template = template;
    this.#generation += 1;
    this.#specAt = this.cluster.clock.now;
    this.cluster.touch();
  }

  /** Whether an eviction keeps to a PodDisruptionBudget of `maxUnavailable: 1`; one pod alone has no budget. */
  allowsDisruption(): boolean {
    const serving = this.pods().filter(({ isReady, leaving }) => isReady && !leaving).length;
    return this.desired() <= 1 || serving >= this.desired();
  }

  object(): JsonObject {
    return {
      apiVersion: 'apps/v1',
      kind: this.kind,
      metadata: {
        name: this.name,
        namespace: 'monitoring',
        uid: this.uid,
        generation: this.#generation,
        creationTimestamp: stamp(this.#createdAt),
        managedFields: [
          { manager: 'helm', operation: 'Update', time: stamp(this.#specAt), fieldsV1: { 'f:spec': {} } },
          ...changed(this.#scaledAt, 'scale', { 'f:spec': { 'f:replicas': {} } }),
          ...changed(this.#statusAt, 'status', { 'f:status': {} }),
        ],
      },
      spec: { selector: { matchLabels: { app: this.name } }, ...this.spec() },
      status: { observedGeneration: this.#observed, ...JSON.parse(this.#status) },
    };
  }

  protected get uid(): string {
    return `uid-of-${this.name}`;
  }

  /** The number of replicas was changed, as the HorizontalPodAutoscaler does. */
  protected scaled(): void {
    this.#generation += 1;
    this.#scaledAt = this.cluster.clock.now;
    this.cluster.touch();
  }

  protected make(name: string, owner: Owner, template: Template): Pod {
    const pod = new Pod(this.cluster, name, this.name, owner, template);
    this.cluster.add(pod);
    return pod;
  }

  /** Every pod, those on their way out included. */
  abstract pods(): Pod[];
  protected abstract desired(): number;
  protected abstract spec(): JsonObject;
  /** Makes and removes pods; true when it did. */
  protected abstract act(): boolean;
  protected abstract status(): JsonObject;
}

function changed(at: number | undefined, subresource: string, fieldsV1: JsonObject): JsonObject[] {
  if (at === undefined) return [];
  return [{ manager: 'kube-controller-manager', operation: 'Update', subresource, time: stamp(at), fieldsV1 }];
}

import type { JsonObject } from '../../model/json';
import type { Cluster, Controller } from './cluster';
import { type Owner, Pod, type Template } from './pod';
import { stamp } from './simulatedClock';

/** Common parts of all simulated workloads: the spec with its generation, and the status with the times of its writes. */
export abstract class Workload implements Controller {
  protected abstract readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly #createdAt: number;
  #generation = 1;
  #observedGeneration = 0;
  #specWrittenAt: number;
  #scaledAt: number | undefined;
  #statusWrittenAt: number | undefined;
  #status = '{}';
  #template: Template;

  constructor(
    protected readonly cluster: Cluster,
    readonly name: string,
    template: Template,
  ) {
    this.#template = template;
    this.#createdAt = this.#specWrittenAt = cluster.clock.now;
    cluster.workloads.push(this);
    cluster.touch();
  }

  reconcile(): boolean {
    const acted = this.act();
    const status = JSON.stringify(this.status());
    if (status === this.#status && this.#observedGeneration === this.#generation) return acted;
    this.#status = status;
    this.#observedGeneration = this.#generation;
    this.#statusWrittenAt = this.cluster.clock.now;
    return true;
  }

  get template(): Template {
    return this.#template;
  }

  /** Changes the pod template, as `kubectl apply` does. */
  apply(template: Template): void {
    this.#template = template;
    this.#generation += 1;
    this.#specWrittenAt = this.cluster.clock.now;
    this.cluster.touch();
  }

  /** Assumes a PodDisruptionBudget of `maxUnavailable: 1`, and none for a single pod. */
  allowsDisruption(): boolean {
    const ready = this.pods().filter(({ isReady, terminating }) => isReady && !terminating).length;
    return this.desired() <= 1 || ready >= this.desired();
  }

  /** The object as the API server sends it. */
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
          { manager: 'helm', operation: 'Update', time: stamp(this.#specWrittenAt), fieldsV1: { 'f:spec': {} } },
          ...managedField(this.#scaledAt, 'scale', { 'f:spec': { 'f:replicas': {} } }),
          ...managedField(this.#statusWrittenAt, 'status', { 'f:status': {} }),
        ],
      },
      spec: { selector: { matchLabels: { app: this.name } }, ...this.spec() },
      status: { observedGeneration: this.#observedGeneration, ...JSON.parse(this.#status) },
    };
  }

  protected get uid(): string {
    return `uid-of-${this.name}`;
  }

  /** Records a change of the number of replicas by the HorizontalPodAutoscaler. */
  protected scaled(): void {
    this.#generation += 1;
    this.#scaledAt = this.cluster.clock.now;
    this.cluster.touch();
  }

  protected createPod(name: string, owner: Owner, template: Template): Pod {
    const pod = new Pod(this.cluster, name, this.name, owner, template);
    this.cluster.addPod(pod);
    return pod;
  }

  /** All pods, including terminating ones. */
  abstract pods(): Pod[];
  protected abstract desired(): number;
  protected abstract spec(): JsonObject;
  /** Creates and deletes pods. Returns whether it did. */
  protected abstract act(): boolean;
  protected abstract status(): JsonObject;
}

function managedField(at: number | undefined, subresource: string, fieldsV1: JsonObject): JsonObject[] {
  if (at === undefined) return [];
  return [{ manager: 'kube-controller-manager', operation: 'Update', subresource, time: stamp(at), fieldsV1 }];
}

import type { JsonObject } from '../../model/json';
import type { Cluster } from './cluster';
import type { Pod, Template } from './pod';
import { ReplicaSet } from './replicaSet';
import { stamp } from './simulatedClock';
import { Workload } from './workload';

export interface DeploymentOptions {
  readonly replicas: number;
  /** @default - 25 % of the replicas, rounded up */
  readonly maxSurge?: number;
  /** @default - 25 % of the replicas, rounded down */
  readonly maxUnavailable?: number;
}

interface Condition {
  readonly status: 'True' | 'False';
  readonly reason: string;
  /** When the status changed. */
  readonly since: number;
  /** When the controller last updated the condition. */
  readonly updated: number;
}

const progressDeadlineSeconds = 600;

/** A simulated Deployment. Source: Kubernetes, "Deployments" (rolling update, status), and its controller's `rolling.go`. */
export class Deployment extends Workload {
  protected readonly kind = 'Deployment';
  readonly #options: DeploymentOptions;
  #replicas: number;
  #available: Condition | undefined;
  #progressing: Condition | undefined;
  #counts = '';
  readonly #replicaSets: ReplicaSet[] = [];

  constructor(cluster: Cluster, name: string, template: Template, options: DeploymentOptions) {
    super(cluster, name, template);
    this.#options = options;
    this.#replicas = options.replicas;
  }

  /** Changes the number of replicas. */
  scale(replicas: number): void {
    if (replicas === this.#replicas) return;
    this.#replicas = replicas;
    this.scaled();
  }

  override pods(): Pod[] {
    return this.#replicaSets.flatMap((replicaSet) => replicaSet.pods());
  }

  protected override desired(): number {
    return this.#replicas;
  }

  /** How many pods more than desired, and how many fewer, a rollout may have. At least one of them is positive. */
  get bounds(): { readonly surge: number; readonly unavailable: number } {
    const surge = this.#options.maxSurge ?? Math.ceil(this.#replicas / 4);
    const unavailable = this.#options.maxUnavailable ?? Math.floor(this.#replicas / 4);
    return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
  }

  protected override spec(): JsonObject {
    const { surge, unavailable } = this.bounds;
    return {
      replicas: this.#replicas,
      progressDeadlineSeconds,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } },
    };
  }

  protected override act(): boolean {
    const newest = this.#newReplicaSet();
    const old = this.#replicaSets.filter((replicaSet) => replicaSet !== newest);
    if (!this.#growNew(newest) && !this.#shrinkNew(newest)) this.#shrinkOld(newest, old);
    return this.#replicaSets.map((replicaSet) => replicaSet.reconcile()).includes(true);
  }

  protected override status(): JsonObject {
    const active = this.pods().filter(({ terminating }) => !terminating);
    const ready = active.filter(({ isReady }) => isReady).length;
    const updated = this.#newReplicaSet().active().length;
    this.#writeConditions(active.length, updated, ready);
    return {
      replicas: active.length,
      updatedReplicas: updated,
      ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
      ...(ready < this.#replicas ? { unavailableReplicas: this.#replicas - ready } : {}),
      conditions: [...toConditions('Available', this.#available), ...toConditions('Progressing', this.#progressing)],
    };
  }

  #newReplicaSet(): ReplicaSet {
    const existing = this.#replicaSets.find(({ template }) => template.revision === this.template.revision);
    if (existing !== undefined) return existing;
    const created = new ReplicaSet(this.cluster, `${this.name}-${this.template.revision}`, this.template, (...pod) =>
      this.createPod(...pod),
    );
    this.#replicaSets.push(created);
    this.#progressing = updateCondition(this.#progressing, 'True', 'NewReplicaSetCreated', this.cluster.clock.now);
    return created;
  }

  #growNew(newest: ReplicaSet): boolean {
    const room = this.#replicas + this.bounds.surge - sum(this.#replicaSets);
    const growth = Math.min(room, this.#replicas - newest.desired);
    if (growth <= 0) return false;
    newest.desired += growth;
    return true;
  }

  #shrinkNew(newest: ReplicaSet): boolean {
    if (newest.desired <= this.#replicas) return false;
    newest.desired = this.#replicas;
    return true;
  }

  /** Scales down old pods that are not ready first, then as many others as ready new pods allow. */
  #shrinkOld(newest: ReplicaSet, old: readonly ReplicaSet[]): void {
    const least = this.#replicas - this.bounds.unavailable;
    let allowed = sum(this.#replicaSets) - least - (newest.desired - newest.available());
    for (const replicaSet of old) {
      const cut = Math.min(allowed, replicaSet.desired - replicaSet.available());
      if (cut <= 0) continue;
      replicaSet.desired -= cut;
      allowed -= cut;
    }
    let surplus = this.#replicaSets.reduce((total, replicaSet) => total + replicaSet.available(), 0) - least;
    for (const replicaSet of old) {
      const cut = Math.min(allowed, surplus, replicaSet.desired);
      if (cut <= 0) continue;
      replicaSet.desired -= cut;
      allowed -= cut;
      surplus -= cut;
    }
  }

  #writeConditions(all: number, updated: number, ready: number): void {
    const { now } = this.cluster.clock;
    const enough = ready >= this.#replicas - this.bounds.unavailable;
    this.#available = updateCondition(
      this.#available,
      enough ? 'True' : 'False',
      enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      now,
    );
    const counts = `${this.template.revision} ${updated} ${all - updated} ${ready}`;
    const moved = counts !== this.#counts;
    this.#counts = counts;
    const complete = updated === this.#replicas && all === updated && ready === this.#replicas;
    if (complete) {
      this.#progressing = updateCondition(this.#progressing, 'True', 'NewReplicaSetAvailable', now);
      return;
    }
    // A shortage after a complete rollout is not a rollout: the controller does not change the condition.
    if (this.#progressing?.reason === 'NewReplicaSetAvailable' && updated === all) return;
    if (moved || this.#progressing === undefined) {
      this.#progressing = { ...updateCondition(this.#progressing, 'True', 'ReplicaSetUpdated', now), updated: now };
      this.cluster.clock.after(progressDeadlineSeconds + 1, () => this.cluster.touch());
    } else if (now - this.#progressing.updated > progressDeadlineSeconds) {
      this.#progressing = updateCondition(this.#progressing, 'False', 'ProgressDeadlineExceeded', now);
    }
  }
}

function sum(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((total, { desired }) => total + desired, 0);
}

function updateCondition(
  before: Condition | undefined,
  status: Condition['status'],
  reason: string,
  now: number,
): Condition {
  if (before?.status === status && before.reason === reason) return before;
  return { status, reason, since: before?.status === status ? before.since : now, updated: now };
}

function toConditions(type: string, condition: Condition | undefined): JsonObject[] {
  if (condition === undefined) return [];
  const { status, reason, since, updated } = condition;
  return [{ type, status, reason, lastTransitionTime: stamp(since), lastUpdateTime: stamp(updated) }];
}

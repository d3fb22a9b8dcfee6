import type { JsonObject } from '../../model/json';
import type { Random, Range } from '../support/random';
import type { Node } from './node';
import { type SimulatedClock, stamp } from './simulatedClock';

/** What a pod needs from its cluster. */
export interface PodEnvironment {
  readonly clock: SimulatedClock;
  readonly random: Random;
  /** The node to which the volume of each pod is attached, by pod name. */
  readonly volumes: Map<string, string>;
  /** Deletes the pod from the API. */
  removePod(pod: Pod): void;
  /** Lets the scheduler and all controllers act a second later. */
  touch(): void;
}

/** How the pods of one revision behave. Ranges are seconds, drawn for each pod. */
export interface Template {
  readonly revision: string;
  /** From scheduling to the first start: sandbox and image. */
  readonly pull: Range;
  /**
   * From a start to Ready.
   * @default - no readiness probe: Ready at every start
   */
  readonly readyAfter?: Range;
  /** From the deletion to the end of the containers. */
  readonly stop: Range;
  /**
   * From a start to the crash.
   * @default - it does not crash
   */
  readonly crashAfter?: Range;
  readonly imageMissing?: boolean;
  /**
   * Time to detach the volume of the pod from another node and to attach it to the new one.
   * @default - no volume
   */
  readonly moveVolume?: Range;
}

/** The controller of a pod. */
export interface Owner {
  readonly kind: 'ReplicaSet' | 'StatefulSet' | 'DaemonSet';
  readonly name: string;
  readonly uid: string;
}

interface Status {
  readonly value: boolean;
  readonly since: number;
  readonly reason?: string;
  readonly message?: string;
}

const terminationGracePeriodSeconds = 600;
const attachHere: Range = [2, 10];

/** Source: Kubernetes, "Pod Lifecycle": 10 s, doubled at every crash up to 5 minutes, reset after 10 minutes without a crash. */
const backOff = { first: 10, max: 300, resetAfter: 600 };

/** A simulated pod with its kubelet. */
export class Pod {
  readonly createdAt: number;
  node: Node | undefined;
  /** Whether its deletion was requested. */
  terminating = false;
  /** Whether it was deleted from the API. */
  removed = false;
  #deletionTimestamp: number | undefined;
  #phase: 'Pending' | 'Running' = 'Pending';
  #scheduled: Status | undefined;
  #ready: Status | undefined;
  #state: JsonObject = { waiting: { reason: 'ContainerCreating' } };
  #lastState: JsonObject = {};
  #restarts = -1;
  #backOff = 0;

  readonly #cluster: PodEnvironment;

  constructor(
    cluster: PodEnvironment,
    readonly name: string,
    readonly app: string,
    readonly owner: Owner,
    readonly template: Template,
  ) {
    this.#cluster = cluster;
    this.createdAt = cluster.clock.now;
  }

  get isReady(): boolean {
    return this.#ready?.value === true;
  }

  get isPending(): boolean {
    return this.#phase === 'Pending';
  }

  /** Records that the scheduler found no node. */
  refuse(message: string): void {
    if (this.#scheduled !== undefined) return;
    this.#scheduled = { value: false, since: this.#cluster.clock.now, reason: 'Unschedulable', message };
  }

  /** Binds the pod to the node that the scheduler chose. */
  bind(node: Node): void {
    const { clock, random, volumes } = this.#cluster;
    const { pull, moveVolume, imageMissing } = this.template;
    this.node = node;
    this.#scheduled = { value: true, since: clock.now };
    this.#ready = { value: false, since: clock.now, reason: 'ContainersNotReady' };
    let wait = random.between(pull);
    if (moveVolume !== undefined) {
      wait += random.between((volumes.get(this.name) ?? node.name) === node.name ? attachHere : moveVolume);
      volumes.set(this.name, node.name);
    }
    this.#later(wait, () => (imageMissing === true ? this.#failToPull() : this.#start()));
  }

  /** Deletes the pod. On a node without a working kubelet it keeps terminating. */
  delete(): void {
    if (this.terminating) return;
    const { clock, random } = this.#cluster;
    this.terminating = true;
    this.#deletionTimestamp = clock.now + terminationGracePeriodSeconds;
    const stop = this.node === undefined ? 0 : random.between(this.template.stop);
    clock.after(stop, () => {
      if (this.node?.alive !== false) this.#cluster.removePod(this);
    });
    this.#cluster.touch();
  }

  /** Marks the pod as not ready, as the node lifecycle controller does when its node is lost. */
  loseReadiness(): void {
    if (this.isReady) this.#setReady(false);
  }

  /** The object as the API server sends it. */
  object(): JsonObject {
    const { createdAt, app, owner, template } = this;
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: this.name,
        namespace: 'monitoring',
        uid: `uid-of-${this.name}-${createdAt}`,
        labels: { app, revision: template.revision },
        creationTimestamp: stamp(createdAt),
        ...(this.#deletionTimestamp === undefined
          ? {}
          : {
              deletionTimestamp: stamp(this.#deletionTimestamp),
              deletionGracePeriodSeconds: terminationGracePeriodSeconds,
            }),
        ownerReferences: [{ apiVersion: 'apps/v1', ...owner, controller: true, blockOwnerDeletion: true }],
      },
      spec: this.node === undefined ? {} : { nodeName: this.node.name },
      status: {
        phase: this.#phase,
        conditions: [
          ...condition('PodScheduled', this.#scheduled),
          ...condition('ContainersReady', this.#ready),
          ...condition('Ready', this.#ready),
        ],
        ...(this.node === undefined ? {} : { containerStatuses: [this.#container()] }),
      },
    };
  }

  #container(): JsonObject {
    return {
      name: 'main',
      ready: this.isReady,
      restartCount: Math.max(0, this.#restarts),
      state: this.#state,
      lastState: this.#lastState,
    };
  }

  #failToPull(): void {
    this.#state = { waiting: { reason: 'ErrImagePull' } };
    this.#later(10, () => {
      this.#state = { waiting: { reason: 'ImagePullBackOff' } };
    });
  }

  #start(): void {
    const { clock, random } = this.#cluster;
    const { readyAfter, crashAfter } = this.template;
    const startedAt = clock.now;
    this.#phase = 'Running';
    this.#restarts += 1;
    this.#state = { running: { startedAt: stamp(startedAt) } };
    const run = this.#restarts;
    const ready = readyAfter === undefined ? 0 : random.between(readyAfter);
    this.#later(ready, () => run === this.#restarts && 'running' in this.#state && this.#setReady(true));
    if (crashAfter !== undefined) this.#later(random.between(crashAfter), () => this.#crash(startedAt));
    this.#cluster.touch();
  }

  #crash(startedAt: number): void {
    const { now } = this.#cluster.clock;
    const terminated = {
      exitCode: 1,
      reason: 'Error',
      startedAt: stamp(startedAt),
      finishedAt: stamp(now),
    };
    this.#lastState = { terminated };
    if (now - startedAt >= backOff.resetAfter) this.#backOff = 0;
    const message = `back-off ${this.#backOff}s restarting failed container=main`;
    this.#state = this.#backOff === 0 ? { terminated } : { waiting: { reason: 'CrashLoopBackOff', message } };
    if (this.isReady) this.#setReady(false);
    this.#later(Math.max(1, this.#backOff), () => this.#start());
    this.#backOff = this.#backOff === 0 ? backOff.first : Math.min(backOff.max, this.#backOff * 2);
  }

  #setReady(value: boolean): void {
    this.#ready = {
      value,
      since: this.#cluster.clock.now,
      ...(value ? {} : { reason: 'ContainersNotReady' }),
    };
    this.#cluster.touch();
  }

  /** Schedules an action of the kubelet. It does not run if the pod or the kubelet has ended by then. */
  #later(seconds: number, act: () => void): void {
    this.#cluster.clock.after(seconds, () => {
      if (!this.terminating && !this.removed && this.node?.alive === true) act();
    });
  }
}

function condition(type: string, status: Status | undefined): JsonObject[] {
  if (status === undefined) return [];
  const { value, since, ...why } = status;
  return [{ type, status: value ? 'True' : 'False', lastTransitionTime: stamp(since), ...why }];
}

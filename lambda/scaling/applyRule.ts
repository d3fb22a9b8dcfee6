import { errorMessage } from '../../model/errorMessage';
import type { JsonObject } from '../../model/json';
import { type ScalingRule, scalingDirections } from '../../model/scalingConfig';
import { ReadFailure } from '../errors';
import { resourcePath } from '../kubernetes/resourcePath';
import type { Limits } from '../time/limits';
import { decideScaling, type ScalingChange } from './decide';
import { type Claim, type LeaseState, lastChange, readLease, writeLease } from './lease';
import type { ScalingOutcome } from './outcome';
import { readDrivers } from './readDrivers';
import {
  isConflict,
  replicasOf,
  resourcesOf,
  type ScalingResources,
  toScalingFailure,
  withReplicas,
} from './scaleObject';
import type { UpdatingClient } from './updatingClient';

export interface ScalingRun {
  readonly client: Pick<UpdatingClient, 'read' | 'replace' | 'explain'>;
  /** Names of the alarms that are in ALARM. */
  readonly firing: ReadonlySet<string>;
  readonly claim: Claim;
  /** Whether nothing is written, whatever the entry says. */
  readonly isTest: boolean;
}

/** A rollout changes its Deployment several times a second at most; each change is a conflict. */
const maxTries = 5;

/**
 * Applies one entry. The Lease is written before the replicas, so that of several runs only one changes them, and again after them. If
 * the run ends in between, the next one finds out from the replicas whether they were changed. Never rejects.
 */
export async function applyRule(rule: ScalingRule, run: ScalingRun, limits: Limits): Promise<ScalingOutcome> {
  if (!scalingDirections.some((direction) => run.firing.has(rule[direction]?.alarm ?? '')))
    return { outcome: 'NoAlarm' };
  try {
    return await new RuleRun(rule, run, limits).apply();
  } catch (error) {
    const failure = error instanceof ReadFailure ? error : undefined;
    return {
      outcome: 'Failed',
      reason: failure?.reason ?? 'ServerError',
      message: errorMessage(error),
      ...(failure?.command === undefined ? {} : { command: failure.command }),
    };
  }
}

class RuleRun {
  readonly #rule: ScalingRule;
  readonly #run: ScalingRun;
  readonly #limits: Limits;
  readonly #resources: ScalingResources;

  constructor(rule: ScalingRule, run: ScalingRun, limits: Limits) {
    this.#rule = rule;
    this.#run = run;
    this.#limits = limits;
    this.#resources = resourcesOf(rule);
  }

  async apply(): Promise<ScalingOutcome> {
    const { firing, isTest } = this.#run;
    const [read, { body: lease }, drivers] = await Promise.all([
      this.#read('scale'),
      this.#read('lease'),
      readDrivers(this.#rule.target, this.#run.client, this.#limits),
    ]);
    const { kind, namespace, name } = this.#rule.target;
    if (drivers.length > 0) {
      const message = `${drivers.join(' and ')} changes the replicas of ${kind} ${namespace}/${name}, too; delete it, or remove the target from \`scaling\``;
      return { outcome: 'Refused', message };
    }
    const state = readLease(lease);
    if (state.claimedUntil !== undefined && read.now < state.claimedUntil) return { outcome: 'Busy' };
    const replicas = replicasOf(read.body);
    const made = lastChange(state, replicas);
    const decision = decideScaling(this.#rule, { replicas, firing, lastChange: made?.at, now: read.now });
    if (decision.outcome !== 'Change') return decision;
    if (isTest || this.#rule.dryRun) return { outcome: 'WouldChange', change: decision.change };
    return this.#change({ scale: read, lease, made, change: decision.change });
  }

  async #change(first: {
    readonly scale: { readonly body: JsonObject; readonly now: number };
    readonly lease: JsonObject;
    readonly made: LeaseState['change'];
    readonly change: ScalingChange;
  }): Promise<ScalingOutcome> {
    let { scale, lease, change } = first;
    for (let tries = 1; ; tries += 1) {
      const claimed = { change: { ...change, at: scale.now }, previous: first.made };
      try {
        lease = await this.#replace('lease', writeLease(lease, claimed, this.#run.claim));
      } catch (error) {
        // Another run was faster. It decides by the same alarms.
        if (isConflict(error)) return { outcome: 'Busy' };
        throw toScalingFailure({ ...this.#resources.lease, verb: 'update' }, error, this.#run.client);
      }
      try {
        await this.#replace('scale', withReplicas(scale.body, change.to));
        return this.#confirm(lease, claimed.change);
      } catch (error) {
        if (!isConflict(error) || tries === maxTries) {
          throw toScalingFailure({ ...this.#resources.scale, verb: 'update' }, error, this.#run.client);
        }
      }
      scale = await this.#read('scale');
      const replicas = replicasOf(scale.body);
      // The response of an earlier try was lost, or somebody else did the same.
      if (replicas === change.to) return this.#confirm(lease, claimed.change);
      const situation = { replicas, firing: this.#run.firing, lastChange: first.made?.at, now: scale.now };
      const decision = decideScaling(this.#rule, situation);
      if (decision.outcome !== 'Change') {
        await this.#release(lease, first.made);
        return decision;
      }
      change = decision.change;
    }
  }

  /** Gives the Lease back with the change that was made before: the claimed one never will be. */
  async #release(lease: JsonObject, made: LeaseState['change']): Promise<void> {
    // Without a response, the claim ends by its own time.
    await this.#replace('lease', writeLease(lease, { change: made }, undefined)).catch(() => {});
  }

  /** Records that the change was made: if that fails, the next run concludes it from the replicas. */
  async #confirm(lease: JsonObject, change: NonNullable<LeaseState['change']>): Promise<ScalingOutcome> {
    const { at: _, ...made } = change;
    try {
      await this.#replace('lease', writeLease(lease, { change }, undefined));
      return { outcome: 'Changed', change: made };
    } catch (error) {
      const { message } = toScalingFailure({ ...this.#resources.lease, verb: 'update' }, error, this.#run.client);
      return { outcome: 'Changed', change: made, unconfirmed: message };
    }
  }

  async #read(which: keyof ScalingResources) {
    const read = this.#resources[which];
    return this.#run.client.read(read, this.#limits).catch((error: unknown) => {
      throw toScalingFailure(read, error, this.#run.client);
    });
  }

  async #replace(which: keyof ScalingResources, object: JsonObject): Promise<JsonObject> {
    const path = resourcePath(this.#resources[which]);
    return (await this.#run.client.replace(path, object, this.#limits)).body;
  }
}

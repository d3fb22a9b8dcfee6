import type { JsonObject } from '../../model/json';

/** A rollout in progress. */
export interface RolloutFacts {
  /** How many replicas are on the new template. */
  readonly updated: number;
  /** How many have to be. */
  readonly wanted: number;
  /** How many pods it may replace at once, although they are then not ready. */
  readonly maxUnavailable: number;
  /** Whether pods of an older template are left; otherwise those that are not updated are missing. */
  readonly hasOldPods: boolean;
  readonly note?: string;
}

/** What the rule of a kind reads from an object; all workloads are then judged alike. */
export interface WorkloadFacts {
  /** Undefined if the object does not report it. */
  readonly desired: number | undefined;
  readonly scaledToZero: boolean;
  /** Why no pod is desired, although nobody scaled it to 0, and since when (in milliseconds since the epoch). */
  readonly zero?: { readonly why: string; readonly since: number | undefined };
  /** Ready pods; undefined if the object reports something other than a count. */
  readonly ready: number | undefined;
  /** Absent if no rollout is in progress. */
  readonly rollout?: RolloutFacts;
  /** How long a rollout may take without progress, in seconds, and how many pods it may replace at once. Absent if unlimited. */
  readonly deadline?: { readonly seconds: number; readonly maxUnavailable: number };
  /** Seconds that a restart on another node takes; the default of `downGrace` is at least this. */
  readonly restartSeconds?: number;
  /** Why the controller cannot create pods, and since when (in milliseconds since the epoch). */
  readonly replicaFailure?: { readonly message: string; readonly since: number | undefined };
  /** Since when fewer are available than a rollout allows, if the object reports it; in milliseconds since the epoch. */
  readonly unavailableSince?: number;
  readonly minReadySeconds: number;
  readonly owns: (pod: JsonObject) => boolean;
}

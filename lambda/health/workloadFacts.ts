import type { JsonObject } from '../../model/json';

/** What the rule of a kind reads from an object; all workloads are then judged alike. */
export interface WorkloadFacts {
  /** Undefined if the object does not report it. */
  readonly desired: number | undefined;
  readonly scaledToZero: boolean;
  /** Ready pods; undefined if the object reports something other than a count. */
  readonly ready: number | undefined;
  /** Of a rollout in progress: how many replicas are on the new template, and how many have to be. Absent without one. */
  readonly rollout?: { readonly updated: number; readonly wanted: number; readonly note?: string };
  /** Why the controller cannot create pods. */
  readonly replicaFailure?: string;
  /** Since when fewer are available than a rollout allows, if the object reports it; in milliseconds since the epoch. */
  readonly unavailableSince?: number;
  readonly minReadySeconds: number;
  readonly owns: (pod: JsonObject) => boolean;
}

import type { JsonObject } from '../../model/json';
import type { EvidenceKind } from '../../model/kinds';
import type { Reason } from '../../model/reasons';

/** What the API server answered about one object. */
export type Observation = Found | Missing | Unreadable;

export interface Found {
  readonly type: 'found';
  readonly object: JsonObject;
  /** What else was read; a kind is absent until it is, which happens only where the verdict needs it. */
  readonly evidence?: Readonly<Partial<Record<EvidenceKind, Evidence>>>;
}

/** Evidence of absence. */
export interface Missing {
  readonly type: 'missing';
  readonly reason: Extract<Reason, 'NotFound' | 'NamespaceNotFound' | 'NamespaceTerminating'>;
  readonly message: string;
}

/** No evidence either way. */
export interface Unreadable {
  readonly type: 'unreadable';
  readonly reason: Reason;
  readonly message: string;
}

/** Other objects that a verdict depends on. */
export type Evidence =
  | { readonly type: 'found'; readonly objects: readonly JsonObject[] }
  /** It may not or cannot be had: the object's own clocks have to do, and the message says so. */
  | { readonly type: 'withheld'; readonly message: string }
  /** It should be had, but was not in this run. */
  | Unreadable;

/** Which other objects belong to an object. */
export interface EvidenceQuery {
  readonly kind: EvidenceKind;
  /** Absent for what is in no namespace. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly belongs: (candidate: JsonObject) => boolean;
}

/** Asked for by a rule whose verdict depends on what was not read yet. */
export interface EvidenceNeeded {
  readonly needed: readonly EvidenceQuery[];
}

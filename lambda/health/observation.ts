import type { JsonObject } from '../../model/json';
import type { EvidenceKind } from '../../model/kinds';
import type { Reason } from '../../model/reasons';
import type { Verdict } from './verdict';

/** What the API server reported about one object. */
export type Observation = Found | Missing | Unreadable;

export interface Found {
  readonly type: 'found';
  readonly object: JsonObject;
  /** Other objects, by kind. A kind is absent until it has been read, which happens only if the verdict needs it. */
  readonly evidence?: Readonly<Partial<Record<EvidenceKind, Evidence>>>;
}

/** Evidence of absence. */
export interface Missing {
  readonly type: 'missing';
  readonly reason: Extract<Reason, 'NotFound' | 'NamespaceNotFound' | 'NamespaceTerminating'>;
  readonly message: string;
  /** The first command to run. @default - none */
  readonly command?: string | undefined;
}

/** No evidence either way. */
export interface Unreadable {
  readonly type: 'unreadable';
  readonly reason: Reason;
  readonly message: string;
  /** The first command to run. @default - none */
  readonly command?: string | undefined;
}

/** Other objects that a verdict depends on. */
export type Evidence =
  | { readonly type: 'found'; readonly objects: readonly JsonObject[] }
  /** Not available, for example for lack of permission: only the object's own timestamps count, and the message says so. */
  | { readonly type: 'unavailable'; readonly message: string }
  /** Should be available, but could not be read in this run. */
  | Unreadable;

/** Which other objects a verdict depends on. */
export interface EvidenceQuery {
  readonly kind: EvidenceKind;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly belongs: (candidate: JsonObject) => boolean;
}

/** Returned by a rule whose verdict depends on objects that have not been read yet. */
export interface EvidenceNeeded {
  readonly needed: readonly EvidenceQuery[];
  /** The verdict without them, if they can only explain it in its message: then nothing has to wait for them. */
  readonly otherwise?: Verdict;
}

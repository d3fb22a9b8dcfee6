import type { JsonObject } from './json';

/** What the API server answered about one object. */
export type Observation = Found | Missing | Unreadable;

export interface Found {
  readonly type: 'found';
  readonly object: JsonObject;
  /** The pods of a workload; absent until they are read, which happens only where the verdict needs them. */
  readonly pods?: PodEvidence;
}

/** Evidence of absence. */
export interface Missing {
  readonly type: 'missing';
  readonly reason: 'NotFound' | 'NamespaceNotFound' | 'NamespaceTerminating';
  readonly message: string;
}

/** No evidence either way. */
export interface Unreadable {
  readonly type: 'unreadable';
  readonly reason: string;
  readonly message: string;
}

export type PodEvidence =
  | { readonly type: 'found'; readonly pods: readonly JsonObject[] }
  /** The permission is lacking: the status's own clock has to do. */
  | { readonly type: 'forbidden' }
  | Unreadable;

/** Which pods belong to a workload. */
export interface PodQuery {
  readonly namespace: string;
  readonly labelSelector: string;
  readonly owns: (pod: JsonObject) => boolean;
}

/** Asked for by a rule whose verdict depends on pods that were not read yet. */
export interface PodsNeeded {
  readonly podsNeeded: PodQuery;
}

import type { Missing, Unreadable } from '../observation';

/** What the EKS API reports about one cluster, node group or add-on. */
export interface EksResource {
  readonly type: 'found';
  /** Such as ACTIVE. */
  readonly status: string;
  readonly issues: readonly EksIssue[];
  /** In milliseconds since the epoch. */
  readonly createdAt?: number;
  /** When EKS last changed it, such as its status; a cluster has none. */
  readonly modifiedAt?: number;
}

/** A health issue in EKS's own words. */
export interface EksIssue {
  /** Such as InsufficientFreeAddresses. */
  readonly code: string;
  readonly message: string;
  readonly resourceIds: readonly string[];
}

/** The answer about one of them. Missing: EKS itself says that it does not exist. */
export type EksObservation = EksResource | Missing | Unreadable;

/** The answers about all of a kind. */
export interface EksListing {
  /** What was deleted after it was listed is not among them. */
  readonly observed: readonly { readonly name: string; readonly observation: EksObservation }[];
  /** Why the list is not complete. @default - it is */
  readonly failure?: Missing | Unreadable;
}

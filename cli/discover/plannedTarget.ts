import type { JsonObject } from '../../model/json';

/** The parts of a configuration, in their order. */
export const sections = {
  monitoring: 'The monitoring stack',
  platform: 'The platform: what the system of the cluster consists of',
  team: 'The workloads of the teams',
} as const;

export type SectionName = keyof typeof sections;

/** An entry of `targets`, and what its comments are made of. */
export interface PlannedTarget {
  readonly section: SectionName;
  /** As it is written into the configuration. */
  readonly target: JsonObject;
  /** Sentences that say what it is, and why it is watched in this way. */
  readonly why: readonly string[];
  /** The object; absent for a probe. */
  readonly object?: JsonObject;
}

/** An object that is not watched. */
export interface LeftOut {
  readonly object: JsonObject;
  readonly why: string;
}

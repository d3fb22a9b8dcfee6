import type { Config } from '../schema/schema';

/** A conflict of a file with an earlier one. */
export interface Conflict {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Finds the conflicts of a configuration with an earlier one, which is in another file. */
export type Rule = (config: Config, earlier: Config, earlierFile: string) => readonly Conflict[];

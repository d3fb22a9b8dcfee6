import type { VigilNames } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import type { Part } from './part';

/** What the configuration file says, and the clock: all that a judgment needs besides what was read. */
export interface CheckedVigil {
  /** Path of the configuration file, for commands. */
  readonly file: string;
  readonly config: Config;
  readonly runtime: RuntimeConfig;
  readonly names: VigilNames;
  /** The function that a link is about. */
  readonly part: Part;
  /** The stack of an own app in which the construct is. Undefined for a stack of this project. */
  readonly ownStack: string | undefined;
  /** Hash of the configuration, as the stack's output `ConfigHash`. */
  readonly configHash: string;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

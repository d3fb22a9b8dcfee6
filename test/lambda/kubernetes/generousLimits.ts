import type { Limits } from '../../../lambda/time/limits';

/** A timeout that no try reaches, and a run that does not end. */
export const generousLimits: Limits = { tryTimeout: 60_000, signal: new AbortController().signal };

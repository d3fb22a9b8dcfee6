import type { RuntimeTarget } from '../../model/runtimeConfig';
import type { EvidenceNeeded, Found } from './observation';
import type { Verdict } from './verdict';

/** How a target's settings bear on a verdict. */
export type Criteria = Pick<RuntimeTarget, 'mode' | 'minReady' | 'allowZero' | 'grace' | 'downGrace' | 'conditions'>;

/**
 * Judges one object that was found, or asks for the evidence that its verdict depends on. Pure, and never throws, whatever
 * the API server sent.
 *
 * @param now - the API server's clock in milliseconds.
 */
export type Rule = (found: Found, criteria: Criteria, now: number) => Verdict | EvidenceNeeded;

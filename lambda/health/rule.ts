import type { RuntimeTarget } from '../../model/runtimeConfig';
import type { EvidenceNeeded, Found } from './observation';
import type { Verdict } from './verdict';

/** The settings of a target that influence its verdict. */
export type Criteria = Pick<
  RuntimeTarget,
  'mode' | 'minReady' | 'allowZero' | 'grace' | 'downGrace' | 'graceIsDefault' | 'downGraceIsDefault' | 'conditions'
>;

/**
 * Judges one object, or requests the evidence that its verdict depends on. Pure; never throws, whatever the API server sent.
 *
 * @param now - the API server's clock in milliseconds.
 */
export type Rule = (found: Found, criteria: Criteria, now: number) => Verdict | EvidenceNeeded;

import type { JsonObject } from '../../model/json';
import type { KindReference } from '../../model/kinds';
import type { Evidence, EvidenceQuery, Found } from './observation';
import type { Criteria } from './rule';
import { getRule } from './rules';
import type { Verdict } from './verdict';

/** A verdict that depends on objects that were not read yet. */
export interface PendingVerdict {
  readonly needed: readonly EvidenceQuery[];
  /**
   * @param evidence - one for each query, in their order.
   * @param now - the API server's clock in milliseconds. Default: as before.
   */
  conclude(evidence: readonly Evidence[], now?: number): Verdict;
}

/**
 * Judges one object by the rule of its kind: at once if the object is enough, else with the evidence that the rule needs. The
 * caller reads the evidence, from a cluster or from supplied objects. Pure.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function judgeObject(
  reference: KindReference,
  object: JsonObject,
  criteria: Criteria,
  now: number,
): Verdict | PendingVerdict {
  const rule = getRule(reference);
  const judged = rule({ type: 'found', object }, criteria, now);
  if (!('needed' in judged)) return judged;
  const { needed } = judged;
  return {
    needed,
    conclude(given, later = now) {
      const evidence: Found['evidence'] = Object.fromEntries(needed.map(({ kind }, index) => [kind, given[index]]));
      const concluded = rule({ type: 'found', object, evidence }, criteria, later);
      if (!('needed' in concluded)) return concluded;
      throw new Error(`the rule of ${reference.kind} requests evidence twice`);
    },
  };
}

import type { JsonObject } from '../../model/json';
import { builtinKind } from '../../model/kinds';
import { countRestarts } from './facts/restarts';
import { type ApiKind, firstCommand } from './firstCommand';
import type { Evidence, EvidenceQuery, Found } from './observation';
import type { Criteria, Rule } from './rule';
import { getRule } from './rules';
import type { Verdict } from './verdict';
import { podsOf } from './workloadPods';

/** When the pods of a workload are requested: only if fewer are ready than desired, or always, to report their restarts. */
export type Explain = 'whenShort' | 'always';

/** A verdict that depends on objects that were not read yet, or that they can explain. */
export interface PendingVerdict {
  readonly needed: readonly EvidenceQuery[];
  /** The verdict without them, if they only explain it. */
  readonly otherwise?: Verdict;
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
  reference: ApiKind,
  object: JsonObject,
  criteria: Criteria,
  now: number,
  explain: Explain = 'whenShort',
): Verdict | PendingVerdict {
  const rule = getRule(reference);
  const withCommand = (verdict: ReturnType<Rule>, found: Pick<Found, 'object' | 'evidence'>, at = now) => {
    const command = 'needed' in verdict ? undefined : firstCommand(reference, found, verdict, at);
    return command === undefined ? verdict : { ...verdict, command };
  };
  const judged = withCommand(rule({ type: 'found', object }, criteria, now), { object });
  const pods = explain === 'always' ? podsOf(reference, object) : undefined;
  if (!('needed' in judged) && pods === undefined) return withCount(judged, ownPods(reference, object), explain);
  const { needed, ...otherwise } = 'needed' in judged ? judged : { needed: [pods as EvidenceQuery], otherwise: judged };
  return {
    needed,
    ...otherwise,
    conclude(given, later = now) {
      const evidence: Found['evidence'] = Object.fromEntries(needed.map(({ kind }, index) => [kind, given[index]]));
      const concluded = withCommand(
        rule({ type: 'found', object, evidence }, criteria, later),
        { object, evidence },
        later,
      );
      if ('needed' in concluded) throw new Error(`the rule of ${reference.kind} requests evidence twice`);
      return withCount(concluded, evidence.Pod?.type === 'found' ? evidence.Pod.objects : undefined, explain);
    },
  };
}

/** The pods of an object that is enough for its verdict. */
function ownPods(reference: ApiKind, object: JsonObject): readonly JsonObject[] | undefined {
  return builtinKind(reference)?.kind === 'Pod' ? [object] : undefined;
}

/** A run of the function counts the restarts of what is Healthy: the other messages have those of the pod that explains them. */
function withCount(verdict: Verdict, pods: readonly JsonObject[] | undefined, explain: Explain): Verdict {
  if (pods === undefined || (explain === 'whenShort' && verdict.verdict !== 'Healthy')) return verdict;
  const restarts = countRestarts(pods);
  return explain === 'whenShort' && restarts.count === 0 ? verdict : { ...verdict, restarts };
}

import type { Evidence, Found } from '../../../lambda/health/observation';
import type { Criteria, Rule } from '../../../lambda/health/rule';
import { rules } from '../../../lambda/health/rules';
import type { Verdict } from '../../../lambda/health/verdict';
import type { JsonObject } from '../../../model/json';
import { reasons } from '../../../model/reasons';
import { now } from '../../support/objects/clock';
import { type ObjectShape, object } from '../../support/objects/object';
import type { WorkloadKind } from '../../support/objects/workload';

/** How tests of rules judge the objects that test/support/objects/ builds. */

/** Objects that were read as evidence. */
export function found(...objects: readonly JsonObject[]): Evidence {
  return { type: 'found', objects };
}

export const forbidden: Evidence = { type: 'unavailable', message: 'pods may not be read' };
export const unreadable: Evidence = { type: 'unreadable', reason: 'Timeout', message: 'the pods were not read' };

/** The configuration's defaults. */
export const defaultCriteria: Criteria = { mode: 'AllOfThem', allowZero: false, grace: 15 * 60, downGrace: 5 * 60 };

export interface Circumstances {
  readonly criteria?: Partial<Criteria>;
  readonly evidence?: NonNullable<Found['evidence']>;
  readonly at?: number;
}

/** The verdict on an object. @throws if the rule requests evidence that is not given and that can change the verdict. */
export function judge(
  rule: Rule,
  given: JsonObject,
  { criteria = {}, evidence = {}, at = now }: Circumstances = {},
): Verdict {
  const first = rule({ type: 'found', object: given, evidence }, { ...defaultCriteria, ...criteria }, at);
  const judged = 'needed' in first ? (first.otherwise ?? first) : first;
  if ('needed' in judged) throw new Error(`the rule requests ${judged.needed.map(({ kind }) => kind).join(', ')}`);
  expect(reasons[judged.reason].verdicts).toContain(judged.verdict);
  return judged;
}

/** The verdict on a workload, by the rule of its kind. @throws if the rule requests pods and `pods` is absent. */
export function judgeWithPods(
  workload: JsonObject,
  { pods, criteria = {}, at = now }: { pods?: Evidence; criteria?: Partial<Criteria>; at?: number } = {},
): Verdict {
  const evidence = pods === undefined ? {} : { Pod: pods, Node: found() };
  return judge(rules[workload.kind as WorkloadKind], workload, { criteria, evidence, at });
}

/** `Progressing Pending`. */
export function summarize({ verdict, reason }: Verdict): string {
  return `${verdict} ${reason}`;
}

/** A case of a rule's table: the object, and the expected verdict and reason. */
export type Row = readonly [situation: string, given: ObjectShape, expected: string, criteria?: Partial<Criteria>];

/** Runs a rule's table. */
export function testTable(rule: Rule, kind: string, rows: readonly Row[]): void {
  test.each<[string, ObjectShape, string, Partial<Criteria>?]>(rows.map((row) => [...row]))(
    '%s',
    (_, given, expected, criteria = {}) => {
      expect(summarize(judge(rule, object({ kind, ...given }), { criteria }))).toBe(expected);
    },
  );
}

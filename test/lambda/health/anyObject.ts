import type { Found } from '../../../lambda/health/observation';
import type { Criteria, Rule } from '../../../lambda/health/rule';
import type { Verdict } from '../../../lambda/health/verdict';
import type { JsonObject } from '../../../model/json';
import { reasons } from '../../../model/reasons';

/** Builders of objects of any kind, a month old unless told otherwise, and how they are judged. */

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const month = 30 * 24 * hour;

/** The API server's clock in these tests. */
export const now = Date.UTC(2026, 0, 1, 12);

/** The time so many milliseconds ago, as the API writes it. */
export function ago(milliseconds: number): string {
  return new Date(now - milliseconds).toISOString();
}

/** One condition; `age` in milliseconds since its status changed. */
export function condition(type: string, status: unknown, age: number, over: JsonObject = {}): JsonObject {
  return { type, status, lastTransitionTime: ago(age), ...over };
}

/** Who wrote which fields, and how many milliseconds ago; the status is a subresource. */
export function written(fieldsV1: JsonObject, age: number): JsonObject {
  return {
    manager: 'a-controller',
    operation: 'Update',
    time: ago(age),
    fieldsV1,
    ...('f:status' in fieldsV1 ? { subresource: 'status' } : {}),
  };
}

export interface ObjectShape {
  readonly kind?: string;
  /** Milliseconds since it was made. */
  readonly created?: number;
  readonly metadata?: JsonObject;
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** An object `shop/web`. */
export function object({ kind = 'Widget', created = month, metadata = {}, spec, status }: ObjectShape): JsonObject {
  return {
    kind,
    metadata: { name: 'web', namespace: 'shop', creationTimestamp: ago(created), ...metadata },
    ...(spec === undefined ? {} : { spec }),
    ...(status === undefined ? {} : { status }),
  };
}

/** The configuration's defaults. */
export const defaults: Criteria = { mode: 'AllOfThem', allowZero: false, grace: 15 * 60, downGrace: 5 * 60 };

export interface Circumstances {
  readonly criteria?: Partial<Criteria>;
  readonly evidence?: NonNullable<Found['evidence']>;
  readonly at?: number;
}

/** The verdict of an object; evidence that the rule asks for must have been given. */
export function judge(
  rule: Rule,
  given: JsonObject,
  { criteria = {}, evidence = {}, at = now }: Circumstances = {},
): Verdict {
  const judged = rule({ type: 'found', object: given, evidence }, { ...defaults, ...criteria }, at);
  if ('needed' in judged) throw new Error(`the rule asks for ${judged.needed.map(({ kind }) => kind).join(', ')}`);
  expect(reasons[judged.reason].verdicts).toContain(judged.verdict);
  return judged;
}

/** `Progressing Pending`. */
export function summarize({ verdict, reason }: Verdict): string {
  return `${verdict} ${reason}`;
}

/** A table's row: what is given, and the verdict and reason that are due. */
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

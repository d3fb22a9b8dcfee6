import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { judgeObject } from '../../lambda/health/judgeObject';
import type { Evidence } from '../../lambda/health/observation';
import type { Criteria } from '../../lambda/health/rule';
import type { Verdict } from '../../lambda/health/verdict';
import type { JsonObject } from '../../model/json';
import { record } from '../../model/json';
import { type EvidenceKind, evidenceKinds } from '../../model/kinds';
import { reasons } from '../../model/reasons';
import { observedFixtures } from '../support/observedFixture';
import { fuzz } from './inputs';
import { anyMutations, mutate } from './mutation';
import { anyKeyOf, anyValueBeside, keysIn } from './words';

/** The inputs are mutations of objects that real controllers wrote, so that they reach deep into the rules. */
const fixtures = observedFixtures().map(([, fixture]) => fixture);
const statusWords = ['Ready', 'Available', 'Failed', 'Unknown', 'False', 'Running', 'Pending', 'CrashLoopBackOff'];
const keys = new Set(fixtures.flatMap(({ object, evidence = {} }) => keysIn({ object, evidence })));

const anyCriteria: fc.Arbitrary<Criteria> = fc.record(
  {
    mode: fc.constantFrom('AllOfThem', 'AtLeastOne'),
    minReady: fc.oneof(fc.nat({ max: 5 }), fc.constantFrom('0%', '50%', '100%')),
    allowZero: fc.boolean(),
    grace: fc.constantFrom(0, 60, 900),
    downGrace: fc.constantFrom(0, 60, 300),
    conditions: fc.constantFrom({ healthy: ['Ready'] }, { healthy: ['Available'], unhealthy: ['Degraded'] }),
  },
  { requiredKeys: ['mode', 'allowZero', 'grace', 'downGrace'] },
) as fc.Arbitrary<Criteria>;

const anyCase = fc.record({
  fixture: fc.constantFrom(...fixtures),
  changes: anyMutations(anyValueBeside(...statusWords), anyKeyOf(keys)),
  criteria: anyCriteria,
  /** Offset to the time when the object was read, in milliseconds. */
  later: fc.oneof(fc.constant(0), fc.integer({ min: -7_200_000, max: 7_200_000 }), fc.constantFrom(-8e15, 8e12)),
  evidence: fc.constantFrom('found', 'found', 'found', 'unavailable', 'unreadable', 'nothing'),
});

interface Judged {
  readonly verdict: Verdict;
  /** The kinds of evidence that the rule requested. */
  readonly requested: readonly EvidenceKind[];
}

/** Judges an object as a run does: supplies the evidence that the rule requests, once. */
function judge(
  object: JsonObject,
  criteria: Criteria,
  now: number,
  evidenceOf: (kind: EvidenceKind) => Evidence,
): Judged {
  const judged = judgeObject(object as { kind: string; apiVersion: string }, object, criteria, now);
  if (!('needed' in judged)) return { verdict: judged, requested: [] };
  const evidence = judged.needed.map(({ kind, belongs }): Evidence => {
    const given = evidenceOf(kind);
    return given.type === 'found' ? { type: 'found', objects: given.objects.filter(belongs) } : given;
  });
  return { verdict: judged.conclude(evidence), requested: judged.needed.map(({ kind }) => kind) };
}

function evidenceIn(changed: JsonObject, how: string): (kind: EvidenceKind) => Evidence {
  return (kind) => {
    if (how === 'unavailable') return { type: 'unavailable', message: 'may not be read' };
    if (how === 'unreadable') return { type: 'unreadable', reason: 'Timeout', message: 'no response' };
    const listed = how === 'nothing' ? [] : record(changed.evidence)[kind];
    // The code that reads lists rejects items that are not objects. Copied, because arrays of another realm are never equal.
    const objects = Array.isArray(listed) ? [...listed].filter((one) => record(one).metadata !== undefined) : [];
    return { type: 'found', objects };
  };
}

/** Deep-freezes a value, so that a rule that modifies it throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

test('for any response of the API server, a rule returns one of the four verdicts, deterministically', () => {
  const seen = { verdicts: new Set<string>(), requested: new Set<string>() };
  fuzz(anyCase, ({ fixture, changes, criteria, later, evidence }) => {
    const { object, evidence: others = {} } = fixture;
    const changed = record(mutate({ object, evidence: others }, changes));
    // The code that reads objects guarantees their type.
    const { kind, apiVersion } = object;
    const given = frozen({ ...record(changed.object), kind, apiVersion });
    const evidenceOf = evidenceIn(frozen(changed), evidence);
    const now = Date.parse(fixture.now) + later;
    const { verdict, requested } = judge(given, criteria, now, evidenceOf);
    // Not `expect`, because each call creates an Error, which is slow.
    const allowed: readonly string[] = reasons[verdict.reason].verdicts;
    assert.ok(allowed.includes(verdict.verdict), `${verdict.verdict} ${verdict.reason}`);
    assert.ok(verdict.message !== '' && verdict.message.length < 1000, verdict.message);
    assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict);
    assert.deepEqual(judge(given, criteria, now, evidenceOf).verdict, verdict);
    seen.verdicts.add(verdict.verdict);
    for (const one of requested) seen.requested.add(one);
  });
  // Otherwise, the inputs do not cover the rules.
  expect([...seen.verdicts].sort()).toEqual(['Healthy', 'Progressing', 'Unhealthy', 'Unknown']);
  expect([...seen.requested].sort()).toEqual(Object.keys(evidenceKinds).sort());
});

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
import { mutate, mutations } from './mutation';
import { anyKeyOf, anyValueBeside, keysIn } from './words';

/** Objects as real controllers wrote them are what is changed, so that what is fuzzed gets far into the rules. */
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
  changes: mutations(anyValueBeside(...statusWords), anyKeyOf(keys)),
  criteria: anyCriteria,
  /** Milliseconds since the object was read. */
  later: fc.oneof(fc.constant(0), fc.integer({ min: -7_200_000, max: 7_200_000 }), fc.constantFrom(-8e15, 8e12)),
  evidence: fc.constantFrom('found', 'found', 'found', 'withheld', 'unreadable', 'nothing'),
});

interface Judged {
  readonly verdict: Verdict;
  /** The kinds of evidence that were asked for. */
  readonly asked: readonly EvidenceKind[];
}

/** As a run judges: evidence is got where the rule asks for it, once. */
function judge(
  object: JsonObject,
  criteria: Criteria,
  now: number,
  evidenceOf: (kind: EvidenceKind) => Evidence,
): Judged {
  const judged = judgeObject(object as { kind: string; apiVersion: string }, object, criteria, now);
  if (!('needed' in judged)) return { verdict: judged, asked: [] };
  const evidence = judged.needed.map(({ kind, belongs }): Evidence => {
    const given = evidenceOf(kind);
    return given.type === 'found' ? { type: 'found', objects: given.objects.filter(belongs) } : given;
  });
  return { verdict: judged.conclude(evidence), asked: judged.needed.map(({ kind }) => kind) };
}

function evidenceIn(changed: JsonObject, how: string): (kind: EvidenceKind) => Evidence {
  return (kind) => {
    if (how === 'withheld') return { type: 'withheld', message: 'may not be read' };
    if (how === 'unreadable') return { type: 'unreadable', reason: 'Timeout', message: 'no answer' };
    const given = how === 'nothing' ? [] : record(changed.evidence)[kind];
    // What is no object is refused where lists are read.
    const objects = Array.isArray(given) ? given.filter((one) => record(one).metadata !== undefined) : [];
    return { type: 'found', objects };
  };
}

/** Freezes what is given, so that a rule that changes it throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

test('whatever the API server sends, judge says one of four things, and says it again', () => {
  const seen = { verdicts: new Set<string>(), asked: new Set<string>() };
  fuzz(anyCase, ({ fixture, changes, criteria, later, evidence }) => {
    const { object, evidence: others = {} } = fixture;
    const changed = record(mutate({ object, evidence: others }, changes));
    // What the reader makes sure of before anything is judged.
    const { kind, apiVersion } = object;
    const given = frozen({ ...record(changed.object), kind, apiVersion });
    const evidenceOf = evidenceIn(frozen(changed), evidence);
    const now = Date.parse(fixture.now) + later;
    const { verdict, asked } = judge(given, criteria, now, evidenceOf);
    // Not `expect`, of which each call makes an Error.
    const allowed: readonly string[] = reasons[verdict.reason].verdicts;
    assert.ok(allowed.includes(verdict.verdict), `${verdict.verdict} ${verdict.reason}`);
    assert.ok(verdict.message !== '' && verdict.message.length < 1000, verdict.message);
    assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict);
    assert.deepEqual(judge(given, criteria, now, evidenceOf).verdict, verdict);
    seen.verdicts.add(verdict.verdict);
    for (const one of asked) seen.asked.add(one);
  });
  // What is given gets everywhere, or this would say little.
  expect([...seen.verdicts].sort()).toEqual(['Healthy', 'Progressing', 'Unhealthy', 'Unknown']);
  expect([...seen.asked].sort()).toEqual(Object.keys(evidenceKinds).sort());
});

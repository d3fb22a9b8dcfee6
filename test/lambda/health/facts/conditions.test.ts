import {
  conditionClock,
  conditionVerdict,
  describeCondition,
  type GraceTerms,
  generationVerdicts,
  hasStatus,
  isOutdated,
  missingConditionVerdict,
} from '../../../../lambda/health/facts/conditions';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month, now } from '../../../support/objects/clock';
import { condition, object, written } from '../../../support/objects/object';
import { defaultCriteria } from '../judging';

describe("a condition's clock", () => {
  const statusWritten = { managedFields: [written({ 'f:status': {} }, hour)] };

  test.each<[situation: string, metadata: JsonObject, given: JsonObject, age: number, bound: string | undefined]>([
    [
      'its transition',
      statusWritten,
      condition('Ready', 'False', 2 * hour, { lastUpdateTime: ago(minute) }),
      2 * hour,
      undefined,
    ],
    ['its update', {}, { lastUpdateTime: ago(minute) }, minute, 'at least'],
    ['its heartbeat', {}, { lastHeartbeatTime: ago(minute) }, minute, 'at least'],
    ['the oldest of what is later', statusWritten, { lastUpdateTime: ago(minute) }, hour, 'at least'],
    ['the status', statusWritten, { lastTransitionTime: null }, hour, 'at least'],
    ['the creation', {}, { lastTransitionTime: 'yesterday' }, month, 'at most'],
    ['a default of the CRD', {}, { lastTransitionTime: '1970-01-01T00:00:00Z' }, month, undefined],
    ['the zero time', {}, { lastTransitionTime: '0001-01-01T00:00:00Z' }, month, undefined],
  ])('is %s', (_, metadata, given, age, bound) => {
    const clock = conditionClock(object({ metadata }), given);
    expect(clock.since).toBe(now - age);
    expect(clock.bound).toBe(bound);
  });

  test('is unknown if nothing has a timestamp', () => {
    expect(conditionClock({}, {}).since).toBeUndefined();
  });
});

test.each<[status: unknown, wanted: string, expected: boolean]>([
  ['True', 'True', true],
  ['true', 'True', true],
  [true, 'True', true],
  [false, 'False', true],
  ['Unknown', 'True', false],
  [undefined, 'True', false],
  [null, 'False', false],
  [1, 'True', false],
  [{ toString: 1 }, 'True', false],
])('a status %j is %s: %s', (status, wanted, expected) => {
  expect(hasStatus({ status }, wanted)).toBe(expected);
});

test.each<[given: JsonObject, expected: string]>([
  [{ type: 'Ready', status: 'False' }, 'Ready is False'],
  [{ type: 'Ready', status: 'False', reason: 'Broken', message: '' }, 'Ready is False: Broken'],
  [{ type: 'Ready', status: 'False', reason: '', message: 'a\n b\n' }, 'Ready is False: a b'],
  [{ type: 'Ready', status: true, reason: 'A', message: 'b' }, 'Ready is true: A: b'],
  [{ type: 7, status: { toString: 1 }, reason: [], message: null }, 'a condition is unset'],
])('%j is described as "%s"', (given, expected) => {
  expect(describeCondition(given)).toBe(expected);
});

test('truncates a long message', () => {
  const description = describeCondition({ type: 'Ready', status: 'False', message: 'x'.repeat(100_000) });
  expect(description).toMatch(/^Ready is False: x+…$/);
  expect(description.length).toBeLessThan(350);
});

test.each([
  [300, 'x'.repeat(300)],
  [301, `${'x'.repeat(299)}…`],
])('of a message of %i characters, at most 300 are kept', (length, expected) => {
  expect(describeCondition({ type: 'Ready', status: 'False', message: 'x'.repeat(length) })).toBe(
    `Ready is False: ${expected}`,
  );
});

test.each<[generation: unknown, observed: unknown, expected: boolean]>([
  [7, 6, true],
  [7, '6', true],
  ['7', 6, true],
  [7, 7, false],
  [7, 8, false],
  [7, undefined, false],
  [7, 0, false],
  [7, '5d9c7f', false],
  [undefined, 6, false],
])('generation %j, of which %j was observed, is outdated: %s', (generation, observedGeneration, expected) => {
  expect(isOutdated({ metadata: { generation } }, { observedGeneration })).toBe(expected);
});

describe('while the status describes an older spec', () => {
  const behind = {
    generation: 7,
    managedFields: [written({ 'f:spec': { 'f:size': {} } }, minute)],
  };
  const limits: GraceTerms = { limit: 900, now, reason: 'ConditionNotMet' };
  const old = condition('Ready', 'False', hour);

  test.each<[situation: string, status: JsonObject, given: JsonObject, expected: string]>([
    ['the status reports it', { observedGeneration: 6 }, old, 'Progressing'],
    ['the condition reports it', {}, { ...old, observedGeneration: 6 }, 'Progressing'],
    ['it does not', { observedGeneration: 7 }, { ...old, observedGeneration: 7 }, 'Unhealthy'],
  ])("the spec's change is the clock: %s", (_, status, given, expected) => {
    expect(conditionVerdict(object({ metadata: behind, status }), given, limits).verdict).toBe(expected);
  });

  test.each<[specAge: number, expected: string]>([
    [minute, 'Progressing'],
    [hour, 'Unhealthy'],
  ])('%d ms after its change: %s', (age, expected) => {
    const metadata = { generation: 7, managedFields: [written({ 'f:spec': {} }, age)] };
    const lagging = object({ metadata, status: { observedGeneration: 6 } });
    expect(generationVerdicts(lagging, [lagging.status as JsonObject], defaultCriteria, now)).toMatchObject([
      {
        verdict: expected,
        reason: 'GenerationMismatch',
        message: expect.stringMatching(/^the controller has not observed the newest spec yet; for 1[mh], grace 15m$/),
      },
    ]);
    expect(generationVerdicts(lagging, [{}, { observedGeneration: 7 }], defaultCriteria, now)).toEqual([]);
    expect(missingConditionVerdict(lagging, 'Ready', defaultCriteria, now)).toMatchObject({
      verdict: expected,
      reason: 'ConditionMissing',
      message: expect.stringMatching(/^condition Ready is missing; for 1[mh], grace 15m$/),
    });
  });
});

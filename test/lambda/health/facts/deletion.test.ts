import { deletionVerdicts, isBeingDeleted, worstVerdict } from '../../../../lambda/health/facts/deletion';
import type { Verdict } from '../../../../lambda/health/verdict';
import type { JsonObject } from '../../../../model/json';
import { ago, defaults, hour, minute, now, object } from '../anyObject';

const verdict = (name: Verdict['verdict'], reason: string, since?: string, message = ''): Verdict => ({
  verdict: name,
  reason,
  message,
  ...(since === undefined ? {} : { since }),
});
const well = verdict('Healthy', 'Ready');

test.each<[troubles: Verdict[], expected: string]>([
  [[], 'Ready'],
  [[verdict('Progressing', 'A'), verdict('Unhealthy', 'B'), verdict('Unknown', 'C')], 'B'],
  [[verdict('Progressing', 'A'), verdict('Unknown', 'C')], 'C'],
  [[verdict('Unhealthy', 'A', ago(minute)), verdict('Unhealthy', 'B', ago(hour))], 'B'],
  [[verdict('Unhealthy', 'B'), verdict('Unhealthy', 'A')], 'A'],
  [[verdict('Unhealthy', 'B'), verdict('Unhealthy', 'A', ago(hour))], 'B'],
  [[verdict('Unhealthy', 'A', undefined, 'z'), verdict('Unhealthy', 'AB', undefined, 'a')], 'A'],
])('the worst of %j is %s, in any order', (troubles, expected) => {
  expect(worstVerdict(troubles, well).reason).toBe(expected);
  expect(worstVerdict([...troubles].reverse(), well).reason).toBe(expected);
});

test('leaves what it was given as it was', () => {
  const troubles = [verdict('Progressing', 'A'), verdict('Unhealthy', 'B')];
  worstVerdict(troubles, well);
  expect(troubles.map(({ reason }) => reason)).toEqual(['A', 'B']);
});

test.each<[metadata: JsonObject, expected: string | undefined]>([
  [{}, undefined],
  [{ deletionTimestamp: null }, undefined],
  [{ deletionTimestamp: ago(minute) }, 'Progressing Terminating'],
  [{ deletionTimestamp: ago(-minute) }, 'Progressing Terminating'],
  [{ deletionTimestamp: ago(hour) }, 'Unhealthy StuckTerminating'],
  [{ deletionTimestamp: 7 }, 'Unhealthy StuckTerminating'],
])('an object with %j: %s', (metadata, expected) => {
  const given = object({ metadata });
  const [trouble] = deletionVerdicts(given, defaults, now);
  expect(trouble && `${trouble.verdict} ${trouble.reason}`).toBe(expected);
  expect(isBeingDeleted(given)).toBe(expected !== undefined);
});

test('tells what holds it', () => {
  const metadata = { deletionTimestamp: ago(hour), finalizers: ['b/two', 7, 'a/one'] };
  const [trouble] = deletionVerdicts(object({ metadata }), defaults, now, '; and more');
  expect(trouble?.message).toBe('being deleted, held by a/one, b/two; and more; for 1h, grace 15m');
  expect(trouble?.since).toBe(ago(hour));
});

test('says no more than it knows', () => {
  const [trouble] = deletionVerdicts(object({ metadata: { deletionTimestamp: ago(hour) } }), defaults, now);
  expect(trouble?.message).toBe('being deleted; for 1h, grace 15m');
});

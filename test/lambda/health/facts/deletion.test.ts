import { deletionVerdicts, isBeingDeleted } from '../../../../lambda/health/facts/deletion';
import type { JsonObject } from '../../../../model/json';
import { ago, defaults, hour, minute, now, object } from '../anyObject';

test.each<[metadata: JsonObject, expected: string | undefined]>([
  [{}, undefined],
  [{ deletionTimestamp: null }, undefined],
  [{ deletionTimestamp: ago(minute) }, 'Progressing Terminating'],
  [{ deletionTimestamp: ago(-minute) }, 'Progressing Terminating'],
  [{ deletionTimestamp: ago(hour) }, 'Unhealthy TerminationStuck'],
  [{ deletionTimestamp: 7 }, 'Unhealthy TerminationStuck'],
])('an object with %j: %s', (metadata, expected) => {
  const given = object({ metadata });
  const [trouble] = deletionVerdicts(given, defaults, now);
  expect(trouble && `${trouble.verdict} ${trouble.reason}`).toBe(expected);
  expect(isBeingDeleted(given)).toBe(expected !== undefined);
});

test('tells what holds it', () => {
  const metadata = { deletionTimestamp: ago(hour), finalizers: ['b/two', 7, 'a/one'] };
  const [trouble] = deletionVerdicts(object({ metadata }), defaults, now, '; and more');
  expect(trouble?.message).toBe('being deleted, blocked by finalizers a/one, b/two; and more; for 1h, grace 15m');
  expect(trouble?.since).toBe(ago(hour));
});

test('says no more than it knows', () => {
  const [trouble] = deletionVerdicts(object({ metadata: { deletionTimestamp: ago(hour) } }), defaults, now);
  expect(trouble?.message).toBe('being deleted; for 1h, grace 15m');
});

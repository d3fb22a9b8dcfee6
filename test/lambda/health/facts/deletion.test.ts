import { deletionVerdicts, isBeingDeleted } from '../../../../lambda/health/facts/deletion';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, now } from '../../../support/objects/clock';
import { object } from '../../../support/objects/object';
import { defaultCriteria } from '../judging';

test.each<[metadata: JsonObject, expected: string | undefined]>([
  [{}, undefined],
  [{ deletionTimestamp: null }, undefined],
  [{ deletionTimestamp: ago(minute) }, 'Progressing Terminating'],
  [{ deletionTimestamp: ago(-minute) }, 'Progressing Terminating'],
  [{ deletionTimestamp: ago(hour) }, 'Unhealthy TerminationStuck'],
  [{ deletionTimestamp: 7 }, 'Unhealthy TerminationStuck'],
])('an object with %j: %s', (metadata, expected) => {
  const given = object({ metadata });
  const [finding] = deletionVerdicts(given, defaultCriteria, now);
  expect(finding && `${finding.verdict} ${finding.reason}`).toBe(expected);
  expect(isBeingDeleted(given)).toBe(expected !== undefined);
});

test.each([
  [['b/two', 7, 'a/one'], 'being deleted, blocked by finalizers a/one, b/two; and more; for 1h, grace 15m'],
  [['a/one'], 'being deleted, blocked by finalizer a/one; and more; for 1h, grace 15m'],
  [[], 'being deleted; and more; for 1h, grace 15m'],
])('the message lists the finalizers %j and the details', (finalizers, expected) => {
  const metadata = { deletionTimestamp: ago(hour), finalizers };
  const [finding] = deletionVerdicts(object({ metadata }), defaultCriteria, now, '; and more');
  expect(finding?.message).toBe(expected);
  expect(finding?.since).toBe(ago(hour));
});

test('without finalizers and details, the message is short', () => {
  const [finding] = deletionVerdicts(object({ metadata: { deletionTimestamp: ago(hour) } }), defaultCriteria, now);
  expect(finding?.message).toBe('being deleted; for 1h, grace 15m');
});

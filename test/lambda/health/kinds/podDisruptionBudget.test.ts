import { podDisruptionBudgetRule } from '../../../../lambda/health/kinds/podDisruptionBudget';
import type { Evidence } from '../../../../lambda/health/observation';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month, now } from '../../../support/objects/clock';
import { condition, type ObjectShape, object, written } from '../../../support/objects/object';
import { pod } from '../../../support/objects/pod';
import { defaultCriteria, forbidden, found, judge, summarize, testTable, unreadable } from '../judging';

/** A budget whose status was written `age` milliseconds ago. */
const budget = (status: JsonObject, age = month, over: ObjectShape = {}): ObjectShape => ({
  ...over,
  metadata: { generation: 1, managedFields: [written({ 'f:status': {} }, age)], ...over.metadata },
  status: {
    observedGeneration: 1,
    currentHealthy: 3,
    desiredHealthy: 2,
    expectedPods: 3,
    disruptionsAllowed: 1,
    ...status,
  },
});
/** What the API server stores before the controller has seen it. */
const neverSeen: ObjectShape = {
  status: { currentHealthy: 0, desiredHealthy: 0, expectedPods: 0, disruptionsAllowed: 0, observedGeneration: 0 },
};
const allowed = (status: string, reason: string, age: number) => ({
  conditions: [condition('DisruptionAllowed', status, age, { reason })],
});

describe('a PodDisruptionBudget', () => {
  testTable(podDisruptionBudgetRule, 'PodDisruptionBudget', [
    ['enough', budget({}), 'Healthy EnoughHealthy'],
    [
      'just enough, so no disruption is allowed',
      budget({ desiredHealthy: 3, disruptionsAllowed: 0 }),
      'Healthy EnoughHealthy',
    ],
    [
      'no disruption allowed for a month',
      budget({ desiredHealthy: 3, ...allowed('False', 'InsufficientPods', month) }),
      'Healthy EnoughHealthy',
    ],
    ['of no Pods', budget({ currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }), 'Healthy EnoughHealthy'],
    ['too few for an hour', budget({ currentHealthy: 1 }, hour), 'Unhealthy TooFewHealthy'],
    ['strict', budget({ currentHealthy: 1 }, 0), 'Unhealthy TooFewHealthy', { grace: 0 }],
    ['more required than there are', budget({ desiredHealthy: 5 }), 'Unhealthy TooFewHealthy'],
    ['counts as text', budget({ currentHealthy: '3', desiredHealthy: '2' }), 'Healthy EnoughHealthy'],
    [
      'not computed for a moment',
      budget({ ...allowed('False', 'SyncFailed', month) }, minute),
      'Progressing SyncFailed',
    ],
    ['not computed for an hour', budget({ ...allowed('False', 'SyncFailed', hour) }, hour), 'Unhealthy SyncFailed'],
    ['computed, whatever its reason is', budget({ ...allowed('True', 'SyncFailed', hour) }), 'Healthy EnoughHealthy'],
    ['criteria that are not a record', budget({ desiredHealthy: null }), 'Unhealthy NotObserved'],
    ['just created', { created: minute }, 'Progressing NotObserved'],
    ['never counted', {}, 'Unhealthy NotObserved'],
    ['the zeros of the API server, just created', { ...neverSeen, created: minute }, 'Progressing NotObserved'],
    ['the zeros of the API server', neverSeen, 'Unhealthy NotObserved'],
    ['counts that are not numbers', budget({ currentHealthy: null }), 'Unhealthy NotObserved'],
    ['counts that are negative', budget({ currentHealthy: -1 }), 'Unhealthy NotObserved'],
    [
      'its spec changed a moment ago',
      budget({}, hour, { metadata: { generation: 2, managedFields: [written({ 'f:spec': {} }, minute)] } }),
      'Progressing GenerationMismatch',
    ],
    [
      'its spec changed an hour ago and was never observed',
      budget({}, hour, { metadata: { generation: 2, managedFields: [written({ 'f:spec': {} }, hour)] } }),
      'Unhealthy GenerationMismatch',
    ],
    ['being deleted', budget({}, hour, { metadata: { deletionTimestamp: ago(minute) } }), 'Progressing Terminating'],
  ]);

  test('reports the counts', () => {
    const message = (status: JsonObject) => judge(podDisruptionBudgetRule, object(budget(status, hour))).message;
    expect(message({})).toBe('3 healthy, 2 required');
    expect(message({ currentHealthy: null })).toBe(
      'the controller has not counted the healthy pods yet; for at least 1h, grace 15m',
    );
    expect(message({ currentHealthy: 1 })).toBe('1 healthy, 2 required, 3 expected; for at least 1h, grace 15m');
  });
});

describe('a PodDisruptionBudget whose status has just changed', () => {
  const short = budget({ currentHealthy: 1 }, minute);
  const unready = (since: number) => pod({ ready: false, since });

  test.each<[situation: string, given: ObjectShape, pods: Evidence, expected: string]>([
    [
      'two of three not ready for a moment',
      short,
      found(pod(), unready(minute), unready(minute)),
      'Progressing TooFewHealthy',
    ],
    [
      'two of three not ready for long',
      short,
      found(pod(), unready(15 * minute), unready(hour)),
      'Unhealthy TooFewHealthy',
    ],
    ['the first is tolerated', short, found(pod(), unready(14 * minute), unready(month)), 'Progressing TooFewHealthy'],
    ['one does not exist', short, found(pod(), unready(month)), 'Progressing TooFewHealthy'],
    [
      'finished pods do not count',
      short,
      found(unready(month), pod({ phase: 'Failed', ready: false })),
      'Progressing TooFewHealthy',
    ],
    [
      'no disruption allowed for a month',
      budget({ currentHealthy: 1, ...allowed('False', 'InsufficientPods', month) }, minute),
      found(pod(), unready(minute), unready(minute)),
      'Progressing TooFewHealthy',
    ],
    [
      'without managedFields',
      { status: { currentHealthy: 1, desiredHealthy: 2, ...allowed('False', 'InsufficientPods', minute) } },
      found(),
      'Progressing TooFewHealthy',
    ],
    [
      'more are required since a moment',
      budget({ currentHealthy: 1 }, minute, {
        metadata: { managedFields: [written({ 'f:status': {} }, minute), written({ 'f:spec': {} }, minute)] },
      }),
      found(pod(), unready(hour), unready(hour)),
      'Progressing TooFewHealthy',
    ],
    [
      'more are required than there are',
      budget({ desiredHealthy: 5 }, minute),
      found(unready(hour)),
      'Unhealthy TooFewHealthy',
    ],
    ['pods that may not be read', short, forbidden, 'Progressing TooFewHealthy'],
    ['pods that cannot be read', short, unreadable, 'Unknown Timeout'],
  ])('%s', (_, given, Pod, expected) => {
    expect(summarize(judge(podDisruptionBudgetRule, object(given), { evidence: { Pod } }))).toBe(expected);
  });

  test('reports the pods, or why they are not known', () => {
    const message = (Pod: Evidence) => judge(podDisruptionBudgetRule, object(short), { evidence: { Pod } }).message;
    expect(message(found(unready(hour), unready(20 * minute)))).toBe(
      '1 healthy, 2 required, 3 expected; web-0 and 1 more pod: container main not ready, started 1m ago; for 20m, grace 15m',
    );
    expect(message(forbidden)).toMatch(/\(pods may not be read\)$/);
  });

  test('requests the pods that it selects', () => {
    const given = object({ ...short, spec: { selector: { matchLabels: { app: 'web' } } } });
    expect(podDisruptionBudgetRule({ type: 'found', object: given }, defaultCriteria, now)).toMatchObject({
      needed: [{ kind: 'Pod', namespace: 'shop', labelSelector: 'app=web' }],
    });
  });
});

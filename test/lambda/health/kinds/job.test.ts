import fc from 'fast-check';
import { jobRule } from '../../../../lambda/health/kinds/job';
import type { Evidence } from '../../../../lambda/health/observation';
import type { JsonObject } from '../../../../model/json';
import { numRuns } from '../../../support/numRuns';
import { ago, hour, minute, now } from '../../../support/objects/clock';
import { condition, object, written } from '../../../support/objects/object';
import { defaultCriteria, found, judge, summarize } from '../judging';

const template = { spec: { containers: [{ name: 'main' }] } };

/** A Job `shop/web`. */
function job(
  conditions: readonly JsonObject[],
  { status = {}, spec = {}, metadata = {} }: Record<string, JsonObject> = {},
) {
  return object({
    kind: 'Job',
    created: hour,
    metadata,
    spec: { completions: 5, parallelism: 2, template, ...spec },
    status: { startTime: ago(hour), conditions, ...status },
  });
}

const failed = (reason: string, message = 'the message') => condition('Failed', 'True', minute, { reason, message });
const complete = condition('Complete', 'True', minute);
const notStarted = (created: number) =>
  job([], { status: { startTime: null }, metadata: { creationTimestamp: ago(created) } });
const kueue = { managedBy: 'kueue' };
const active = { active: 2, ready: 1, succeeded: 1, failed: 3 };

describe('a Job', () => {
  test.each<[situation: string, given: JsonObject, expected: string, grace?: number]>([
    ...[
      'BackoffLimitExceeded',
      'DeadlineExceeded',
      'PodFailurePolicy',
      'FailedIndexes',
      'MaxFailedIndexesExceeded',
    ].map((reason): [string, JsonObject, string] => [
      `failed with ${reason}`,
      job([failed(reason)]),
      'Unhealthy JobFailed',
    ]),
    ['about to fail', job([condition('FailureTarget', 'True', minute)], { status: active }), 'Unhealthy JobFailed'],
    ['failed and complete', job([complete, failed('BackoffLimitExceeded')]), 'Unhealthy JobFailed'],
    [
      'failed, although suspended',
      job([failed('DeadlineExceeded')], { spec: { suspend: true } }),
      'Unhealthy JobFailed',
    ],
    ['complete', job([complete]), 'Healthy Complete'],
    [
      'about to complete',
      job([condition('SuccessCriteriaMet', 'True', minute)], { status: active }),
      'Healthy Complete',
    ],
    ['not failed', job([condition('Failed', 'False', minute)], { status: active }), 'Healthy Running'],
    ['paused by its parallelism', job([], { spec: { parallelism: 0 } }), 'Healthy Suspended'],
    ['suspended', job([], { spec: { suspend: true } }), 'Healthy Suspended'],
    ['resumed, with a stale condition', job([condition('Suspended', 'True', minute)]), 'Unhealthy NoPods'],
    ['resumed', job([condition('Suspended', 'False', minute)], { status: active }), 'Healthy Running'],
    ['running for a day', job([], { status: { ...active, startTime: ago(24 * hour) } }), 'Healthy Running'],
    ['not started yet', notStarted(14 * minute), 'Progressing NotStarted'],
    ['not started for too long', notStarted(15 * minute), 'Unhealthy NotStarted'],
    ['not started, and strict', notStarted(0), 'Unhealthy NotStarted', 0],
    [
      'not started, and suspended',
      job([], { spec: { suspend: true }, status: { startTime: null } }),
      'Healthy Suspended',
    ],
    [
      'not started since it was resumed',
      job([], { status: { startTime: null }, metadata: { managedFields: [written({ 'f:spec': {} }, minute)] } }),
      'Progressing NotStarted',
    ],
    ['another controller has not started it', job([], { spec: kueue, status: { startTime: null } }), 'Healthy Running'],
    ['another controller reports no pods', job([], { spec: kueue }), 'Healthy Running'],
    ['another controller reports a failure', job([failed('Else')], { spec: kueue }), 'Unhealthy JobFailed'],
    [
      'the controller of Kubernetes is named',
      job([], { spec: { managedBy: 'kubernetes.io/job-controller' } }),
      'Unhealthy NoPods',
    ],
    ['no pods yet', job([], { status: { startTime: ago(14 * minute) } }), 'Progressing NoPods'],
    ['no pods past the grace', job([], { status: { startTime: ago(15 * minute), active: 0 } }), 'Unhealthy NoPods'],
    ['no pods, and strict', job([], { status: { startTime: ago(0) } }), 'Unhealthy NoPods', 0],
    ['no spec', { metadata: {}, status: {} }, 'Unknown UnreadableObject'],
  ])('%s', (_, given, expected, grace = defaultCriteria.grace) => {
    expect(summarize(judge(jobRule, given, { criteria: { grace } }))).toBe(expected);
  });

  test.each<[expected: string, given: JsonObject]>([
    ['the object has no pod template', { metadata: {}, status: {} }],
    ['suspended', job([], { spec: { suspend: true } })],
    ['not started yet; for 1h, grace 15m', job([], { status: { startTime: null } })],
    ['paused: its parallelism is 0', job([], { spec: { parallelism: 0 } })],
    [
      'running for 1h; 0 pods active, 0 ready, 0 of 5 succeeded, 0 failed (managed by kueue: judged by its conditions only)',
      job([], { spec: kueue }),
    ],
    ['started, but has no pods: check its events; for 1h, grace 15m', job([])],
  ])('message: %s', (expected, given) => {
    expect(judge(jobRule, given).message).toBe(expected);
  });

  test('reports the same of several failures in any order', () => {
    const failures = [failed('DeadlineExceeded'), failed('BackoffLimitExceeded')];
    for (const conditions of [failures, [...failures].reverse()]) {
      expect(judge(jobRule, job(conditions)).message).toBe('Failed is True: BackoffLimitExceeded: the message');
    }
  });

  test('reports why it failed', () => {
    expect(
      judge(jobRule, job([failed('DeadlineExceeded', 'Job was active longer than specified deadline')])).message,
    ).toBe('Failed is True: DeadlineExceeded: Job was active longer than specified deadline');
  });

  test('reports how long it has been running, and its counts', () => {
    expect(judge(jobRule, job([], { status: active })).message).toBe(
      'running for 1h; 2 pods active, 1 ready, 1 of 5 succeeded, 3 failed',
    );
  });
});

/** A run of the CronJob `backup`; age in milliseconds. */
const run = (conditions: readonly JsonObject[], made: number) =>
  job(conditions, {
    metadata: {
      creationTimestamp: ago(made),
      ownerReferences: [{ kind: 'CronJob', name: 'backup', uid: 'uid-of-backup', controller: true }],
    },
    status: active,
  });
const runs = (...objects: JsonObject[]): Evidence => ({ type: 'found', objects });

describe('a failed run of a CronJob', () => {
  const given = run([failed('BackoffLimitExceeded')], hour);

  test.each<[situation: string, evidence: Evidence, expected: string]>([
    ['alone', runs(given), 'Unhealthy JobFailed'],
    ['a newer one succeeded', runs(run([complete], minute), given), 'Healthy Superseded'],
    [
      'a newer one is about to complete',
      runs(run([condition('SuccessCriteriaMet', 'True', 0)], minute)),
      'Healthy Superseded',
    ],
    ['a newer one is running', runs(run([], minute)), 'Unhealthy JobFailed'],
    ['a newer one failed', runs(run([failed('DeadlineExceeded')], minute)), 'Unhealthy JobFailed'],
    ['an older one succeeded', runs(run([complete], 2 * hour)), 'Unhealthy JobFailed'],
    ['one of the same second succeeded', runs(run([complete], hour)), 'Unhealthy JobFailed'],
    ['the others may not be read', { type: 'unavailable', message: 'jobs may not be read' }, 'Unhealthy JobFailed'],
    ['the others cannot be read', { type: 'unreadable', reason: 'Timeout', message: 'no response' }, 'Unknown Timeout'],
  ])('%s', (_, Job, expected) => {
    expect(summarize(judge(jobRule, given, { evidence: { Job } }))).toBe(expected);
  });

  test('reports what may not be read', () => {
    const Job: Evidence = { type: 'unavailable', message: 'jobs may not be read' };
    expect(judge(jobRule, given, { evidence: { Job } }).message).toBe(
      'Failed is True: BackoffLimitExceeded: the message (jobs may not be read: a newer run of CronJob backup may have succeeded)',
    );
  });

  test('reports that a newer run succeeded', () => {
    expect(judge(jobRule, given, { evidence: { Job: runs(run([complete], minute)) } }).message).toBe(
      'a newer run of CronJob backup succeeded; this run: Failed is True: BackoffLimitExceeded: the message',
    );
  });

  test('requests the runs of its CronJob', () => {
    const requested = jobRule({ type: 'found', object: given }, defaultCriteria, now);
    if (!('needed' in requested)) throw new Error('no evidence requested');
    const [query] = requested.needed;
    expect(query).toMatchObject({ kind: 'Job', namespace: 'shop' });
    expect(query?.belongs(run([], 0))).toBe(true);
    expect(query?.belongs(job([]))).toBe(false);
  });

  test('identifies them by the name of its CronJob if there is no uid', () => {
    const ownedBy = (name: string) => ({ ownerReferences: [{ kind: 'CronJob', name, controller: true }] });
    const requested = jobRule(
      { type: 'found', object: { ...given, metadata: ownedBy('backup') } },
      defaultCriteria,
      now,
    );
    if (!('needed' in requested)) throw new Error('no evidence requested');
    expect(requested.needed[0]).toMatchObject({ namespace: '' });
    expect(requested.needed[0]?.belongs({ metadata: ownedBy('backup') })).toBe(true);
    expect(requested.needed[0]?.belongs({ metadata: ownedBy('another') })).toBe(false);
  });

  test('requests nothing if it has another owner', () => {
    const ownerReferences = [
      { kind: 'CronJob', uid: 'x' },
      { kind: 'JobSet', uid: 'y', controller: true },
    ];
    const owned = job([failed('BackoffLimitExceeded')], { metadata: { ownerReferences } });
    expect(summarize(judge(jobRule, owned))).toBe('Unhealthy JobFailed');
  });
});

const types = fc.constantFrom('Failed', 'FailureTarget', 'Complete', 'SuccessCriteriaMet', 'Suspended', 'Else');
const conditions = fc.array(
  fc
    .tuple(types, fc.constantFrom('True', 'False', 'Unknown', true, null))
    .map(([type, status]) => condition(type, status, minute)),
  { maxLength: 5 },
);

test('the order of conditions and of the other runs never matters', () => {
  fc.assert(
    fc.property(conditions, fc.array(fc.tuple(conditions, fc.integer({ min: 0, max: 2 * hour }))), (own, others) => {
      const judged = (mine: readonly JsonObject[], siblings: readonly JsonObject[]) =>
        judge(jobRule, run(mine, hour), { evidence: { Job: runs(...siblings) } });
      const siblings = others.map(([theirs, made]) => run(theirs, made));
      expect(judged([...own].reverse(), [...siblings].reverse())).toEqual(judged(own, siblings));
    }),
  );
});

test('a longer grace never makes it worse, and time never better', () => {
  const severity = { Healthy: 0, Progressing: 1, Unknown: 2, Unhealthy: 3 } as const;
  const counts = fc.record({ active: fc.constantFrom(undefined, 0, 1), failed: fc.constantFrom(undefined, 0, 1) });
  const age = fc.integer({ min: 0, max: hour });
  fc.assert(
    fc.property(conditions, counts, age, age, age, age, (own, status, started, grace, more, later) => {
      const given = job(own, { status: { ...status, startTime: ago(started) } });
      const judged = (limit: number, at: number) =>
        severity[judge(jobRule, given, { criteria: { grace: limit / 1000 }, evidence: { Pod: found() }, at }).verdict];
      expect(judged(grace + more, now)).toBeLessThanOrEqual(judged(grace, now));
      expect(judged(grace, now + later)).toBeGreaterThanOrEqual(judged(grace, now));
    }),
  );
});

test('any JSON results in a verdict', () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(ago(-hour)));
  const part = (...keys: string[]) => fc.oneof(value, fc.dictionary(fc.constantFrom(...keys), value));
  const given = fc.record({
    metadata: part('ownerReferences', 'creationTimestamp', 'namespace'),
    spec: part('template', 'completions', 'suspend'),
    status: part('conditions', 'active', 'failed', 'startTime', 'succeeded'),
  });
  fc.assert(
    fc.property(given, fc.array(given), (broken, others) => {
      const { reason } = judge(jobRule, broken as JsonObject, {
        evidence: { Job: runs(...(others as JsonObject[])), Pod: found(...(others as JsonObject[])) },
      });
      expect(reason).toMatch(/^[A-Z][A-Za-z]+$/);
    }),
    { numRuns: numRuns(500) },
  );
});

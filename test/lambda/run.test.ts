import { HealthUnknown } from '../../lambda/errors';
import { createReadingPlan } from '../../model/readingPlan';
import type { RuntimeTarget } from '../../model/runtimeConfig';
import { ago, minute, now, second } from '../support/objects/clock';
import { workload } from '../support/objects/workload';
import type { Answers } from './observe/fakeClient';
import { forbidden } from './observe/responses';
import {
  datum,
  fine,
  lease,
  leasePath,
  missing,
  pathTo,
  runWith,
  type Setting,
  target,
  targets,
  tooSlow,
} from './runWith';

describe('the value that is published', () => {
  const young = workload('StatefulSet', { ready: 2, statusAge: minute, metadata: { name: 'db' } });

  test.each<[string, Answers, 0 | 1]>([
    ['all is healthy', fine, 1],
    [
      'one is within its grace',
      { ...fine, [pathTo('db')]: young, '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=web': forbidden },
      1,
    ],
    ['one is missing', { ...fine, [pathTo('db')]: missing }, 0],
    ['one is missing beside one that is Unknown', { ...fine, [pathTo('web')]: tooSlow, [pathTo('db')]: missing }, 0],
    ['one is missing, and statuses are stale', { ...fine, [pathTo('db')]: missing, [leasePath]: tooSlow }, 0],
  ])('where %s', async (_, answers, value) => {
    const { puts, result, error } = await runWith({ answers });
    expect(puts).toEqual([datum(value)]);
    expect(result).toMatchObject({ value, published: true });
    expect(error).toBeUndefined();
  });

  test.each<[string, Answers]>([
    ['one is Unknown', { ...fine, [pathTo('db')]: tooSlow }],
    ['all are Unknown', { ...fine, [pathTo('web')]: tooSlow, [pathTo('db')]: tooSlow }],
    ['the statuses are stale', { ...fine, [leasePath]: { ...lease, spec: { renewTime: ago(3 * minute) } } }],
  ])('is none where %s: the run fails', async (_, answers) => {
    const { puts, error } = await runWith({ answers });
    expect(puts).toEqual([]);
    expect(error).toBeInstanceOf(HealthUnknown);
  });

  test('is of the minute of the schedule', async () => {
    const { puts } = await runWith({ event: { time: new Date(now - 59 * second).toISOString() } });
    expect(puts).toEqual([datum(1, now - minute)]);
  });
});

describe('what is said where nothing can be said', () => {
  test('names each target and why', async () => {
    const { error } = await runWith({ answers: { ...fine, [pathTo('db')]: tooSlow } });
    expect(error?.message).toBe(
      '1 of 2 targets are Unknown, so nothing is published: StatefulSet shop/db: Timeout: no answer',
    );
  });

  test('names a target by its selector, and at most five', async () => {
    const many = Array.from({ length: 7 }, (_, index): RuntimeTarget => {
      const { name: _name, ...rest } = target('web');
      return { ...rest, selector: `app=${index}` };
    });
    const plan = createReadingPlan(many as unknown as Parameters<typeof createReadingPlan>[0]);
    const list = '/apis/apps/v1/namespaces/shop/statefulsets?limit=100&labelSelector=';
    const lists = many.map(({ selector }) => [`${list}${selector}`, tooSlow]);
    const answers = { [leasePath]: lease, ...Object.fromEntries(lists) };
    const { error } = await runWith({ answers, config: { targets: many, plan } });
    expect(error?.message).toMatch(/^7 of 7 targets are Unknown, .* StatefulSet shop\/app=4: .*; and 2 more$/);
  });
});

describe('a dry run', () => {
  test('publishes nothing, and logs what it would have', async () => {
    const { puts, result, lines, error } = await runWith({ config: { dryRun: true } });
    expect(puts).toEqual([]);
    expect(result).toMatchObject({ value: 1, published: false });
    expect(lines).toMatchObject([
      { level: 'info', fields: { dryRun: true, published: false, wouldPublish: datum(1) } },
    ]);
    expect(error).toBeUndefined();
  });

  test('fails as well where nothing can be said', async () => {
    const { error, lines } = await runWith({ config: { dryRun: true }, answers: { ...fine, [pathTo('db')]: tooSlow } });
    expect(error?.name).toBe('HealthUnknown');
    expect(lines[0]?.fields).not.toHaveProperty('wouldPublish');
  });
});

describe('a test event', () => {
  test('publishes nothing and answers with the verdicts', async () => {
    const { puts, result, lines } = await runWith({ event: { key1: 'value1' } });
    expect(puts).toEqual([]);
    expect(result).toMatchObject({ value: 1, published: false, targets: [{ name: 'web' }, { name: 'db' }] });
    expect(lines).toMatchObject([{ level: 'info', fields: { dryRun: true, wouldPublish: datum(1, now) } }]);
  });

  test('answers also where nothing can be said', async () => {
    const { result, lines, error } = await runWith({ event: {}, answers: { ...fine, [pathTo('db')]: tooSlow } });
    expect(result).toMatchObject({ value: null, published: false, targets: [{}, { verdict: 'Unknown' }] });
    expect(error).toBeUndefined();
    expect(lines).toMatchObject([{ level: 'error', fields: { value: null, error: { name: 'HealthUnknown' } } }]);
  });
});

describe('an event that is refused', () => {
  test.each([
    ['LateEvent', ago(61 * second)],
    ['EarlyEvent', ago(-61 * second)],
    ['InvalidEvent', 'now'],
  ])('%s reads and publishes nothing, and fails', async (name, time) => {
    const { error, puts, reads, lines } = await runWith({ event: { time } });
    expect(error?.name).toBe(name);
    expect([puts, reads]).toEqual([[], []]);
    expect(lines).toEqual([
      {
        level: 'error',
        message: 'run',
        fields: { cluster: 'prod', region: 'eu-central-1', published: false, error: { name, message: error?.message } },
      },
    ]);
  });
});

describe('a publication that fails', () => {
  const put = () => Promise.reject(new Error('throttled'));

  test('fails the run, which logs its verdicts all the same', async () => {
    const { error, lines } = await runWith({ put });
    expect(error?.name).toBe('PublicationFailed');
    expect(lines).toMatchObject([
      {
        level: 'error',
        fields: { value: 1, published: false, targets: [{}, {}], error: { name: 'PublicationFailed' } },
      },
    ]);
  });

  test('of a 0 fails the run', async () => {
    expect((await runWith({ put, answers: { ...fine, [pathTo('db')]: missing } })).error?.name).toBe(
      'PublicationFailed',
    );
  });
});

describe('the end of the time of the run', () => {
  const whenOver = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(tooSlow), { once: true }));

  test('comes for reads that never end: nothing can be said', async () => {
    const read: Setting['read'] = (_, { signal }) => whenOver(signal);
    const { error, puts, lines } = await runWith({ read, remaining: 100 });
    expect(error?.name).toBe('HealthUnknown');
    expect([puts.length, lines.length]).toEqual([0, 1]);
  });

  test('comes for a publication that never ends', async () => {
    const { error, lines } = await runWith({ put: ({ abortSignal }) => whenOver(abortSignal), remaining: 100 });
    expect(error?.name).toBe('PublicationFailed');
    expect(lines).toHaveLength(1);
  });

  test('leaves the publication its own share', async () => {
    const read: Setting['read'] = async ({ name }, { signal }) => {
      await whenOver(signal).catch(() => {});
      throw name === 'db' ? missing : tooSlow;
    };
    const { error, puts } = await runWith({
      read,
      remaining: 100,
      put: async ({ abortSignal }) => abortSignal.throwIfAborted(),
    });
    expect(puts).toHaveLength(1);
    expect(error).toBeUndefined();
  });
});

describe('the log', () => {
  test('is one line with everything about the run', async () => {
    const { lines } = await runWith();
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'run',
        fields: {
          cluster: 'prod',
          region: 'eu-central-1',
          value: 1,
          published: true,
          dryRun: false,
          timestamp: '2026-01-01T11:59:00.000Z',
          targets: targets.map(({ name }) => ({
            kind: 'StatefulSet',
            namespace: 'shop',
            name,
            verdict: 'Healthy',
            reason: 'Ready',
            message: '3 of 3 pods ready',
            ready: 3,
            desired: 3,
          })),
          rbacHash: 'hash-of-the-manifest',
          milliseconds: {
            read: expect.any(Number),
            publish: expect.any(Number),
            total: expect.any(Number),
          },
        },
      },
    ]);
  });

  test.each([
    ['ACTIVE', undefined],
    ['UPDATING', undefined],
    ['DELETING', 'DELETING'],
    ['FAILED', 'FAILED'],
  ])('tells of a cluster that is %s: %p', async (status, expected) => {
    expect((await runWith({ status })).lines[0]?.fields.clusterStatus).toBe(expected);
  });

  test('tells that freshness could not be proven', async () => {
    const { lines, result } = await runWith({ answers: { ...fine, [leasePath]: forbidden } });
    expect(result?.value).toBe(1);
    expect(lines).toMatchObject([{ level: 'info', fields: { freshness: { state: 'unverified' } } }]);
  });
});

test('a mistake of the program fails the run and publishes nothing', async () => {
  const { error, puts } = await runWith({ answers: { ...fine, [pathTo('db')]: new TypeError('oops') } });
  expect(error?.message).toBe('oops');
  expect(puts).toEqual([]);
});

import type { PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { HealthUnknown } from '../../lambda/errors';
import { ListedVerdicts } from '../../lambda/logging/listedVerdicts';
import { createReadingPlan } from '../../model/readingPlan';
import type { RuntimeTarget } from '../../model/runtimeConfig';
import { ago, minute, now, second } from '../support/objects/clock';
import { event, eventList } from '../support/objects/event';
import { lease } from '../support/objects/lease';
import { loopingPod } from '../support/objects/pod';
import { workload } from '../support/objects/workload';
import { forbidden, notFound } from './observe/apiErrors';
import type { Responses } from './observe/fakeClient';
import {
  allHealthy,
  leasePath,
  metricData,
  missing,
  pathTo,
  type RunOptions,
  runWith,
  target,
  targets,
  timeout,
} from './runWith';

describe('the published value', () => {
  const young = workload('StatefulSet', { ready: 2, statusAge: minute, metadata: { name: 'db' } });

  test.each<[string, Responses, value: 0 | 1, short: number]>([
    ['all targets are healthy', allHealthy, 1, 0],
    [
      'one is within its grace period',
      {
        ...allHealthy,
        [pathTo('db')]: young,
        '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=web': forbidden,
      },
      1,
      1,
    ],
    ['one is missing', { ...allHealthy, [pathTo('db')]: missing }, 0, 1],
    [
      'both are missing',
      { ...allHealthy, [pathTo('web')]: notFound('apps', 'statefulsets', 'web'), [pathTo('db')]: missing },
      0,
      2,
    ],
    [
      'one is missing beside one that is Unknown',
      { ...allHealthy, [pathTo('web')]: timeout, [pathTo('db')]: missing },
      0,
      1,
    ],
    ['one is missing, and statuses are stale', { ...allHealthy, [pathTo('db')]: missing, [leasePath]: timeout }, 0, 1],
  ])('if %s', async (_, responses, value, short) => {
    const { puts, result, error } = await runWith({ responses });
    expect(puts).toEqual([metricData(value, { short })]);
    expect(result).toMatchObject({ value, published: true });
    expect(error).toBeUndefined();
  });

  test.each<[string, Responses]>([
    ['one is Unknown', { ...allHealthy, [pathTo('db')]: timeout }],
    ['all are Unknown', { ...allHealthy, [pathTo('web')]: timeout, [pathTo('db')]: timeout }],
    ['the statuses are stale', { ...allHealthy, [leasePath]: lease(now - 3 * minute) }],
  ])('if %s: none, and the run fails', async (_, responses) => {
    const { puts, error } = await runWith({ responses });
    expect(puts).toEqual([]);
    expect(error).toBeInstanceOf(HealthUnknown);
  });

  test('has the timestamp of the scheduled minute, even if the function was invoked late and started slowly', async () => {
    for (let late = 0; late <= 120; late++) {
      const scheduled = now - late * second;
      const { puts } = await runWith({ event: { time: new Date(scheduled).toISOString() } });
      expect(puts).toEqual([metricData(1, { timestamp: Math.floor(scheduled / minute) * minute })]);
    }
    const { puts, error } = await runWith({ event: { time: new Date(now - 121 * second).toISOString() } });
    expect({ puts, error: error?.name }).toEqual({ puts: [], error: 'LateEvent' });
  });
});

describe('with a ticket', () => {
  const [web] = targets;
  const config = {
    targets: [web as RuntimeTarget, { ...target('db'), severity: 'ticket' as const }],
    metric: {
      namespace: 'EksVigil',
      name: 'ClusterHealth',
      dimensions: [{ name: 'Cluster', value: 'prod' }],
      shortTargetsName: 'ClusterHealthShortTargets',
      ticketName: 'ClusterHealthTicket',
    },
  };
  const published = (puts: readonly unknown[]) =>
    puts.map((put) =>
      (put as PutMetricDataCommandInput).MetricData?.map(({ MetricName, Value }) => `${MetricName} ${Value}`),
    );

  test.each<[string, Responses, string[]]>([
    ['all is healthy', allHealthy, ['ClusterHealth 1', 'ClusterHealthShortTargets 0', 'ClusterHealthTicket 1']],
    [
      'the ticket is unhealthy, which chronic does not count',
      { ...allHealthy, [pathTo('db')]: missing },
      ['ClusterHealth 1', 'ClusterHealthShortTargets 0', 'ClusterHealthTicket 0'],
    ],
    [
      'the page is unhealthy',
      { ...allHealthy, [pathTo('web')]: notFound('apps', 'statefulsets', 'web') },
      ['ClusterHealth 0', 'ClusterHealthShortTargets 1', 'ClusterHealthTicket 1'],
    ],
  ])('if %s: one call has both values, and the run does not fail', async (_, responses, values) => {
    const { puts, error } = await runWith({ config, responses });
    expect(published(puts)).toEqual([values]);
    expect(error).toBeUndefined();
  });

  test('an unknown ticket withholds its own value only, and the run fails', async () => {
    const { puts, lines, error } = await runWith({ config, responses: { ...allHealthy, [pathTo('db')]: timeout } });
    expect(published(puts)).toEqual([['ClusterHealth 1', 'ClusterHealthShortTargets 0']]);
    expect(error).toBeInstanceOf(HealthUnknown);
    expect(error?.message).toBe(
      '1 of 1 targets are Unknown, so no value of the severity ticket is published: StatefulSet shop/db: Timeout: no response',
    );
    expect(lines).toMatchObject([{ level: 'error', fields: { value: 1, ticketValue: null, published: true } }]);
  });

  test('an unknown page withholds its own value only, and the run fails', async () => {
    const { puts, lines, error } = await runWith({ config, responses: { ...allHealthy, [pathTo('web')]: timeout } });
    expect(published(puts)).toEqual([['ClusterHealthTicket 1']]);
    expect(error?.message).toMatch(/so no value of the severity page is published: StatefulSet shop\/web/);
    expect(lines).toMatchObject([{ level: 'error', fields: { value: null, ticketValue: 1, published: true } }]);
  });

  test('if both are unknown, nothing is published', async () => {
    const { puts, error } = await runWith({
      config,
      responses: { ...allHealthy, [pathTo('web')]: timeout, [pathTo('db')]: timeout },
    });
    expect(puts).toEqual([]);
    expect(error?.message).toMatch(/^2 of 2 targets are Unknown, so nothing is published: StatefulSet shop\/web/);
  });

  test('the log line marks it, and is an error if its value is 0', async () => {
    const { result, lines } = await runWith({ config, responses: { ...allHealthy, [pathTo('db')]: missing } });
    expect(result).toMatchObject({ value: 1, ticketValue: 0 });
    expect(lines).toMatchObject([
      {
        level: 'error',
        fields: {
          value: 1,
          ticketValue: 0,
          tickets: 1,
          summary: expect.stringContaining('StatefulSet shop/db (NotFound, ticket)'),
          targets: [{ name: 'web' }, { name: 'db', severity: 'ticket' }],
        },
      },
    ]);
  });

  test('without one, the log line does not mention it', async () => {
    const { lines } = await runWith({ config });
    expect(lines).toMatchObject([{ level: 'info', fields: { value: 1, ticketValue: 1 } }]);
    expect((await runWith()).lines[0]?.fields).not.toHaveProperty('ticketValue');
  });
});

describe('a metric for each target', () => {
  const metric = { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'prod' }] };
  const config = { metric: { ...metric, perTarget: true as const } };
  const described = (puts: readonly unknown[]) =>
    (puts as PutMetricDataCommandInput[]).map(({ MetricData = [] }) =>
      MetricData.map(({ Dimensions = [], Value }) => `${Dimensions[1]?.Value ?? 'all'} ${Value}`),
    );

  test('is published after the cluster health, in a call of its own', async () => {
    const { puts, lines } = await runWith({ config, responses: { ...allHealthy, [pathTo('db')]: missing } });
    expect(described(puts)).toEqual([['all 0'], ['StatefulSet shop/web 1', 'StatefulSet shop/db 0']]);
    expect(lines[0]?.fields).not.toHaveProperty('targetMetricsFailure');
  });

  test('begins only when the cluster health is stored', async () => {
    let stored = false;
    const order: boolean[] = [];
    await runWith({
      config,
      put: async () => {
        order.push(stored);
        await new Promise((resolve) => setTimeout(resolve, 20));
        stored = true;
      },
    });
    expect(order).toEqual([false, true]);
  });

  test('is missing for an Unknown target, but not for the others', async () => {
    const { puts, error } = await runWith({ config, responses: { ...allHealthy, [pathTo('db')]: timeout } });
    expect(described(puts)).toEqual([['StatefulSet shop/web 1']]);
    expect(error).toBeInstanceOf(HealthUnknown);
  });

  test('does not fail the run, and the log says why it is missing', async () => {
    let calls = 0;
    const put = async () => {
      calls += 1;
      if (calls > 1) throw Object.assign(new Error('too many'), { name: 'LimitExceeded' });
    };
    const { result, error, lines } = await runWith({ config, put });
    expect(result).toMatchObject({ value: 1, published: true });
    expect(error).toBeUndefined();
    expect(lines).toMatchObject([
      { level: 'info', fields: { targetMetricsFailure: expect.stringContaining('LimitExceeded: too many') } },
    ]);
  });

  test('never takes longer than the publication may', async () => {
    let calls = 0;
    const put = ({ abortSignal }: { readonly abortSignal: AbortSignal }) => {
      calls += 1;
      if (calls === 1) return Promise.resolve();
      return new Promise((_, reject) => abortSignal.addEventListener('abort', () => reject(new Error('aborted'))));
    };
    const { result, lines } = await runWith({ config, put, remaining: 2000 });
    expect(result).toMatchObject({ value: 1, published: true });
    expect(lines[0]?.fields.targetMetricsFailure).toContain('PutMetricData');
  });

  test('is not published in a dry run, or if the cluster health cannot be', async () => {
    expect((await runWith({ config: { ...config, dryRun: true } })).puts).toEqual([]);
    const { puts, error } = await runWith({
      config,
      put: () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied' })),
    });
    expect(described(puts)).toEqual([['all 1']]);
    expect(error?.name).toBe('PublicationFailed');
  });
});

describe('HealthUnknown', () => {
  test('names each unknown target and its reason', async () => {
    const { error } = await runWith({ responses: { ...allHealthy, [pathTo('db')]: timeout } });
    expect(error?.message).toBe(
      '1 of 2 targets are Unknown, so nothing is published: StatefulSet shop/db: Timeout: no response; the other one is healthy or progressing',
    );
  });

  test('names targets by their selectors, and at most five', async () => {
    const many = Array.from({ length: 7 }, (_, index): RuntimeTarget => {
      const { name: _name, ...rest } = target('web');
      return { ...rest, selector: `app=${index}` };
    });
    const plan = createReadingPlan(many as unknown as Parameters<typeof createReadingPlan>[0]);
    const list = '/apis/apps/v1/namespaces/shop/statefulsets?limit=100&labelSelector=';
    const lists = many.map(({ selector }) => [`${list}${selector}`, timeout]);
    const responses = { [leasePath]: lease(), ...Object.fromEntries(lists) };
    const { error } = await runWith({ responses, config: { targets: many, plan } });
    expect(error?.message).toMatch(
      /^7 of 7 targets are Unknown, .* StatefulSet shop\/app=4, and 2 more: Timeout: no response$/,
    );
  });
});

describe('a dry run', () => {
  test('publishes nothing, and logs what it would publish', async () => {
    const { puts, result, lines, error } = await runWith({ config: { dryRun: true } });
    expect(puts).toEqual([]);
    expect(result).toMatchObject({ value: 1, published: false });
    expect(lines).toMatchObject([
      { level: 'info', fields: { dryRun: true, published: false, wouldPublish: metricData(1) } },
    ]);
    expect(error).toBeUndefined();
  });

  test('fails if health is unknown', async () => {
    const { error, lines } = await runWith({
      config: { dryRun: true },
      responses: { ...allHealthy, [pathTo('db')]: timeout },
    });
    expect(error?.name).toBe('HealthUnknown');
    expect(lines[0]?.fields).not.toHaveProperty('wouldPublish');
  });
});

describe('a test event', () => {
  test('publishes nothing and returns the verdicts', async () => {
    const { puts, result, lines } = await runWith({ event: { key1: 'value1' } });
    expect(puts).toEqual([]);
    expect(result).toMatchObject({ value: 1, published: false, targets: [{ name: 'web' }, { name: 'db' }] });
    expect(lines).toMatchObject([
      { level: 'info', fields: { dryRun: true, wouldPublish: metricData(1, { timestamp: now }) } },
    ]);
  });

  test('returns the verdicts if health is unknown', async () => {
    const { result, lines, error } = await runWith({
      event: {},
      responses: { ...allHealthy, [pathTo('db')]: timeout },
    });
    expect(result).toMatchObject({ value: null, published: false, targets: [{}, { verdict: 'Unknown' }] });
    expect(error).toBeUndefined();
    expect(lines).toMatchObject([{ level: 'error', fields: { value: null, error: { name: 'HealthUnknown' } } }]);
  });
});

describe('a rejected event', () => {
  test.each([
    ['LateEvent', ago(121 * second)],
    ['EarlyEvent', ago(-61 * second)],
    ['InvalidEvent', 'now'],
  ])('%s: nothing is read or published, and the run fails', async (name, time) => {
    const { error, puts, reads, lines } = await runWith({ event: { time } });
    expect(error?.name).toBe(name);
    expect([puts, reads]).toEqual([[], []]);
    expect(lines).toEqual([
      {
        level: 'error',
        message: 'run',
        fields: {
          cluster: 'prod',
          region: 'eu-central-1',
          value: null,
          error: { name, message: error?.message },
          published: false,
        },
      },
    ]);
  });
});

describe('a failed publication', () => {
  const put = () => Promise.reject(new Error('throttled'));

  test('fails the run, which still logs the verdicts', async () => {
    const { error, lines } = await runWith({ put });
    expect(error?.name).toBe('PublicationFailed');
    expect(lines).toMatchObject([
      {
        level: 'error',
        fields: { value: 1, published: false, targets: [{}, {}], error: { name: 'PublicationFailed' } },
      },
    ]);
  });

  test('of 0 fails the run', async () => {
    expect((await runWith({ put, responses: { ...allHealthy, [pathTo('db')]: missing } })).error?.name).toBe(
      'PublicationFailed',
    );
  });

  test.each([
    [true, / interface endpoint `monitoring`$/],
    [false, /: no address$/],
  ])('without response names the interface endpoint in a VPC: %s', async (inVpc, message) => {
    const noResponse = () => Promise.reject(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }));
    const { error } = await runWith({ put: noResponse, config: { inVpc }, remaining: 100 });
    expect(error?.message).toMatch(message);
  });
});

describe('events', () => {
  const eventsPath = '/api/v1/namespaces/shop/events?limit=100&fieldSelector=type=Warning';
  const podsPath = '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=web';
  const down = workload('StatefulSet', { ready: 0, statusAge: minute, metadata: { name: 'db', uid: 'uid-of-db' } });
  const quota = { kind: 'StatefulSet', name: 'db', uid: 'uid-of-db' };
  const responses: Responses = {
    ...allHealthy,
    [pathTo('db')]: down,
    [podsPath]: { kind: 'PodList', metadata: {}, items: [] },
    [eventsPath]: eventList(event({ involved: quota, reason: 'FailedCreate', message: 'exceeded quota: few' })),
  };
  const messageIn = (targets: unknown) => (targets as readonly { name: string; message: string }[]).at(-1)?.message;

  test('complete the message in the log line and in the result', async () => {
    const { result, lines, puts } = await runWith({ responses });
    expect(messageIn(result?.targets)).toMatch(
      /; event FailedCreate 1m ago: exceeded quota: few( \[first: kubectl -n shop describe statefulset db\])?$/,
    );
    expect(messageIn(lines[0]?.fields.targets)).toBe(messageIn(result?.targets));
    expect(lines[0]?.fields.summary).toMatch(
      /; event FailedCreate 1m ago: exceeded quota: few( \[first: kubectl -n shop describe statefulset db\])?$/,
    );
    expect(lines[0]?.fields).not.toHaveProperty('eventsLeftOut');
    expect(puts).toEqual([metricData(1, { short: 1 })]);
  });

  test('are requested once the metric is on its way, and are not waited for before', async () => {
    const order: string[] = [];
    const { puts } = await runWith({
      responses,
      put: async () => void order.push('put'),
      readOptional: async () => {
        order.push('events');
        return { body: eventList(), now };
      },
    });
    expect(order).toEqual(['put', 'events']);
    expect(puts).toHaveLength(1);
  });

  test.each([
    ['while the metric is being published', 0],
    ['if nothing is published', undefined],
  ])('that never arrive do not delay the run for long, %s, and are reported', async (_, published) => {
    const { lines, result, error } = await runWith({
      responses,
      config: { dryRun: published === undefined },
      remaining: 1000,
      readOptional: () => new Promise(() => {}),
    });
    expect(error).toBeUndefined();
    expect(result).toMatchObject({ value: 1, published: published !== undefined });
    expect(messageIn(result?.targets)).not.toContain('event');
    expect(lines).toMatchObject([{ level: 'info', fields: { eventsLeftOut: { shop: 'Timeout' } } }]);
  });

  test('that may not be read do not fail the run', async () => {
    const { lines, result, error } = await runWith({ responses: { ...responses, [eventsPath]: forbidden } });
    expect(error).toBeUndefined();
    expect(result).toMatchObject({ value: 1, published: true });
    expect(lines).toMatchObject([{ level: 'info', fields: { eventsLeftOut: { shop: 'Forbidden' } } }]);
  });

  test('are not read in a run without a short target', async () => {
    expect((await runWith()).reads.filter((path) => path.includes('/events'))).toEqual([]);
  });

  test('do not prevent that a failed publication fails the run', async () => {
    const { error, lines } = await runWith({ responses, put: () => Promise.reject(new Error('throttled')) });
    expect(error?.name).toBe('PublicationFailed');
    expect(messageIn(lines[0]?.fields.targets)).toContain('; event FailedCreate');
  });
});

describe('when the time is used up', () => {
  const failAtEnd = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      if (signal.aborted) reject(timeout);
      signal.addEventListener('abort', () => reject(timeout), { once: true });
    });

  test('by reads, health is unknown', async () => {
    const read: RunOptions['read'] = (_, { signal }) => failAtEnd(signal);
    const { error, puts, lines } = await runWith({ read, remaining: 100 });
    expect(error?.name).toBe('HealthUnknown');
    expect([puts.length, lines.length]).toEqual([0, 1]);
  });

  test('by the publication, it fails', async () => {
    const { error, lines } = await runWith({ put: ({ abortSignal }) => failAtEnd(abortSignal), remaining: 100 });
    expect(error?.name).toBe('PublicationFailed');
    expect(lines).toHaveLength(1);
  });

  test('by reads, the publication still has its own share', async () => {
    const read: RunOptions['read'] = async ({ name }, { signal }) => {
      await failAtEnd(signal).catch(() => {});
      throw name === 'db' ? missing : timeout;
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
          summary: 'all 2 targets are healthy',
          counts: { healthy: 2, progressing: 0, unhealthy: 0, unknown: 0 },
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

  test('begins with the summary, then the error, and ends with the targets', async () => {
    const { lines } = await runWith({ responses: { ...allHealthy, [pathTo('db')]: timeout } });
    const keys = Object.keys(lines[0]?.fields ?? {});
    expect(keys.slice(0, 6)).toEqual(['cluster', 'region', 'value', 'summary', 'counts', 'error']);
    expect(keys.at(-1)).toBe('targets');
  });

  test('says once what keeps several targets from being read, and the result has it for each', async () => {
    const { lines, result } = await runWith({
      event: {},
      responses: { ...allHealthy, [pathTo('web')]: timeout, [pathTo('db')]: timeout },
    });
    const { fields = {} } = lines[0] ?? {};
    const { message, command } = result?.targets[0] ?? {};
    expect(message).toMatch(/./);
    const reason = 'Timeout';
    expect(fields).toMatchObject({ causes: [{ reason, targets: 2, message, command }] });
    const identity = { kind: 'StatefulSet', namespace: 'shop', verdict: 'Unknown', reason };
    expect(fields.targets).toEqual(['web', 'db'].map((name) => ({ ...identity, name, cause: 0 })));
    expect(Object.keys(fields).slice(-2)).toEqual(['causes', 'targets']);
  });

  test.each<[string, Responses, string]>([
    ['1', allHealthy, 'info'],
    ['0', { ...allHealthy, [pathTo('db')]: missing }, 'error'],
    ['unknown', { ...allHealthy, [pathTo('db')]: timeout }, 'error'],
  ])('has for the value %s the level of its severity', async (_, responses, level) => {
    expect((await runWith({ responses })).lines).toMatchObject([{ level }]);
  });

  test('states how many targets are unknown beside a 0', async () => {
    const responses = { ...allHealthy, [pathTo('web')]: timeout, [pathTo('db')]: missing };
    const { lines } = await runWith({ responses });
    expect(lines[0]?.fields).toMatchObject({
      value: 0,
      counts: { unhealthy: 1, unknown: 1 },
      summary: expect.stringMatching(
        /^1 of 2 targets is unhealthy: StatefulSet shop\/db \(NotFound\); 1 of 2 targets is unknown: StatefulSet shop\/web \(Timeout\); StatefulSet shop\/db: ./,
      ),
    });
  });

  test('lists in a later run only the verdicts of interest, while the result has all', async () => {
    const listed = new ListedVerdicts('changed');
    await runWith({ listed });
    const { lines, result } = await runWith({ listed, responses: { ...allHealthy, [pathTo('db')]: missing } });
    expect(lines[0]?.fields.targets).toMatchObject([{ name: 'db', verdict: 'Unhealthy' }]);
    expect(result?.targets).toHaveLength(2);
  });

  test.each([
    ['ACTIVE', undefined],
    ['UPDATING', undefined],
    ['DELETING', 'DELETING'],
    ['FAILED', 'FAILED'],
  ])('has the cluster status for %s: %p', async (status, expected) => {
    expect((await runWith({ status })).lines[0]?.fields.clusterStatus).toBe(expected);
  });

  test('reports that freshness could not be verified', async () => {
    const { lines, result } = await runWith({ responses: { ...allHealthy, [leasePath]: forbidden } });
    expect(result?.value).toBe(1);
    expect(lines).toMatchObject([{ level: 'info', fields: { freshness: { state: 'unverified' } } }]);
  });
});

test('a programming error fails the run, and nothing is published', async () => {
  const { error, puts } = await runWith({ responses: { ...allHealthy, [pathTo('db')]: new TypeError('oops') } });
  expect(error?.message).toBe('oops');
  expect(puts).toEqual([]);
});

describe('the pods of a target that is healthy with fewer ready than desired', () => {
  const spare = { targets: [{ ...target('web'), mode: 'AtLeastOne' as const }] };
  const responses: Responses = { ...allHealthy, [pathTo('web')]: workload('StatefulSet', { ready: 1 }) };
  const pods = {
    kind: 'PodList',
    metadata: {},
    items: [loopingPod({ metadata: { ownerReferences: [{ controller: true, uid: 'uid-of-web' }] } })],
  };

  test('are read once the metric is on its way, and are in the message of the log line and of the result', async () => {
    const order: string[] = [];
    const { result, lines, puts } = await runWith({
      responses,
      config: spare,
      put: async () => void order.push('put'),
      readOptional: async ({ resource }) => {
        order.push(resource);
        return { body: pods, now };
      },
    });
    expect(order).toEqual(['put', 'pods']);
    expect(puts).toEqual([metricData(1)]);
    const message = expect.stringMatching(/^1 of 3 pods ready; warning: web-0 container main is crash looping /);
    expect(result?.targets).toMatchObject([{ verdict: 'Healthy', reason: 'Ready', message, warns: true }]);
    expect(lines).toMatchObject([{ level: 'info', fields: { value: 1, targets: [{ message, warns: true }] } }]);
  });

  test('that never arrive do not delay the run for long', async () => {
    const { result, puts, error } = await runWith({
      responses,
      config: spare,
      remaining: 1000,
      readOptional: () => new Promise(() => {}),
    });
    expect(error).toBeUndefined();
    expect(puts).toEqual([metricData(1)]);
    expect(result?.targets).toMatchObject([
      { verdict: 'Healthy', message: '1 of 3 pods ready (the pods could not be read: Timeout)' },
    ]);
  });
});

test.each([
  [undefined, 'FILE'],
  ['config/prod.yaml', 'config/prod.yaml'],
  ["the team's $& file.yaml", "'the team'\\''s $& file.yaml'"],
])('commands name the configuration file %s', async (file, expected) => {
  const config = file === undefined ? {} : { file };
  const { lines } = await runWith({ responses: { ...allHealthy, [pathTo('db')]: timeout }, config });
  const command = `eks-vigil doctor --config ${expected}`;
  expect(lines[0]?.fields.targets).toContainEqual(expect.objectContaining({ name: 'db', command }));
});

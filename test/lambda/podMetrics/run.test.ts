import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import type { RawResponse } from '../../../lambda/kubernetes/responseReader';
import type { RuntimePodGroup } from '../../../model/podMetricsConfig';
import { counts, createContainer, group, published, start } from './runPodMetrics';

const pods = (values: readonly number[]) =>
  Object.fromEntries(values.map((value, index) => [`web-${index}`, { answer: counts(value) }]));

test('the first run publishes no counter; the next one what was counted since then, at its scheduled minute', async () => {
  const next = createContainer();
  const first = await next({ pods: pods([10, 20]) });
  expect(first.error).toBeUndefined();
  expect(published(first)).toEqual({ Shop: ['podsUnread=0 Count'] });

  const second = await next({ pods: pods([13, 24]) });
  expect(second.puts).toEqual([
    {
      Namespace: 'Shop',
      MetricData: [
        {
          MetricName: 'requests',
          Dimensions: [{ Name: 'Cluster', Value: 'prod' }],
          Timestamp: new Date(start + 120_000),
          Unit: 'Count',
          Value: 7,
        },
        expect.objectContaining({
          MetricName: 'podsUnread',
          Value: 0,
          Dimensions: [{ Name: 'Cluster', Value: 'prod' }],
        }),
      ],
    },
  ]);
  expect(second.result).toMatchObject({ published: true });
  expect(second.lines).toEqual([
    {
      level: 'info',
      fields: expect.objectContaining({
        cluster: 'prod',
        published: true,
        timestamp: new Date(start + 120_000).toISOString(),
        rbacHash: 'hash',
        groups: [{ namespace: 'shop', selector: 'app=web', pods: 2, ready: 2, unread: 0 }],
      }),
    },
  ]);
});

test('only ready pods are asked', async () => {
  const { requests } = await createContainer()({
    pods: { ready: { answer: counts(1) }, starting: { answer: counts(1), isReady: false } },
  });
  expect(requests).toEqual(['/api/v1/namespaces/shop/pods/http:ready:9090/proxy/metrics']);
});

test.each([
  ['a broken text', 'requests_total 1\nrequests_total{ 2\n', 'line 2: expected a label name, got "2"'],
  ['a page of HTML', '<html>', 'line 1: expected a metric name, got "<html>"'],
  ['other bytes', { body: Buffer.from('a 1\nb{x="\xff"} 2\n', 'latin1') }, 'line 2: expected UTF-8'],
  [
    'no metrics there',
    { status: 404, body: Buffer.from('not found') },
    'the program answered /metrics with HTTP status 404, expected 200',
  ],
  [
    'OpenMetrics that was cut off',
    { headers: { 'content-type': 'application/openmetrics-text; version=1.0.0' }, body: Buffer.from('m 1\n') },
    'line 1: expected # EOF at the end',
  ],
  [
    'no answer',
    new ReadFailure('ProbeTimedOut', 'no answer within 100 ms'),
    'no answer within 100 ms: the program hangs',
  ],
  [
    'too large an answer',
    new ReadFailure('ResponseTooLarge', 'the response is larger than 8388608 bytes'),
    'the response is larger than 8388608 bytes',
  ],
])('%s leaves out that pod only, and the log names it', async (_, answer, why) => {
  const next = createContainer();
  await next({ pods: pods([10, 10]) });
  const ran = await next({ pods: { ...pods([11]), 'web-1': { answer } } });
  expect(ran.error).toBeUndefined();
  expect(published(ran)).toEqual({ Shop: ['requests=1 Count', 'podsUnread=1 Count'] });
  expect(ran.lines[0]?.fields.groups).toEqual([
    expect.objectContaining({ ready: 2, unread: 1, unreadPods: [expect.stringContaining(`web-1: ${why}`)] }),
  ]);

  // Nothing is lost.
  expect(published(await next({ pods: pods([11, 15]) }))).toEqual({ Shop: ['requests=5 Count', 'podsUnread=0 Count'] });
});

test('if no ready pod can be read, their number is published, and the invocation fails', async () => {
  const ran = await createContainer()({ pods: { 'web-0': { answer: 'x' }, 'web-1': { answer: 'x' } } });
  expect(published(ran)).toEqual({ Shop: ['podsUnread=2 Count'] });
  expect(ran.error).toMatchObject({
    name: 'PodMetricsFailed',
    message:
      'pods app=web in namespace shop: none of 2 ready pods could be read; web-0: line 1: expected a space before the value, got the end of the line',
  });
  expect(ran.lines).toEqual([
    { level: 'error', fields: expect.objectContaining({ published: true, error: expect.anything() }) },
  ]);
});

test('no pods are no failure', async () => {
  const ran = await createContainer()({});
  expect(ran.error).toBeUndefined();
  expect(published(ran)).toEqual({ Shop: ['podsUnread=0 Count'] });
});

test('a metric that no pod exposes is named in the log', async () => {
  const ran = await createContainer()({ pods: { 'web-0': { answer: 'other 1\n' } } });
  expect(ran.lines[0]?.fields.groups).toEqual([expect.objectContaining({ missing: ['requests_total'] })]);
});

test('if the pods cannot be listed, nothing is published of them, and the invocation fails', async () => {
  const forbidden = new ApiException(403, '', {}, {});
  const ran = await createContainer()({ list: forbidden });
  expect(ran.puts).toEqual([]);
  expect(ran.error?.message).toBe(
    'pods app=web in namespace shop: permission to list pods in namespace "shop" is missing',
  );
});

const gauge: RuntimePodGroup['metrics'] = [{ name: 'queue', as: 'queue', aggregate: 'max' }];

test('groups share the request of their namespace in CloudWatch, and podsUnread if they have the same dimensions', async () => {
  const groups: RuntimePodGroup[] = [
    group,
    { ...group, namespace: 'pay', metrics: gauge },
    { ...group, metrics: gauge, dimensions: [{ name: 'Team', value: 'a' }] },
    { ...group, metrics: gauge, metricNamespace: 'Other' },
  ];
  const ran = await createContainer({ groups })({
    pods: { 'web-0': { answer: `${counts(1)}queue 3\n` }, 'web-1': { answer: '?' } },
  });
  expect(published(ran)).toEqual({
    Shop: ['queue=3 None', 'queue=3 None', 'podsUnread=2 Count', 'podsUnread=1 Count'],
    Other: ['queue=3 None', 'podsUnread=1 Count'],
  });
  expect(ran.puts).toHaveLength(2);
});

test('what could not be published is published by the next run; what could is not published twice', async () => {
  const groups = [group, { ...group, metricNamespace: 'Other' }];
  const next = createContainer({ groups });
  const invalid = Object.assign(new Error('no'), { name: 'InvalidParameterValue' });
  await next({ pods: pods([10]) });
  const failed = await next({
    pods: pods([11]),
    put: async ({ Namespace }) => {
      if (Namespace === 'Shop') throw invalid;
    },
  });
  expect(failed.error?.message).toBe('cloudwatch:PutMetricData into namespace Shop failed: InvalidParameterValue: no');
  expect(published(await next({ pods: pods([13]) }))).toEqual({
    Shop: ['requests=3 Count', 'podsUnread=0 Count'],
    Other: ['requests=2 Count', 'podsUnread=0 Count'],
  });
});

/** A program that answers only when the test lets it; `waiting` are those that were asked and have no answer. */
function heldAnswers() {
  const waiting: (() => void)[] = [];
  const hold = (body: string) => ({
    get answer() {
      return new Promise<RawResponse>((resolve) => {
        waiting.push(() => resolve({ status: 200, headers: {}, body: Buffer.from(body) }));
      });
    },
  });
  return { waiting, hold };
}

test('20 pods are read at once, of all groups together, and each group takes turns', async () => {
  const { waiting, hold } = heldAnswers();
  const groups = Array.from({ length: 3 }, (_, index) => ({ ...group, namespace: `n${index}`, metrics: gauge }));
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`web-${index}`, hold('queue 1\n')]));
  const requests: string[] = [];
  const running = createContainer({ groups })({ pods: many, requests });
  const rounds: number[] = [];
  for (let answered = 0; answered < 150; ) {
    // Whoever was asked has a turn of the event loop to ask for more.
    await new Promise((resolve) => setImmediate(resolve));
    const round = waiting.splice(0);
    rounds.push(round.length);
    answered += round.length;
    for (const answer of round) answer();
  }
  const ran = await running;
  expect(Math.max(...rounds)).toBe(20);
  expect(rounds).toHaveLength(8);
  expect(ran.error).toBeUndefined();
  const asked = requests.slice(0, 60).map((path) => /n\d/.exec(path)?.[0]);
  for (const { namespace } of groups) expect(asked.filter((one) => one === namespace)).toHaveLength(20);
});

/** Each pod is its own series of a histogram with this many buckets, so that a metric has many data points. */
const manyBuckets = (count: number, buckets: number) =>
  `# TYPE h histogram\n${Array.from({ length: buckets }, (_, index) => `h_bucket{le="${index + 1}"} ${(index + 1) * count}\n`).join('')}`;

test('of a namespace that needs several requests, the groups whose requests succeeded are not published twice', async () => {
  const histograms = Array.from({ length: 400 }, (_, index) => ({
    name: 'h',
    as: `h${index}`,
    aggregate: 'sum' as const,
  }));
  const groups = ['a', 'b', 'c'].map((name) => ({
    ...group,
    metrics: [
      { ...group.metrics[0], as: `requests-${name}` } as RuntimePodGroup['metrics'][number],
      // 2 data points for each of them.
      ...(name === 'c' ? [] : histograms.map((one) => ({ ...one, as: `${one.as}-${name}` }))),
    ],
  }));
  const next = createContainer({ groups });
  const pod = (count: number) => ({ 'web-0': { answer: `${counts(count)}${manyBuckets(count, 200)}` } });
  const requestsOf = (ran: Awaited<ReturnType<typeof next>>) =>
    published(ran).Shop?.filter((one) => one.startsWith('requests'));
  await next({ pods: pod(10) });
  const failed = await next({
    pods: pod(11),
    put: async ({ MetricData = [] }) => {
      if (MetricData.some(({ MetricName }) => MetricName === 'requests-b'))
        throw Object.assign(new Error('no'), { name: 'InvalidParameterValue' });
    },
  });
  expect(failed.puts).toHaveLength(2);
  expect(failed.error?.message).toBe('cloudwatch:PutMetricData into namespace Shop failed: InvalidParameterValue: no');
  expect(requestsOf(await next({ pods: pod(13) }))).toEqual([
    'requests-a=2 Count',
    'requests-b=3 Count',
    'requests-c=3 Count',
  ]);
});

test('a request that was throttled is sent again within the run', async () => {
  let tries = 0;
  const ran = await createContainer()({
    put: async () => {
      tries += 1;
      if (tries === 1)
        throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $retryable: { throttling: true } });
    },
  });
  expect(tries).toBe(2);
  expect(ran.error).toBeUndefined();
});

test('a test publishes nothing and counts for no later run', async () => {
  const next = createContainer();
  await next({ pods: pods([10]) });
  const tested = await next({ pods: pods([15]), event: {} });
  expect(tested.puts).toEqual([]);
  expect(tested.result).toMatchObject({
    published: false,
    data: { Shop: [expect.objectContaining({ Value: 5 }), expect.objectContaining({ Value: 0 })] },
  });
  expect(published(await next({ pods: pods([16]) })).Shop).toContain('requests=6 Count');
});

test('a dry run says what it would publish', async () => {
  const next = createContainer({ dryRun: true });
  await next({ pods: pods([10]) });
  const ran = await next({ pods: pods([15]) });
  expect(ran.puts).toEqual([]);
  expect(ran.lines[0]?.fields).toMatchObject({
    dryRun: true,
    published: false,
    wouldPublish: { Shop: [expect.objectContaining({ MetricName: 'requests', Value: 5 }), expect.anything()] },
  });
});

test('a late event publishes nothing', async () => {
  const ran = await createContainer()({ pods: pods([1]), event: { time: new Date(start - 600_000).toISOString() } });
  expect(ran.error?.name).toBe('LateEvent');
  expect(ran.puts).toEqual([]);
  expect(ran.lines).toEqual([{ level: 'error', fields: expect.objectContaining({ published: false }) }]);
});

test('commands in messages name the configuration file', async () => {
  const list = new ReadFailure('Unauthorized', 'run `eks-vigil rbac --config FILE`');
  const ran = await createContainer({ file: 'prod.yaml' })({ list });
  expect(ran.error?.message).toContain('run `eks-vigil rbac --config prod.yaml`');
});

import type { RecordedPut } from '../../support/servers/aws/putMetricData';
import { type ControlPlane, startControlPlane } from '../controlPlane';
import { SectionFunction, type SectionRun } from '../sectionFunction';
import { until } from '../until';
import { apply } from '../workloads';
import { coreDns, large, openMetrics, vpcCni } from './expositions';
import { type Answer, PodPrograms } from './podPrograms';

const group = 'eks-vigil-pod-metrics';
let controlPlane: ControlPlane;
let programs: PodPrograms;
const functions: SectionFunction[] = [];

beforeAll(async () => {
  controlPlane = await startControlPlane({
    nodes: 6,
    proxies: true,
    roleName: 'eks-vigil-eu-central-1-vigil-pod-metrics',
    group,
  });
  if (controlPlane.egress === undefined) throw new Error('the control plane has no proxies');
  programs = new PodPrograms(controlPlane.egress);
  await controlPlane.kubectl(['create', 'namespace', 'shop']);
});

afterAll(async () => {
  await Promise.all(functions.map((one) => one.stop()));
  await programs?.stop();
  await controlPlane?.stop();
});

interface Pods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
}

/** Starts pods that are ready, and returns their addresses, in the order of their names. */
async function startPods({ namespace, labels, port }: Pods, count: number): Promise<string[]> {
  const [key, name = ''] = Object.entries(labels)[0] ?? [];
  const metadata = { name, namespace };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'pause' }] } };
  const spec = { replicas: count, selector: { matchLabels: labels }, template };
  await apply(controlPlane, [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec }]);
  await controlPlane.kubectl(['rollout', 'status', `deployment/${name}`, '-n', namespace, '--timeout=300s']);
  const columns = 'jsonpath={range .items[*]}{.metadata.name} {.status.podIP}{"\\n"}{end}';
  const list = await controlPlane.kubectl(['get', 'pods', '-n', namespace, '-l', `${key}=${name}`, '-o', columns]);
  return list
    .trim()
    .split('\n')
    .sort()
    .map((line) => `${line.split(' ')[1]}:${port}`);
}

async function answer(addresses: readonly string[], answers: readonly Answer[]): Promise<void> {
  await Promise.all(addresses.map((address, index) => programs.answer(address, answers[index] ?? '')));
}

/** Starts the function with exactly the permissions that it needs, and waits until they are in effect. */
async function start(podMetrics: string): Promise<SectionFunction> {
  const started = await SectionFunction.start(controlPlane, `podMetrics:\n${podMetrics}`, 'PodMetrics');
  functions.push(started);
  await started.applyRbac();
  let last: SectionRun | undefined;
  await until(
    () => `the function cannot list its pods: ${JSON.stringify(last?.error)}`,
    async () => {
      last = await started.run({});
      return JSON.stringify(last.line).includes('is missing') ? undefined : last;
    },
  );
  await started.endContainer();
  return started;
}

/** What was published: `NAMESPACE NAME UNIT DIMENSIONS` and the value, or the observations. */
function published(puts: readonly RecordedPut[]): Record<string, unknown> {
  return Object.fromEntries(
    puts.flatMap(({ namespace, metricData }) =>
      metricData.map(({ name, unit, value, observations, dimensions }) => [
        `${namespace} ${name} ${unit} ${dimensions.map((one) => `${one.name}=${one.value}`).join(',')}`,
        observations ?? value,
      ]),
    ),
  );
}

test('the preset vpc-cni: gauges and counters of every pod, as cni-metrics-helper names them', async () => {
  const addresses = await startPods({ namespace: 'kube-system', labels: { 'k8s-app': 'aws-node' }, port: 61_678 }, 3);
  await answer(
    addresses,
    [20, 50, 30].map((added) => vpcCni({ assigned: 4, added })),
  );
  const podMetrics = await start('  - preset: vpc-cni');

  const first = await podMetrics.run();
  expect(first.error).toBeUndefined();
  const gauges = {
    'Kubernetes assignIPAddresses Count CLUSTER_ID=vigil': 12,
    'Kubernetes totalAssignedIPv4sPerCidr Count CLUSTER_ID=vigil': 12,
    'Kubernetes eniAllocated Count CLUSTER_ID=vigil': 6,
    'Kubernetes eniMaxAvailable Count CLUSTER_ID=vigil': 9,
    'Kubernetes maxIPAddresses Count CLUSTER_ID=vigil': 45,
    'Kubernetes ipamdActionInProgress Count CLUSTER_ID=vigil': 0,
    'Kubernetes totalIPAddresses Count CLUSTER_ID=vigil': 30,
    'Kubernetes totalIPv4Prefixes Count CLUSTER_ID=vigil': 0,
    'Kubernetes podsUnread Count CLUSTER_ID=vigil': 0,
  };
  expect(published(first.puts)).toEqual(gauges);

  // Constants do not increase.
  const counters = {
    'Kubernetes addReqCount Count CLUSTER_ID=vigil': 0,
    'Kubernetes awsAPIErr Count CLUSTER_ID=vigil': 0,
    'Kubernetes delReqCount Count CLUSTER_ID=vigil': 0,
    'Kubernetes ec2ApiReqCount Count CLUSTER_ID=vigil': 0,
    'Kubernetes forceRemoveENI Count CLUSTER_ID=vigil': 0,
  };
  expect(published((await podMetrics.run()).puts)).toEqual({ ...gauges, ...counters });

  await answer(addresses, [
    vpcCni({ assigned: 5, added: 22, errors: 1 }),
    vpcCni({ assigned: 4, added: 3 }),
    vpcCni({ assigned: 4, added: 30 }),
  ]);
  expect(published((await podMetrics.run()).puts)).toEqual({
    ...gauges,
    ...counters,
    'Kubernetes assignIPAddresses Count CLUSTER_ID=vigil': 13,
    'Kubernetes totalAssignedIPv4sPerCidr Count CLUSTER_ID=vigil': 13,
    // 2 since the last look, and 3 since the reset.
    'Kubernetes addReqCount Count CLUSTER_ID=vigil': 5,
    'Kubernetes ec2ApiReqCount Count CLUSTER_ID=vigil': 5,
    'Kubernetes awsAPIErr Count CLUSTER_ID=vigil': 1,
    // 2 calls took 20 ms, and, after the reset, 13 calls 130 ms.
    'Kubernetes awsAPILatency Milliseconds CLUSTER_ID=vigil': 10,
  });

  // A new container does not know what the counters were.
  await podMetrics.endContainer();
  expect(Object.keys(published((await podMetrics.run()).puts))).not.toContain(
    'Kubernetes addReqCount Count CLUSTER_ID=vigil',
  );
  expect(programs.requests.at(-1)).toMatchObject({
    path: '/metrics',
    headers: { accept: expect.stringContaining('text/plain;version=0.0.4'), 'accept-encoding': 'gzip' },
  });
});

const shop = (name: string, metrics: string) => `
  - namespace: shop
    selector: app=${name}
    port: 9153
    metrics: [${metrics}]`;

test('CoreDNS: observations of a histogram as values and counts, and labels', async () => {
  const addresses = await startPods({ namespace: 'shop', labels: { app: 'dns' }, port: 9153 }, 2);
  await answer(addresses, [coreDns(100, 10), coreDns(7, 0)]);
  const podMetrics = await start(
    shop(
      'dns',
      '{ name: coredns_dns_request_duration_seconds, as: latency }, { name: coredns_dns_requests_total, as: requests, labels: { type: [A, MX] } }, { name: coredns_cache_entries, aggregate: max, labels: { type: success } }',
    ),
  );
  const gauges = {
    'EksVigil/PodMetrics coredns_cache_entries None Cluster=vigil': 40,
    'EksVigil/PodMetrics podsUnread Count Cluster=vigil': 0,
  };
  expect(published((await podMetrics.run()).puts)).toEqual(gauges);
  await answer(addresses, [coreDns(160, 25), coreDns(17, 1)]);
  expect(published((await podMetrics.run()).puts)).toEqual({
    ...gauges,
    'EksVigil/PodMetrics requests Count Cluster=vigil': 70,
    // 54 observations up to 0.25 ms, and 16 up to 8.192 s.
    'EksVigil/PodMetrics latency Seconds Cluster=vigil': [
      [0.000125, 54],
      [(0.0005 + 8.192) / 2, 16],
    ],
  });
});

test('OpenMetrics with exemplars, an exposition of 5 MB, broken ones, and pods that hang', async () => {
  const addresses = await startPods({ namespace: 'shop', labels: { app: 'mixed' }, port: 9153 }, 10);
  const type = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
  const counts = (value: number) => `# TYPE http_requests_total counter\nhttp_requests_total ${value}\n`;
  const answersOf = (value: number): Answer[] => [
    { body: openMetrics(value), type },
    large(5_000_000, counts(value)),
    counts(value),
    'http_requests_total 1\nhttp_requests_total{code="2',
    { body: openMetrics(value).replace('# EOF\n', ''), type },
    { body: '<!doctype html>\n<title>Sign in</title>', type: 'text/html' },
    (_, response) => void response.writeHead(500).end('no'),
    (_, response) => void response.writeHead(200, { 'content-length': '1000' }).end('http_requests_total 1\n'),
    large(9_000_000, counts(value)),
    // Never answers.
    () => {},
  ];
  await answer(addresses, answersOf(100));
  // Longer shares than by default: 5 MB take a while on a busy machine.
  const podMetrics = await start(
    `${shop('mixed', '{ name: http_requests_total, as: requests }')}\nfunction: { timeout: 60 }`,
  );
  const first = await podMetrics.run();
  expect(first.error).toBeUndefined();
  await answer(addresses, answersOf(101));
  const { line, puts, milliseconds } = await podMetrics.run();
  expect(published(puts)).toEqual({
    'EksVigil/PodMetrics requests Count Cluster=vigil': 3,
    'EksVigil/PodMetrics podsUnread Count Cluster=vigil': 7,
  });
  const { groups } = line as { groups: readonly { ready: number; unread: number; unreadPods: readonly string[] }[] };
  expect(groups).toMatchObject([{ ready: 10, unread: 7 }]);
  expect(groups[0]?.unreadPods).toHaveLength(5);
  for (const text of groups[0]?.unreadPods ?? []) expect(text).toMatch(/^mixed-[-\w]+: ./);
  // The pod that hangs has its share, not the dialer's 30 seconds.
  expect(milliseconds).toBeLessThan(30_000);
});

test('the metrics of a real API server', async () => {
  const text = await controlPlane.kubectl(['get', '--raw', '/metrics']);
  const addresses = await startPods({ namespace: 'shop', labels: { app: 'real' }, port: 9153 }, 1);
  await answer(addresses, [text]);
  const podMetrics = await start(
    shop(
      'real',
      '{ name: apiserver_request_total, as: requests }, { name: apiserver_request_duration_seconds, as: latency }, { name: process_resident_memory_bytes, as: memory }',
    ),
  );
  await podMetrics.run();
  await answer(addresses, [await controlPlane.kubectl(['get', '--raw', '/metrics'])]);
  const second = published((await podMetrics.run()).puts);
  expect(second['EksVigil/PodMetrics requests Count Cluster=vigil']).toBeGreaterThan(0);
  expect(second['EksVigil/PodMetrics memory Bytes Cluster=vigil']).toBeGreaterThan(1_000_000);
  const latency = second['EksVigil/PodMetrics latency Seconds Cluster=vigil'] as readonly (readonly [number, number])[];
  expect(latency.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(0);
});

test('500 pods, of which some hang or break off', async () => {
  const pods = { namespace: 'shop', labels: { app: 'many' }, port: 9153 };
  const addresses = await startPods(pods, 500);
  const gauge = (value: number) => `# TYPE c counter\nc ${value}\n# TYPE g gauge\ng 1\n`;
  await answer(
    addresses,
    addresses.map((_, index) => gauge(index)),
  );
  // Longer shares than by default, for a busy machine. Where they are still too short, a pod counts from its last look in the next run.
  const podMetrics = await start(`${shop('many', '{ name: c }, { name: g }')}\nfunction: { timeout: 60 }`);
  let counted = 0;
  const runUntil = (ready: number, unread: number): Promise<SectionRun> =>
    until(
      () => `not ${ready} pods were read`,
      async () => {
        const run = await podMetrics.run();
        expect(run.error).toBeUndefined();
        const values = published(run.puts);
        counted += Number(values['EksVigil/PodMetrics c Count Cluster=vigil'] ?? 0);
        const isExpected =
          values['EksVigil/PodMetrics g None Cluster=vigil'] === ready &&
          values['EksVigil/PodMetrics podsUnread Count Cluster=vigil'] === unread;
        return isExpected ? run : undefined;
      },
    );
  const first = await runUntil(500, 0);
  expect(first.line.groups).toEqual([expect.objectContaining({ pods: 500, ready: 500, unread: 0 })]);

  const hangs: Answer = () => {};
  const breaksOff: Answer = (request) => void request.socket.destroy();
  await answer(
    addresses,
    addresses.map((_, index) => (index < 20 ? hangs : index < 40 ? breaksOff : gauge(index + 2))),
  );
  counted = 0;
  const second = await runUntil(460, 40);
  expect(counted).toBe(920);
  expect(second.puts).toHaveLength(1);
});

test('without the permission, the invocation fails and names the pods and the command', async () => {
  const addresses = await startPods({ namespace: 'shop', labels: { app: 'denied' }, port: 9153 }, 1);
  await answer(addresses, ['queue 1\n']);
  const podMetrics = await start(shop('denied', '{ name: queue }'));
  expect((await podMetrics.run()).error).toBeUndefined();
  // The group can do nothing else.
  const asGroup = [`--as=${group}`, `--as-group=${group}`];
  for (const refused of [
    ['get', 'deployments', '-n', 'shop'],
    ['get', 'secrets', '-n', 'shop'],
    ['get', 'pods', '-n', 'default'],
    ['delete', 'pods', '--all', '-n', 'shop'],
  ])
    await expect(controlPlane.kubectl([...refused, ...asGroup])).rejects.toThrow('forbidden');

  const untilFailing = (pattern: RegExp) =>
    until(
      () => 'the function can still read',
      async () => {
        const run = await podMetrics.run();
        return pattern.test(run.error?.message ?? '') ? run : undefined;
      },
    );
  const onlyList = '[{ "op": "remove", "path": "/rules/1" }]';
  await controlPlane.kubectl(['patch', 'role', group, '-n', 'shop', '--type=json', '-p', onlyList]);
  const unread = await untilFailing(
    /none of 1 ready pods could be read; denied-[-\w]+: permission to get pods\/proxy "http:denied-[-\w]+:9153" in namespace "shop" is missing/,
  );
  expect(published(unread.puts)).toEqual({ 'EksVigil/PodMetrics podsUnread Count Cluster=vigil': 1 });

  await controlPlane.kubectl(['delete', 'role', group, '-n', 'shop']);
  const denied = await untilFailing(/permission to list pods/);
  expect(denied.error?.name).toBe('PodMetricsFailed');
  expect(denied.error?.message).toContain(
    'pods app=denied in namespace shop: permission to list pods in namespace "shop" is missing for user "eks-vigil-pod-metrics"; run `eks-vigil rbac --config FILE | kubectl apply -f -`',
  );
  expect(denied.puts).toEqual([]);
});

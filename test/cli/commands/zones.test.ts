import { csvLine } from '../../../model/csv';
import { hourName, trafficColumns, trafficKey } from '../../../model/zoneTraffic';
import { hour, now } from '../../support/objects/clock';
import { type ApiServer, startApiServer } from '../../support/servers/apiServer';
import { type ObjectServer, startObjectServer } from '../../support/servers/objectServer';
import { configText, eksVigil, type ProcessOptions } from '../commandLine';
import { kubeconfigText } from '../kubeconfigText';
import { type ScriptedAws, startScriptedAws } from '../scriptedAws';

const target = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const flowLogs = { bucket: 'flow-logs', partitions: 'hourly' };
const zoneTraffic = { flowLogs };
const stack = 'eks-vigil-eu-central-1-prod';
const bucket = 'traffic-bucket';

let server: ApiServer;
let aws: ScriptedAws;
let s3: ObjectServer;
let forbidden: string[];

beforeAll(async () => {
  aws = await startScriptedAws();
  s3 = await startObjectServer();
  process.env.AWS_ENDPOINT_URL_S3 = s3.url;
  server = await startApiServer({
    cluster: 'prod',
    identities: 'any',
    now: () => now,
    authorize: ({ resource }) => !forbidden.includes(resource),
  });
  for (const [name, zone] of [
    ['a1', 'zone-a'],
    ['b1', 'zone-b'],
  ] as const) {
    const metadata = { name, labels: { 'topology.kubernetes.io/zone': zone } };
    server.put({ apiVersion: 'v1', kind: 'Node', metadata });
  }
  for (const [name, node] of [
    ['web-0', 'a1'],
    ['web-1', 'b1'],
    ['db-0', 'a1'],
    ['db-1', 'a1'],
  ] as const) {
    const ownerReferences = [{ kind: 'StatefulSet', name: name.slice(0, -2), controller: true }];
    server.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'shop', name, uid: name, ownerReferences },
      spec: { nodeName: node },
      status: { phase: 'Running' },
    });
  }
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_S3;
  await server.stop();
  await s3.stop();
  await aws.stop();
});

/** The newest hour that can have a result, and those before. */
const resultHour = (ago: number) => hourName(Math.floor((now - 0.75 * hour) / hour) * hour - (1 + ago) * hour);
const gigabyte = 1024 ** 3;
const result = (bytes: number) =>
  [
    [...trafficColumns],
    ['all', '', '', '', '', '', '', String(3 * bytes), '7'],
    ['pods', 'shop', 'web', 'zone-a', 'shop', 'db', 'zone-b', String(bytes), '3'],
    ['pods', 'shop', 'web', 'zone-a', 'shop', 'db', 'zone-a', String(bytes), '3'],
  ]
    .map((row) => `${csvLine(row)}\n`)
    .join('');

beforeEach(() => {
  forbidden = [];
  s3.failure = undefined;
  s3.objects.clear();
  for (const ago of [0, 1]) s3.objects.set(`/${bucket}/${trafficKey(resultHour(ago))}`, result(gigabyte));
});

const withOutputs = (OutputKey: string) => ({
  'cloudformation:DescribeStacks': () => ({
    Stacks: [{ StackName: stack, StackStatus: 'CREATE_COMPLETE', Outputs: [{ OutputKey, OutputValue: bucket }] }],
  }),
});

function zones(
  args: readonly string[] = [],
  {
    config = { zoneTraffic },
    output = 'ZoneTrafficBucketName',
    ...options
  }: ProcessOptions & { readonly config?: object; readonly output?: string } = {},
) {
  const file = aws.folder.write('prod.yaml', configText([target], config));
  const kubeconfig = aws.folder.write('kubeconfig', kubeconfigText(server));
  aws.answer(withOutputs(output));
  return eksVigil(['zones', '--config', file, '--kubeconfig', kubeconfig, ...args], { now: () => now, ...options });
}

test('the spread of each workload, without any question to AWS', async () => {
  const { stdout, stderr, exitCode } = await zones([], { config: {} });
  expect(stdout.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
    'NAMESPACE WORKLOAD zone-a zone-b',
    'shop StatefulSet/db 2 0 all in one zone',
    'shop StatefulSet/web 1 1',
    '2 workloads, 1 with all of several pods in one zone; zone-a has 1 node, zone-b has 1 node',
    '',
  ]);
  expect({ stderr, exitCode, requests: aws.requests }).toEqual({ stderr: '', exitCode: 0, requests: [] });
});

test('--traffic adds the most expensive pairs, at the list price', async () => {
  const { stdout, stderr, exitCode } = await zones(['--traffic', '--hours', '2']);
  const lines = stdout.split('\n').map((line) => line.replace(/ +/g, ' '));
  expect(lines.slice(4)).toEqual([
    '',
    'FROM TO GB USD USD/MONTH MOSTLY',
    'shop/web shop/db 2.00 0.04 14.60 zone-a -> zone-b',
    '2.00 of 4.00 GB between pods crossed zones (50 %) in 2 hours: 0.04 USD at 0.02 USD per GB, 14.60 USD a month',
    '',
  ]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
});

test('--usd-per-gb, --bucket and --output json', async () => {
  s3.objects.set(`/other/${trafficKey(resultHour(0))}`, result(gigabyte));
  const { stdout, exitCode } = await zones([
    '--traffic',
    '--hours',
    '1',
    '--usd-per-gb',
    '0.1',
    '--bucket',
    'other',
    '--output',
    'json',
  ]);
  expect(JSON.parse(stdout)).toMatchObject({
    zones: ['zone-a', 'zone-b'],
    workloads: [{ workload: 'StatefulSet/db', inOneZone: true }, { workload: 'StatefulSet/web' }],
    traffic: {
      hours: 1,
      missing: [],
      usd: expect.closeTo(0.1),
      pairs: [{ source: 'shop/web', destination: 'shop/db' }],
    },
  });
  // The bucket is not asked for.
  expect([exitCode, aws.requests]).toEqual([0, []]);
});

test('without --traffic, the JSON has none', async () => {
  expect(JSON.parse((await zones(['--output', 'json'])).stdout)).toMatchObject({ traffic: null, unscheduled: 0 });
});

test('hours without a result are named, and are a warning', async () => {
  const { stdout, exitCode } = await zones(['--traffic', '--hours', '4']);
  expect(stdout).toContain(`\n2 hours without a result: ${resultHour(2)}, ${resultHour(3)}\n`);
  expect(exitCode).toBe(1);
});

test.each<[title: string, args: string[], options: Parameters<typeof zones>[1], prepare: () => void, message: RegExp]>([
  [
    '--traffic without zoneTraffic',
    ['--traffic'],
    { config: {} },
    () => {},
    /has no zoneTraffic.*docs\/zone-traffic\.md/,
  ],
  ['no result at all', ['--traffic'], {}, () => s3.objects.clear(), /none of the last 24 hours has a result.*doctor/],
  [
    'hours that are none',
    ['--traffic', '--hours', '0'],
    {},
    () => {},
    /--hours: got 0; expected a number above 0 and up to 744/,
  ],
  ['a part of an hour', ['--hours', '1.5'], {}, () => {}, /--hours: got 1\.5/],
  ['a price that is none', ['--usd-per-gb', 'x'], {}, () => {}, /--usd-per-gb: got x/],
  [
    'a stack without the output',
    ['--traffic'],
    { output: 'Other' },
    () => {},
    /has no output ZoneTrafficBucketName; specify --bucket/,
  ],
  [
    'a bucket that denies',
    ['--traffic'],
    {},
    () => {
      s3.failure = 'AccessDenied';
    },
    /do not allow s3:GetObject.*docs\/zone-traffic\.md/,
  ],
  [
    'a result that ends early',
    ['--traffic'],
    {},
    () => s3.objects.set(`/${bucket}/${trafficKey(resultHour(0))}`, result(1).slice(0, -4)),
    /traffic\.csv is not a result of this version/,
  ],
  [
    'a result with other columns',
    ['--traffic'],
    {},
    () => s3.objects.set(`/${bucket}/${trafficKey(resultHour(0))}`, '"a","b"\n'),
    /its columns are a, b/,
  ],
  [
    'a cluster that does not let pods be listed',
    [],
    {},
    () => {
      forbidden = ['pods'];
    },
    /pods/,
  ],
])('%s fails', async (_, args, options, prepare, message) => {
  prepare();
  const { stdout, stderr, exitCode } = await zones(args, options);
  expect(stderr).toMatch(message);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
});

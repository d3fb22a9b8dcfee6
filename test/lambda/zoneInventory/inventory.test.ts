import { gunzipSync } from 'node:zlib';
import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { ApiResponse } from '../../../lambda/kubernetes/apiResponse';
import { type InventoryContext, takeInventory } from '../../../lambda/zoneInventory/inventory';
import { parseCsv } from '../../../model/csv';
import type { Read } from '../../../model/readingPlan';
import type { ZoneTrafficConfig } from '../../../model/zoneTraffic';

const config: ZoneTrafficConfig = {
  cluster: { name: 'prod', region: 'eu-central-1' },
  access: { type: 'eksctl', roleName: 'eks-vigil-zones', group: 'eks-vigil-zones' },
  inVpc: false,
  dryRun: false,
  logging: { level: 'info', format: 'json' },
  database: 'eks_vigil',
  flowLogs: {
    layout: { partitions: 'hourly', hive: false },
    fields: ['pkt-srcaddr', 'pkt-dstaddr', 'bytes', 'start', 'vpc-id'],
  },
};
const now = Date.parse('2026-01-31T10:30:05Z');
const event = { time: '2026-01-31T10:30:00Z' };

const objects: Readonly<Record<string, readonly object[]>> = {
  pods: ['a', 'b', 'c'].map((name) => ({
    metadata: { namespace: 'shop', name, uid: name },
    spec: { nodeName: 'node-a' },
    status: { phase: 'Running', podIP: `10.0.1.${name.charCodeAt(0)}`, startTime: '2026-01-31T09:00:00Z' },
  })),
  nodes: [{ metadata: { name: 'node-a', uid: 'n', labels: { 'topology.kubernetes.io/zone': 'eu-central-1a' } } }],
};

/** Lists of one object a page. */
async function readPage({ resource }: Read, continueToken = '0'): Promise<ApiResponse> {
  const all = objects[resource] ?? [];
  const index = Number(continueToken);
  const metadata = index + 1 < all.length ? { continue: String(index + 1) } : {};
  const kind = resource === 'pods' ? 'PodList' : 'NodeList';
  return { now, body: { kind, metadata, items: all.slice(index, index + 1) } };
}

function start(
  change: { readonly config?: object; readonly read?: typeof readPage; readonly send?: () => Promise<object> } = {},
) {
  const lines: Record<string, unknown>[] = [];
  const written: PutObjectCommand['input'][] = [];
  const reads: string[] = [];
  const line = (level: string) => (message: string, fields: object) => void lines.push({ level, message, ...fields });
  const context: InventoryContext = {
    config: { ...config, ...change.config },
    bucket: 'bucket',
    client: {
      read: (read, _limits, continueToken) => {
        reads.push(read.resource);
        return (change.read ?? readPage)(read, continueToken);
      },
      explain: () => undefined,
    },
    vpc: () => 'vpc-0123456789abcdef0',
    s3: {
      send: (async (command: PutObjectCommand) => {
        if (change.send !== undefined) return change.send();
        written.push(command.input);
        return {};
      }) as never,
    },
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    now: () => now,
  };
  return { lines, written, reads, run: (given: unknown = event) => takeInventory(given, 20_000, context) };
}

test('the inventory is written under its hour, and the query is of the last hour whose flow logs have arrived', async () => {
  const { run, written, lines, reads } = start();
  const result = await run();
  expect(result).toMatchObject({ hour: '2026-01-31-09', resultKey: 'traffic/hour=2026-01-31-09/traffic.csv' });
  expect(result.query).toContain(`"partition_path" = '2026/01/31/09'`);
  expect(result.query).toContain(`vpc_id = 'vpc-0123456789abcdef0'`);
  expect(written).toHaveLength(1);
  expect(written[0]).toMatchObject({ Bucket: 'bucket', Key: 'inventory/hour=2026-01-31-10/20260131T103005Z.csv.gz' });
  const rows = parseCsv(gunzipSync(written[0]?.Body as Buffer).toString());
  // The node has no address.
  expect(rows.map((row) => row[7])).toEqual(['name', 'a', 'b', 'c']);
  expect(lines).toEqual([
    expect.objectContaining({
      level: 'info',
      message: 'inventory',
      pods: 3,
      nodes: 1,
      written: true,
      hour: '2026-01-31-09',
    }),
  ]);
  // Pages, the pods before the nodes.
  expect(reads).toEqual(['pods', 'pods', 'pods', 'nodes']);
});

test.each<[title: string, event: unknown, hour: string]>([
  ['a retry within the hour', { time: '2026-01-31T10:30:00Z' }, '2026-01-31-09'],
  ['a repetition of a failed hour', { time: '2026-01-30T00:30:00Z' }, '2026-01-29-23'],
  ['by hand', {}, '2026-01-31-09'],
  ['by hand, before the flow logs have arrived', { time: '2026-01-31T10:29:00Z' }, '2026-01-31-08'],
])('the hour of %s', async (_, given, hour) => {
  expect((await start().run(given)).hour).toBe(hour);
});

test('a dry run writes nothing', async () => {
  const { run, written, lines } = start({ config: { dryRun: true } });
  await run();
  expect(written).toEqual([]);
  expect(lines).toEqual([expect.objectContaining({ written: false, dryRun: true, pods: 3 })]);
});

const forbidden = {
  message: 'nodes is forbidden: User "eks-vigil-zones" cannot list resource "nodes"',
  reason: 'Forbidden',
};
test.each<[title: string, change: Parameters<typeof start>[0], name: string, message: RegExp]>([
  [
    'a list that is not allowed',
    {
      read: async (read, token) => {
        if (read.resource === 'nodes') throw new ApiException(403, '', forbidden, {});
        return readPage(read, token);
      },
    },
    'ReadFailure',
    /nodes/,
  ],
  [
    'a list that ends early',
    {
      read: async (read) => ({
        now,
        body: {
          kind: read.resource === 'pods' ? 'PodList' : 'NodeList',
          metadata: { remainingItemCount: 5 },
          items: [],
        },
      }),
    },
    'ReadFailure',
    /remainingItemCount/,
  ],
  [
    'a bucket that denies',
    { send: () => Promise.reject(Object.assign(new Error('Access Denied'), { name: 'AccessDenied' })) },
    'InventoryNotWritten',
    /s3:PutObject to s3:\/\/bucket\/inventory\/.*AccessDenied/,
  ],
])('%s fails the run, and says so', async (_, change, name, message) => {
  const { run, lines } = start(change);
  await expect(run()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  expect(lines).toEqual([
    expect.objectContaining({
      level: 'error',
      written: false,
      error: { name, message: expect.stringMatching(message) },
    }),
  ]);
});

test.each([
  ['is not a date', { time: 'now' }, 'InvalidEvent'],
  ['is in the future', { time: '2026-01-31T12:00:00Z' }, 'EarlyEvent'],
])('an event whose time %s is rejected', async (_, given, name) => {
  const { run, written } = start();
  await expect(run(given)).rejects.toMatchObject({ name });
  expect(written).toEqual([]);
});

import { inventoryCsv, type NodePlace, type Places } from '../../../lambda/zoneInventory/inventoryRows';
import type { PodPlace } from '../../../lambda/zoneInventory/podPlace';
import { defaultFields } from '../../../model/flowLogs';
import { Random } from '../../support/random';
import { type Endpoint, type Flow, podAt, recordsOf } from './flowLogGenerator';
import { type FlowRecord, runTrafficQuery, type TrafficCase, type TrafficRow } from './trafficDatabase';

const hour = Date.parse('2026-01-31T09:00:00Z');
const minute = 60_000;
const at = (minutes: number) => hour + minutes * minute;
const seconds = (milliseconds: number) => milliseconds / 1000;

const zones = { a: 'eu-central-1a', b: 'eu-central-1b' } as const;
const nodes = (['a', 'b'] as const).map((id) => ({
  name: `node-${id}`,
  uid: `uid-node-${id}`,
  zone: zones[id],
  ips: [`10.0.${id === 'a' ? 1 : 2}.1`],
  started: at(-600),
}));
const interfaces = {
  a: { id: 'eni-a', primary: '10.0.1.1' },
  b: { id: 'eni-b', primary: '10.0.2.1' },
} as const;

/** Pods with the interfaces of their nodes, and one that has an interface of its own. */
const web: Endpoint = { ip: '10.0.1.10', interface: interfaces.a };
const db: Endpoint = { ip: '10.0.2.10', interface: interfaces.b };
const cache: Endpoint = { ip: '10.0.1.11', interface: interfaces.a };
const fargate: Endpoint = { ip: '10.0.2.99', interface: { id: 'eni-f', primary: '10.0.2.99' } };
const node: Endpoint = { ip: '10.0.1.1', interface: interfaces.a };
const outside: Endpoint = { ip: '93.184.216.34', interface: { id: 'eni-nat', primary: '10.0.9.9' } };

const started = at(-120);
const pods: PodPlace[] = [
  podAt({ name: 'web-1', node: 'node-a', ips: [web.ip], started }),
  podAt({ name: 'db-0', node: 'node-b', ips: [db.ip], started }),
  podAt({ name: 'cache-1', node: 'node-a', ips: [cache.ip], started }),
  podAt({ name: 'fargate-1', node: 'node-b', ips: [fargate.ip], started }),
  podAt({ name: 'proxy-1', node: 'node-a', ips: [node.ip], hostNetwork: true, started }),
];

type Inventories = readonly (readonly [minutes: number, pods: readonly PodPlace[], others?: readonly NodePlace[]])[];
const inventoriesOf = (byTime: Inventories) =>
  new Map(
    byTime.map(([minutes, those, more = []]) => [
      at(minutes),
      inventoryCsv({ pods: those, nodes: [...nodes, ...more] } satisfies Places, at(minutes)).csv,
    ]),
  );

/** The fields of each version, as formats that have all fields up to it. Source: Amazon VPC User Guide, "Available fields". */
const added: readonly (readonly [version: number, fields: readonly string[]])[] = [
  [2, defaultFields],
  [3, ['vpc-id', 'subnet-id', 'instance-id', 'tcp-flags', 'type', 'pkt-srcaddr', 'pkt-dstaddr']],
  [4, ['region', 'az-id', 'sublocation-type', 'sublocation-id']],
  [5, ['pkt-src-aws-service', 'pkt-dst-aws-service', 'flow-direction', 'traffic-path']],
  [7, ['ecs-cluster-arn', 'ecs-cluster-name', 'ecs-container-instance-arn', 'ecs-service-name', 'ecs-task-id']],
  [8, ['reject-reason']],
  [9, ['resource-id']],
  [10, ['encryption-status']],
];
const versions = added.map(([version], index) => ({
  version,
  fields: added.slice(0, index + 1).flatMap(([, fields]) => fields),
}));
const allFields = versions.at(-1)?.fields ?? [];

const flows: Flow[] = [
  { from: web, to: db, bytes: 1_000_000, start: seconds(at(5)), port: 40_000 },
  { from: db, to: web, bytes: 7_000_000, start: seconds(at(5)), port: 40_000 },
  { from: web, to: db, bytes: 500, start: seconds(at(59)), port: 40_001 },
  { from: web, to: cache, bytes: 0, start: seconds(at(7)), port: 40_002 },
  { from: web, to: fargate, bytes: 30_000, start: seconds(at(8)), port: 40_003 },
  { from: fargate, to: web, bytes: 40_000, start: seconds(at(8)), port: 40_003 },
  { from: node, to: db, bytes: 60_000, start: seconds(at(9)), port: 40_004 },
  // None of these counts: refused, of another hour, or not of two pods.
  { from: web, to: db, bytes: 11, start: seconds(at(10)), port: 40_005, action: 'REJECT' },
  { from: web, to: db, bytes: 13, start: seconds(at(-2)), port: 40_006 },
  { from: web, to: db, bytes: 17, start: seconds(at(60)), port: 40_007 },
  { from: web, to: outside, bytes: 19, start: seconds(at(11)), port: 40_008 },
];
const noData = { 'interface-id': 'eni-x', start: seconds(at(12)), end: seconds(at(13)), 'log-status': 'NODATA' };

const baseCase = (): TrafficCase => {
  const random = new Random(1);
  return {
    format: 'text',
    layout: { partitions: 'hourly', hive: false },
    fields: allFields,
    records: [...flows.flatMap((flow) => recordsOf(flow, random)), noData],
    inventories: inventoriesOf([
      [-30, pods],
      [30, pods],
      [90, pods],
    ]),
    hour,
  };
};
const ofPods = (rows: readonly TrafficRow[]) => rows.filter(([scope]) => scope === 'pods');
const crossing = `${zones.a} ${zones.b}`;
const back = `${zones.b} ${zones.a}`;
const everything = [
  ['pods', 'shop/db', 'shop/web', back, 7_000_000],
  ['pods', 'shop/web', 'shop/db', crossing, 1_000_500],
  ['pods', '/(node)', 'shop/db', crossing, 60_000],
  ['pods', 'shop/fargate', 'shop/web', back, 40_000],
  ['pods', 'shop/web', 'shop/fargate', crossing, 30_000],
  ['pods', 'shop/web', 'shop/cache', `${zones.a} ${zones.a}`, 0],
];
/** With the addresses of interfaces only: what has an interface of its own at least at one end. */
const ofOwnInterfaces = everything.filter(([, source, destination]) => `${source}${destination}`.includes('fargate'));

test.each(
  versions.flatMap(({ version, fields }) =>
    (['text', 'parquet'] as const).map((format) => ({ version, fields, format })),
  ),
)('every byte counts once with the fields of version $version, as $format', async ({ version, fields, format }) => {
  const rows = await runTrafficQuery({ ...baseCase(), fields, format });
  expect(ofPods(rows)).toEqual(version === 2 ? ofOwnInterfaces : everything);
});

test.each([
  ['daily', false],
  ['daily', true],
  ['hourly', false],
  ['hourly', true],
] as const)('the folders of an hour are read, %s, hive %s', async (partitions, hive) => {
  const rows = await runTrafficQuery({ ...baseCase(), layout: { partitions, hive } });
  expect(ofPods(rows)).toEqual(everything);
});

test('the first row has all records of the hour, also without data', async () => {
  const given = baseCase();
  const [all] = await runTrafficQuery(given);
  const inHour = given.records.filter(
    ({ start }) => Number(start) >= hour / 1000 && Number(start) < hour / 1000 + 3600,
  );
  const bytes = inHour.reduce((sum, one) => sum + Number(one.bytes ?? 0), 0);
  expect(all).toEqual(['all', '/', '/', ' ', bytes]);
});

test('without any record, the first row says so', async () => {
  const rows = await runTrafficQuery({ ...baseCase(), records: [{ ...noData, start: 0, end: seconds(at(13)) }] });
  expect(rows).toEqual([['all', '/', '/', ' ', 0]]);
});

test.each([
  ['that sent', 'egress'],
  ['that received', 'ingress'],
])('a flow counts if only the interface %s is logged', async (_, direction) => {
  const given = baseCase();
  const records = given.records.filter((one) => one['flow-direction'] === direction);
  expect(ofPods(await runTrafficQuery({ ...given, records }))).toEqual(everything);
});

test('what passes a third interface, such as that of a load balancer, counts once', async () => {
  const given = baseCase();
  const passed = given.records.map((one) => ({ ...one, 'interface-id': 'eni-balancer' }));
  expect(ofPods(await runTrafficQuery({ ...given, records: [...given.records, ...passed] }))).toEqual(everything);
});

test('what both interfaces record of a flow over the end of an hour, each in windows of its own, counts once', async () => {
  const [sent, received] = recordsOf({ from: web, to: db, bytes: 0, start: 0, port: 40_000 }, new Random(6)).filter(
    (_, index) => index % 2 === 0,
  );
  const part = (side: FlowRecord | undefined, minutes: number, bytes: number) => {
    const record: FlowRecord = { ...side, bytes, start: seconds(at(minutes)), end: seconds(at(minutes + 10)) };
    return record;
  };
  // It ends before the interface that sent begins another window, or soon after.
  const ended = [part(sent, -1, 1000), part(received, -6, 400), part(received, 4, 600)];
  const given = { ...baseCase(), records: ended };
  const bytesIn = async (one: TrafficCase) => ofPods(await runTrafficQuery(one)).map((row) => row[4]);
  expect(await bytesIn({ ...given, hour: at(-60) })).toEqual([1000]);
  expect(await bytesIn(given)).toEqual([0]);
  expect(await bytesIn({ ...given, records: [...ended, part(sent, 9, 70), part(received, 14, 70)] })).toEqual([70]);
});

const fewest = ['pkt-srcaddr', 'pkt-dstaddr', 'bytes', 'start', 'action'];

test.each([
  { more: ['interface-id', 'flow-direction'] },
  { more: ['interface-id'] },
  { more: ['flow-direction'] },
  { more: ['interface-id', 'srcport', 'dstport', 'protocol'] },
  { more: ['flow-direction', 'srcport', 'dstport', 'protocol'] },
])('every byte counts once with few fields: $more', async ({ more }) => {
  expect(ofPods(await runTrafficQuery({ ...baseCase(), fields: [...fewest, ...more] }))).toEqual(everything);
});

test('an address of IPv6 is that of its pod, too', async () => {
  const [ip, other] = ['2001:db8:1234:a100:7d2c::1', '2001:db8:1234:a102:3304::4'];
  const random = new Random(4);
  const flow = { from: { ...web, ip }, to: { ...db, ip: other }, bytes: 77, start: seconds(at(5)), port: 40_000 };
  const dual = pods.map((pod) => {
    if (pod.name === 'web-1') return { ...pod, ips: [...pod.ips, ip] };
    return pod.name === 'db-0' ? { ...pod, ips: [...pod.ips, other] } : pod;
  });
  const given = { ...baseCase(), records: recordsOf(flow, random), inventories: inventoriesOf([[30, dual]]) };
  expect(ofPods(await runTrafficQuery(given))).toEqual([['pods', 'shop/web', 'shop/db', crossing, 77]]);
});

test('what a load balancer sends from addresses of its own is not from a pod', async () => {
  const random = new Random(5);
  const balancer: Endpoint = { ip: '10.0.1.200', interface: { id: 'eni-balancer', primary: '10.0.1.200' } };
  const part = { bytes: 88, start: seconds(at(5)), port: 40_000 };
  const hops = [
    { ...part, from: web, to: balancer },
    { ...part, from: balancer, to: db },
  ];
  const rows = await runTrafficQuery({ ...baseCase(), records: hops.flatMap((flow) => recordsOf(flow, random)) });
  expect(rows).toEqual([['all', '/', '/', ' ', 4 * 88]]);
});

test.each([
  ['the VPC of the cluster is known', { vpc: 'vpc-0123456789abcdef0' }, 1],
  // Nothing can tell them apart.
  ['it is unknown', {}, 2],
  ['the records have no vpc-id', { vpc: 'vpc-0123456789abcdef0', fields: [...fewest, 'flow-direction'] }, 2],
])('records of another VPC with the same addresses, where %s', async (_, change, times) => {
  const given = baseCase();
  const foreign: FlowRecord[] = given.records.map((one) => ({
    ...one,
    'vpc-id': 'vpc-99999999',
    'interface-id': 'eni-foreign',
  }));
  // As of other connections, so that they are no copies.
  const records = [...given.records, ...foreign.map((one) => ({ ...one, srcport: Number(one.srcport) + 10_000 }))];
  const expected = everything.map(([scope, source, destination, pair, bytes]) => [
    scope,
    source,
    destination,
    pair,
    times * Number(bytes),
  ]);
  expect(ofPods(await runTrafficQuery({ ...given, ...change, records }))).toEqual(expected);
});

test('with neither an interface nor a direction, which validate rejects, bytes would count twice', async () => {
  const rows = ofPods(await runTrafficQuery({ ...baseCase(), fields: fewest }));
  expect(rows).toEqual(
    everything.map(([scope, source, destination, pair, bytes]) => [
      scope,
      source,
      destination,
      pair,
      2 * Number(bytes),
    ]),
  );
});

/** The address of `web` over time: who had it, and which inventories know. */
const reused: readonly {
  readonly title: string;
  readonly inventories: Inventories;
  /** By the minute of a flow. */
  readonly expected: Readonly<Record<number, string | undefined>>;
}[] = (() => {
  const [, ...others] = pods;
  const first = podAt({ name: 'first-1', node: 'node-a', ips: [web.ip], started });
  const second = podAt({ name: 'second-1', node: 'node-b', ips: [web.ip], started: at(20) });
  const job = podAt({ name: 'job-1', node: 'node-a', ips: [web.ip], started: at(35) });
  const finished = { ...job, finished: true, ended: at(40) };
  // Both started before the pod that has the address first.
  const waiting = podAt({ name: 'waiting-1', node: 'node-b', ips: [web.ip], started: at(-130) });
  const rebooted = podAt({ name: 'rebooted-1', node: 'node-b', ips: [web.ip], started: at(-300) });
  // The pod that waits starts before the one that finishes, or before the one that starts and finishes meanwhile.
  const finishing = { ...job, started: at(-20), finished: true, ended: at(10) };
  const between = { ...job, started: at(11), finished: true, ended: at(13) };
  const waiter = podAt({ name: 'waiter-1', node: 'node-b', ips: [web.ip], started: at(2) });
  const nodeAt = (minutes: number): NodePlace => ({
    name: 'node-c',
    uid: `uid-node-${minutes}`,
    zone: zones.a,
    ips: [web.ip],
    started: at(minutes),
  });
  const both = (...those: PodPlace[]) => [...those, ...others];
  return [
    {
      title: 'from its start, the next pod has the address',
      inventories: [
        [-30, both(first)],
        [30, both(second)],
        [90, both(second)],
      ],
      expected: { 5: 'shop/first', 19: 'shop/first', 21: 'shop/second', 55: 'shop/second' },
    },
    {
      title: 'a pod that is gone keeps the address until the first inventory without it',
      inventories: [
        [-30, both(first)],
        [30, both()],
        [90, both()],
      ],
      expected: { 5: 'shop/first', 29: 'shop/first', 31: undefined },
    },
    {
      title: 'a finished pod had the address until it finished',
      inventories: [
        [-30, both()],
        [30, both()],
        [90, both(finished)],
      ],
      expected: { 34: undefined, 36: 'shop/job', 39: 'shop/job', 41: undefined },
    },
    {
      title: 'a pod with the address of a finished one, both in one inventory',
      inventories: [
        [-30, both()],
        [90, both(finished, { ...second, started: at(45) })],
      ],
      expected: { 36: 'shop/job', 42: undefined, 46: 'shop/second' },
    },
    {
      title: 'a pod that started after the hour has nothing of it',
      inventories: [
        [30, both(first)],
        [90, both(first, { ...second, started: at(70) })],
      ],
      expected: { 5: 'shop/first', 59: 'shop/first' },
    },
    {
      title: 'a pod that waited for its address has it from the last inventory without it',
      inventories: [
        [-30, both(first, { ...waiting, ips: [] })],
        [30, both(waiting)],
        [90, both(waiting)],
      ],
      expected: { 5: 'shop/waiting', 29: 'shop/waiting', 55: 'shop/waiting' },
    },
    {
      title: 'a pod that waited until the end of the hour has nothing of the pod before it',
      inventories: [
        [-30, both(first, { ...waiting, ips: [] })],
        [30, both(first, { ...waiting, ips: [] })],
        [90, both(waiting)],
      ],
      expected: { 5: 'shop/first', 29: 'shop/first', 31: 'shop/waiting' },
    },
    {
      title: 'a pod that got another address, such as after its node was rebooted, has the new one from then on',
      inventories: [
        [-30, both(first, { ...rebooted, ips: ['10.0.1.77'] })],
        [30, both(first, { ...rebooted, ips: ['10.0.1.77'] })],
        [90, both(rebooted)],
      ],
      expected: { 5: 'shop/first', 29: 'shop/first', 31: 'shop/rebooted' },
    },
    {
      title: 'a pod that got the address of one that had finished before the hour',
      inventories: [
        [-30, both({ ...job, started: at(-90), finished: true, ended: at(-60) }, rebooted)],
        [30, both({ ...job, started: at(-90), finished: true, ended: at(-60) }, rebooted)],
      ],
      expected: { 5: 'shop/rebooted', 55: 'shop/rebooted' },
    },
    {
      title: 'a pod that waited for the address of a finished one has it from that end',
      inventories: [
        [-30, both()],
        [30, both(finishing, waiter)],
        [90, both(waiter)],
      ],
      expected: { 5: 'shop/job', 9: 'shop/job', 11: 'shop/waiter', 55: 'shop/waiter' },
    },
    {
      title: 'a pod that waited while another one had the address has it for the rest of the hour',
      inventories: [
        [-30, both()],
        [30, both(between, waiter)],
        [90, both(waiter)],
      ],
      expected: { 5: undefined, 12: 'shop/job', 14: 'shop/waiter', 55: 'shop/waiter' },
    },
    {
      title: 'the address of a node that is gone, which a pod got',
      inventories: [
        [-30, both(), [nodeAt(-600)]],
        [30, both({ ...second, started: at(10) })],
        [90, both({ ...second, started: at(10) })],
      ],
      expected: { 5: '/(node)', 11: 'shop/second' },
    },
    {
      title: 'a node that came with the address of a pod that is gone',
      inventories: [
        [-30, both(first)],
        [30, both(), [nodeAt(20)]],
        [90, both(), [nodeAt(20)]],
      ],
      expected: { 5: 'shop/first', 21: '/(node)', 55: '/(node)' },
    },
    {
      title: 'a node with the name and the address of the one before it',
      inventories: [
        [-30, both(), [nodeAt(-600)]],
        [30, both(), [nodeAt(20)]],
        [90, both()],
      ],
      expected: { 5: '/(node)', 21: '/(node)', 55: '/(node)' },
    },
    {
      title: 'an inventory that failed is no gap',
      inventories: [
        [-30, both(first)],
        [150, both(first)],
      ],
      expected: { 5: 'shop/first', 59: 'shop/first' },
    },
  ];
})();

test.each(reused)('$title', async ({ inventories, expected }) => {
  const random = new Random(2);
  const minutes = Object.keys(expected).map(Number);
  const sent = minutes.map((one, index) => ({
    from: web,
    to: db,
    bytes: 10 ** index,
    start: seconds(at(one)),
    port: 50_000,
  }));
  const records = sent.flatMap((flow) => recordsOf(flow, random));
  const rows = await runTrafficQuery({ ...baseCase(), records, inventories: inventoriesOf(inventories) });
  const sums: Record<string, number> = {};
  minutes.forEach((one, index) => {
    const app = expected[one];
    if (app !== undefined) sums[app] = (sums[app] ?? 0) + 10 ** index;
  });
  expect(Object.fromEntries(ofPods(rows).map(([, source, , , bytes]) => [source, bytes]))).toEqual(sums);
});

test('the sums of thousands of flows between pods that come and go are those of the flows', async () => {
  const random = new Random(3);
  const addresses = Array.from({ length: 20 }, (_, index) => `10.0.${index % 2 === 0 ? 1 : 2}.${100 + index}`);
  // Each address has several pods, one after the other, each long enough to be in an inventory.
  const history = addresses.flatMap((ip, address) => {
    const id = address % 2 === 0 ? ('a' as const) : ('b' as const);
    const starts = [at(-200), at(random.between([-25, 25])), at(random.between([31, 80]))];
    return starts.map((begin, index) => ({
      pod: podAt({
        name: `app${random.between([1, 4])}-${address}-${index}`,
        node: `node-${id}`,
        ips: [ip],
        started: begin,
      }),
      end: starts[index + 1] ?? at(500),
      endpoint: { ip, interface: interfaces[id] },
      zone: zones[id],
    }));
  });
  const alive = (time: number) => history.filter(({ pod, end }) => (pod.started ?? 0) <= time && time < end);
  const expected: Record<string, number> = {};
  const sent = Array.from({ length: 2000 }, (_, index): Flow => {
    const time = at(0) + random.between([0, 3590]) * 1000;
    const living = alive(time);
    const pick = () => living[random.between([0, living.length - 1])];
    const [from, to] = [pick(), pick()];
    if (from === undefined || to === undefined) throw new Error('nothing is alive');
    const bytes = random.between([0, 5_000_000_000]);
    // The parts of a flow have starts of their own, so all are within the hour and the life of both pods.
    const isWhole = alive(time + 1000).includes(from) && alive(time + 1000).includes(to);
    const key = `${from.pod.app} ${to.pod.app} ${from.zone} ${to.zone}`;
    if (isWhole) expected[key] = (expected[key] ?? 0) + bytes;
    return { from: from.endpoint, to: to.endpoint, bytes: isWhole ? bytes : 0, start: time / 1000, port: 1024 + index };
  });
  const inventories = inventoriesOf(
    [-30, 30, 90].map((time) => [time, alive(at(time)).map(({ pod }) => pod)] as const),
  );
  const records = sent.flatMap((flow) => recordsOf(flow, random));
  const rows = ofPods(await runTrafficQuery({ ...baseCase(), records, inventories }));
  const got = rows
    .filter(([, , , , bytes]) => bytes > 0)
    .map(([, source, destination, pair, bytes]) => [`${source} ${destination} ${pair}`.replaceAll('shop/', ''), bytes]);
  expect(Object.fromEntries(got)).toEqual(expected);
});

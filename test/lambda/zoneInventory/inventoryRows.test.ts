import { inventoryCsv, nodePlaceOf } from '../../../lambda/zoneInventory/inventoryRows';
import { parseCsv } from '../../../model/csv';
import { inventoryColumns } from '../../../model/zoneTraffic';
import { podAt } from './flowLogGenerator';

const started = Date.parse('2026-01-31T08:00:00Z');
const taken = Date.parse('2026-01-31T09:30:00.900Z');
const node = { name: 'node-a', uid: 'n1', zone: 'eu-central-1a', ips: ['10.0.1.1'], started };
const rowsOf = (...given: Parameters<typeof inventoryCsv>) => {
  const { csv, counts } = inventoryCsv(...given);
  const [header, ...rows] = parseCsv(csv);
  expect(header).toEqual([...inventoryColumns]);
  return {
    counts,
    rows: rows.map((row) => Object.fromEntries(inventoryColumns.map((name, index) => [name, row[index]]))),
  };
};

test('a pod and its node', () => {
  const pod = podAt({ name: 'web-1', node: 'node-a', ips: ['10.0.1.10'], started });
  const { rows, counts } = rowsOf({ pods: [pod], nodes: [node] }, taken);
  const common = { taken: '1769851800', zone: 'eu-central-1a', node: 'node-a', started: '1769846400', ended: '' };
  expect(rows).toEqual([
    {
      ...common,
      entry: 'node',
      ip: '10.0.1.1',
      namespace: '',
      app: '(node)',
      workload: 'Node/node-a',
      name: 'node-a',
      uid: 'n1',
    },
    {
      ...common,
      entry: 'pod',
      ip: '10.0.1.10',
      namespace: 'shop',
      app: 'web',
      workload: 'Deployment/web-1',
      name: 'web-1',
      uid: 'uid-web-1',
    },
  ]);
  expect(counts).toEqual({
    nodes: 1,
    nodesWithoutZone: 0,
    pods: 1,
    hostNetworkPods: 0,
    finishedPods: 0,
    podsWithoutIp: 0,
    podsWithoutTimes: 0,
  });
});

const web = podAt({ name: 'web-1', node: 'node-a', ips: ['10.0.1.10'], started });
test.each<[title: string, pod: Partial<typeof web>, rows: readonly object[], counts: object]>([
  ['host network', { hostNetwork: true, ips: ['10.0.1.1'] }, [{ entry: 'host' }], { pods: 1, hostNetworkPods: 1 }],
  ['two addresses', { ips: ['10.0.1.10', '2001:db8::1'] }, [{ ip: '10.0.1.10' }, { ip: '2001:db8::1' }], { pods: 1 }],
  ['finished', { finished: true, ended: taken }, [{ ended: '1769851800' }], { pods: 1, finishedPods: 1 }],
  ['finished at an unknown time', { finished: true }, [], { pods: 0, podsWithoutTimes: 1 }],
  ['no start', { started: undefined }, [], { pods: 0, podsWithoutTimes: 1 }],
  ['no address', { ips: [] }, [], { pods: 0, podsWithoutIp: 1 }],
  [
    'not scheduled',
    { node: undefined, ips: [], started: undefined },
    [],
    { pods: 0, podsWithoutIp: 1, podsWithoutTimes: 0 },
  ],
  ['an unknown node', { node: 'gone' }, [{ zone: '(unknown)' }], { pods: 1 }],
])('a pod with %s', (_, change, expected, counts) => {
  const got = rowsOf({ pods: [{ ...web, ...change }], nodes: [] }, taken);
  expect(got.rows).toEqual(expected.map((row) => expect.objectContaining(row)));
  expect(got.counts).toMatchObject(counts);
});

test('a node without its zone', () => {
  const { rows, counts } = rowsOf({ pods: [web], nodes: [{ ...node, zone: undefined }] }, taken);
  expect(rows.map(({ zone }) => zone)).toEqual(['(unknown)', '(unknown)']);
  expect(counts.nodesWithoutZone).toBe(1);
});

test('a node is read with its zone and its internal addresses', () => {
  const labels = { 'topology.kubernetes.io/zone': 'eu-central-1a' };
  const metadata = { name: 'node-a', uid: 'n1', labels, creationTimestamp: '2026-01-31T08:00:00Z' };
  const addresses = [
    { type: 'InternalIP', address: '10.0.1.1' },
    { type: 'ExternalIP', address: '3.3.3.3' },
    { type: 'Hostname', address: 'node-a' },
  ];
  expect(nodePlaceOf({ metadata, status: { addresses } })).toEqual(node);
  // On Fargate, its address is that of its pod.
  const ofFargate = { ...metadata, labels: { ...labels, 'eks.amazonaws.com/compute-type': 'fargate' } };
  expect(nodePlaceOf({ metadata: ofFargate, status: { addresses } })).toEqual({ ...node, ips: [] });
  expect(nodePlaceOf({})).toEqual({ name: '', uid: '', zone: undefined, ips: [], started: undefined });
});

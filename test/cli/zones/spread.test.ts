import { spreadOf } from '../../../cli/zones/spread';
import { podAt } from '../../lambda/zoneInventory/flowLogGenerator';

const node = (name: string, zone: string | undefined) => ({ name, uid: name, zone, ips: [], started: 0 });
const nodes = [node('a1', 'zone-a'), node('a2', 'zone-a'), node('b1', 'zone-b')];
const pod = (workload: string, at: string | undefined, more: object = {}) =>
  podAt({ name: `${workload}-${at}`, workload, node: at, started: 0, ...more });

test('workloads in one zone come first, then by name', () => {
  const pods = [
    pod('Deployment/web', 'a1'),
    pod('Deployment/web', 'b1'),
    pod('StatefulSet/db', 'a1'),
    pod('StatefulSet/db', 'a2'),
    pod('Deployment/api', 'b1'),
  ];
  const { workloads, zones, nodes: counts } = spreadOf({ pods, nodes });
  expect(workloads).toEqual([
    { namespace: 'shop', workload: 'StatefulSet/db', zones: { 'zone-a': 2 }, pods: 2, inOneZone: true },
    // One pod cannot be in two zones.
    { namespace: 'shop', workload: 'Deployment/api', zones: { 'zone-b': 1 }, pods: 1, inOneZone: false },
    { namespace: 'shop', workload: 'Deployment/web', zones: { 'zone-a': 1, 'zone-b': 1 }, pods: 2, inOneZone: false },
  ]);
  expect([zones, counts]).toEqual([['zone-a', 'zone-b'], { 'zone-a': 2, 'zone-b': 1 }]);
});

test('in a cluster with one zone, no workload is reported', () => {
  const pods = [pod('Deployment/web', 'a1'), pod('Deployment/web', 'a2')];
  expect(spreadOf({ pods, nodes: nodes.slice(0, 2) }).workloads).toEqual([
    expect.objectContaining({ inOneZone: false }),
  ]);
});

test('finished and unscheduled pods are in no zone, and a node without a zone is in an unknown one', () => {
  const pods = [
    pod('Job/backup', 'a1', { finished: true }),
    pod('Deployment/web', undefined),
    pod('Deployment/web', 'c1'),
  ];
  const { workloads, unscheduled, zones } = spreadOf({ pods, nodes: [...nodes, node('c1', undefined)] });
  expect(workloads).toEqual([
    expect.objectContaining({ workload: 'Deployment/web', zones: { '(unknown)': 1 }, pods: 1 }),
  ]);
  expect([unscheduled, zones]).toEqual([1, ['(unknown)', 'zone-a', 'zone-b']]);
});

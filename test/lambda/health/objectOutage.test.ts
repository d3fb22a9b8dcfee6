import { nodeOutage, withNodes, workloadOutage } from '../../../lambda/health/objectOutage';
import type { Verdict } from '../../../lambda/health/verdict';
import { ago, hour, minute, now } from '../../support/objects/clock';
import { pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { forbidden, found } from './judging';

const verdict: Verdict = { verdict: 'Progressing', reason: 'NoneReady', message: '', since: ago(minute) };
const { since: _, ...ageless } = verdict;
const node = (name: string, ...ready: string[]) => ({
  kind: 'Node',
  metadata: { name },
  status: { conditions: ready.map((status) => ({ type: 'Ready', status })) },
});

test('a workload: its clock, and the nodes on which its pods lost readiness', () => {
  const object = workload('Deployment', { ready: 0 });
  const lost = { ...pod({ ready: false, created: hour, since: minute }), spec: { nodeName: 'a' } };
  const expected = { object: 'Deployment/shop/web', since: now - minute, nodes: ['a'], readiness: [] };
  expect(workloadOutage(object, found(lost), verdict)).toStrictEqual(expected);
  expect(workloadOutage(object, forbidden, verdict)).toStrictEqual({ ...expected, nodes: [] });
});

test('a node: its clock, and that it is not ready', () => {
  const expected = { object: 'Node//a', nodes: [], readiness: [{ name: 'a', ready: false }] };
  expect(nodeOutage(node('a', 'Unknown'), verdict)).toStrictEqual({ ...expected, since: now - minute });
  expect(nodeOutage(node('a', 'Unknown'), ageless)).toStrictEqual(expected);
});

test('which nodes are ready is added to an outage', () => {
  const outage = { object: 'DaemonSet/shop/web', nodes: ['a'], readiness: [] };
  const readiness = [
    { name: 'a', ready: true },
    { name: 'b', ready: false },
    { name: 'c', ready: false },
  ];
  const nodes = [node('a', 'True'), node('b', 'False'), node('c')];
  expect(withNodes({ ...verdict, outages: [outage] }, nodes).outages).toStrictEqual([{ ...outage, readiness }]);
  expect(withNodes(verdict, nodes)).toBe(verdict);
});

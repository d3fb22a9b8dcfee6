import { ReadFailure } from '../../../lambda/errors';
import { observe } from '../../../lambda/observe/observe';
import type { JsonObject } from '../../../model/json';
import { createReadingPlan } from '../../../model/readingPlan';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { hour, minute, now, second } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { summarize } from '../health/judging';
import { fakeClient, type Responses } from './fakeClient';
import { web } from './runtimeTargets';

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const names = ['prometheus', 'grafana', 'web'];
const targets = names.map((name): RuntimeTarget => ({ ...web, name, downGraceIsDefault: true }));
const pathTo = (name: string) => `/apis/apps/v1/namespaces/shop/statefulsets/${name}`;
const podsOf = (name: string) => `/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=${name}`;

function podOn(nodeName: string, owner: string): JsonObject {
  const metadata = { ownerReferences: [{ controller: true, uid: `uid-of-${owner}` }] };
  return {
    ...pod({ name: `${owner}-0`, ready: false, created: hour, since: 3 * minute, metadata }),
    spec: { nodeName },
  };
}

/** Each workload has one pod, on a node of its own. */
const dead: Responses = {
  [leasePath]: lease(now - second),
  ...Object.fromEntries(
    names.flatMap((name) => [
      [pathTo(name), workload('StatefulSet', { name, desired: 1, ready: 0, statusAge: 3 * minute })],
      [podsOf(name), { kind: 'PodList', metadata: {}, items: [podOn(`node-of-${name}`, name)] }],
    ]),
  ),
};

async function observeWith(responses: Responses, clusterDownGrace = 120) {
  const client = fakeClient(responses, now);
  const plan = createReadingPlan(targets as unknown as Parameters<typeof createReadingPlan>[0]);
  const limits = { tryTimeout: 1000, signal: new AbortController().signal };
  const { verdicts } = await observe({ targets, plan, clusterDownGrace }, client, limits);
  return { verdicts, paths: client.paths, summaries: verdicts.map(summarize) };
}

const all = (summary: string) => names.map(() => summary);

test.each<[string, Responses, number, string[]]>([
  ['a dead cluster', dead, 120, all('Unhealthy ClusterDown')],
  ['a longer clusterDownGrace', dead, 240, all('Progressing NoneReady')],
  [
    'one workload could not be read',
    { ...dead, [pathTo('web')]: new ReadFailure('Timeout', 'no response') },
    120,
    ['Progressing NoneReady', 'Progressing NoneReady', 'Unknown Timeout'],
  ],
  [
    'the pods of one could not be read',
    { ...dead, [podsOf('web')]: new ReadFailure('Timeout', 'no response') },
    120,
    ['Progressing NoneReady', 'Progressing NoneReady', 'Unknown Timeout'],
  ],
  ['the statuses may be stale', { ...dead, [leasePath]: lease(now - hour) }, 120, all('Unknown StaleStatus')],
])('%s', async (_, responses, grace, expected) => {
  expect((await observeWith(responses, grace)).summaries).toEqual(expected);
});

test('takes no read that a shortage does not take, and leaves nothing internal in the verdicts', async () => {
  const { paths, verdicts } = await observeWith(dead);
  expect([...paths].sort()).toEqual([leasePath, ...names.map(pathTo), ...names.map(podsOf)].sort());
  expect(verdicts[1]).toEqual({
    kind: 'StatefulSet',
    namespace: 'shop',
    name: 'grafana',
    verdict: 'Unhealthy',
    reason: 'ClusterDown',
    message:
      'pods on 3 nodes are not ready (node-of-grafana, node-of-prometheus, node-of-web); none of 3 workloads has a ready pod; for 3m, clusterDownGrace 2m; 0 of 1 pods ready; grafana-0 on node-of-grafana: container main not ready, started 1m ago; for 3m, grace 5m',
    command: 'kubectl get nodes -o wide',
    since: new Date(now - 3 * minute).toISOString(),
    ready: 0,
    desired: 1,
    short: 1,
  });
});

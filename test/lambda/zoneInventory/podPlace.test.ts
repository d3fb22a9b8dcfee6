import { placeOf } from '../../../lambda/zoneInventory/podPlace';

const owned = (kind: string, name: string) => [{ kind, name, controller: true }];
const pod = ({ metadata = {}, spec = {}, status = {} }: Readonly<Record<string, object>> = {}) => ({
  metadata: { namespace: 'shop', name: 'web-5d4f-abcde', uid: 'u1', ...metadata },
  spec: { nodeName: 'node-a', ...spec },
  status: { phase: 'Running', podIP: '10.0.1.10', startTime: '2026-01-31T09:00:00Z', ...status },
});

test('a running pod', () => {
  expect(placeOf(pod())).toEqual({
    namespace: 'shop',
    name: 'web-5d4f-abcde',
    uid: 'u1',
    app: 'web-5d4f-abcde',
    workload: 'Pod/web-5d4f-abcde',
    node: 'node-a',
    ips: ['10.0.1.10'],
    hostNetwork: false,
    started: Date.parse('2026-01-31T09:00:00Z'),
    finished: false,
    ended: undefined,
  });
});

const hashed = { 'pod-template-hash': '5d4f' };
test.each<[title: string, metadata: object, workload: string]>([
  [
    'a Deployment, by its ReplicaSet',
    { ownerReferences: owned('ReplicaSet', 'web-api-5d4f'), labels: hashed },
    'Deployment/web-api',
  ],
  ['a ReplicaSet without a Deployment', { ownerReferences: owned('ReplicaSet', 'web-api') }, 'ReplicaSet/web-api'],
  ['a StatefulSet', { ownerReferences: owned('StatefulSet', 'db') }, 'StatefulSet/db'],
  ['a CronJob, by its Job', { ownerReferences: owned('Job', 'backup-29487190') }, 'CronJob/backup'],
  ['a Job', { ownerReferences: owned('Job', 'migrate-2026') }, 'Job/migrate-2026'],
  ['a static pod', { ownerReferences: owned('Node', 'node-a') }, 'Node/node-a'],
  ['an owner that does not manage it', { ownerReferences: [{ kind: 'X', name: 'x' }] }, 'Pod/web-5d4f-abcde'],
])('the workload of %s', (_, metadata, workload) => {
  expect(placeOf(pod({ metadata })).workload).toBe(workload);
});

test.each<[labels: object, app: string]>([
  [{ 'app.kubernetes.io/name': 'a', app: 'b', 'k8s-app': 'c' }, 'a'],
  [{ app: 'b', 'k8s-app': 'c' }, 'b'],
  [{ 'app.kubernetes.io/name': '', 'k8s-app': 'c' }, 'c'],
  [{ other: 'd' }, 'db'],
])('by the labels %j the app is %s', (labels, app) => {
  expect(placeOf(pod({ metadata: { labels, ownerReferences: owned('StatefulSet', 'db') } })).app).toBe(app);
});

test.each<[title: string, status: object, ips: readonly string[]]>([
  [
    'dual stack',
    { podIP: '10.0.1.10', podIPs: [{ ip: '10.0.1.10' }, { ip: '2001:db8::1' }] },
    ['10.0.1.10', '2001:db8::1'],
  ],
  ['no address yet', { podIP: undefined, podIPs: undefined }, []],
  ['an empty address', { podIP: '' }, []],
  ['what is not an address', { podIP: 7, podIPs: 'x' }, []],
])('the addresses with %s', (_, status, ips) => {
  expect(placeOf(pod({ status })).ips).toEqual(ips);
});

const ended = (finishedAt: string) => ({ state: { terminated: { finishedAt } } });
test.each<[title: string, status: object, expected: string | undefined]>([
  [
    'the last container',
    { containerStatuses: [ended('2026-01-31T09:10:00Z'), ended('2026-01-31T09:20:00Z')] },
    '2026-01-31T09:20:00Z',
  ],
  [
    'a condition of an evicted pod',
    { conditions: [{ lastTransitionTime: '2026-01-31T09:05:00Z' }] },
    '2026-01-31T09:05:00Z',
  ],
  ['nothing', {}, undefined],
])('a finished pod ended by %s', (_, status, expected) => {
  const place = placeOf(pod({ status: { phase: 'Failed', ...status } }));
  expect(place.finished).toBe(true);
  expect(place.ended).toBe(expected === undefined ? undefined : Date.parse(expected));
});

test('a running pod with a container that has ended has not ended', () => {
  expect(placeOf(pod({ status: { containerStatuses: [ended('2026-01-31T09:10:00Z')] } })).ended).toBeUndefined();
});

import { concerns, createSubject, type ReadEvidence } from '../../../lambda/events/subject';
import type { Evidence } from '../../../lambda/health/observation';
import type { JsonObject } from '../../../model/json';
import { ago, minute, now } from '../../support/objects/clock';
import { loopingPod, pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';

const found = (...objects: JsonObject[]): Evidence => ({ type: 'found', objects });
const web = workload('Deployment');
const is = (kind: string, object: JsonObject, evidence: ReadEvidence, involved: JsonObject): boolean => {
  const subject = createSubject(kind, object, evidence, now);
  return subject !== undefined && concerns(subject, { involved, reason: 'Unhealthy', seen: now });
};
const unready = pod({ name: 'web-a', ready: false, metadata: { uid: 'uid-of-web-a' } });

describe('an event about the object itself', () => {
  test.each<[string, JsonObject, boolean]>([
    ['by kind, name and uid', { kind: 'Deployment', name: 'web', uid: 'uid-of-web' }, true],
    ['without a uid', { kind: 'Deployment', name: 'web' }, true],
    ['of an earlier object of the same name', { kind: 'Deployment', name: 'web', uid: 'b' }, false],
    ['of another kind', { kind: 'StatefulSet', name: 'web', uid: 'uid-of-web' }, false],
    ['of another name', { kind: 'Deployment', name: 'api' }, false],
    ['about nothing', {}, false],
    ['that is not an event', { kind: 7, name: { a: 1 } }, false],
  ])('%s: %p', (_, involved, expected) => {
    expect(is('Deployment', web, [], involved)).toBe(expected);
  });

  test('by name, if the object has no uid', () => {
    const object = { metadata: { name: 'data', namespace: 'shop' } };
    const involved = { kind: 'PersistentVolumeClaim', name: 'data', uid: 'b' };
    expect(is('PersistentVolumeClaim', object, [], involved)).toBe(true);
  });
});

describe('an event about a ReplicaSet', () => {
  test.each([
    ['Deployment', 'web-5d8c7b9f4', true],
    ['Deployment', 'web-api-5d8c7b9f4', false],
    ['Deployment', 'web-api', false],
    ['Deployment', 'webs-5d8c7b9f4', false],
    ['StatefulSet', 'web-5d8c7b9f4', false],
  ])('of the %s web? %s: %p', (kind, name, expected) => {
    expect(is(kind, web, [], { kind: 'ReplicaSet', name, uid: 'x' })).toBe(expected);
  });

  test('is not about a pod of that name', () => {
    expect(is('Deployment', web, [], { kind: 'Pod', name: 'web-5d8c7b9f4' })).toBe(false);
  });
});

describe('an event about a pod', () => {
  const about = (name: string, uid?: string) => ({ kind: 'Pod', name, ...(uid === undefined ? {} : { uid }) });
  const pods = (...objects: JsonObject[]): ReadEvidence => [['Pod', found(...objects)]];

  test.each<[string, ReadEvidence, JsonObject, boolean]>([
    ['that is not ready', pods(unready), about('web-a', 'uid-of-web-a'), true],
    ['that had the same name', pods(unready), about('web-a', 'b'), false],
    ['that was not read', pods(unready), about('web-b'), false],
    ['that is ready', pods(pod({ name: 'web-a' })), about('web-a'), false],
    [
      'that is crash looping, although it is ready',
      pods(loopingPod({ name: 'web-a', ready: true })),
      about('web-a'),
      true,
    ],
    ['that is being deleted', pods(pod({ name: 'web-a', deleted: minute })), about('web-a'), true],
    ['where pods could not be read', [['Pod', { type: 'unavailable', message: 'no' }]], about('web-a'), false],
    ['that is a node', [['Node', found(unready)]], about('web-a'), false],
  ])('%s', (_, evidence, involved, expected) => {
    expect(is('Deployment', web, evidence, involved)).toBe(expected);
  });
});

describe('an event about a pod that has completed the step since', () => {
  const scheduled = { conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: ago(5 * minute) }] };
  const unscheduled = { conditions: [{ type: 'PodScheduled', status: 'False', lastTransitionTime: ago(5 * minute) }] };
  const running = { containerStatuses: [{ name: 'main', state: { running: { startedAt: ago(5 * minute) } } }] };
  const run = { terminated: { startedAt: ago(5 * minute), finishedAt: ago(minute) } };
  const ended = { containerStatuses: [{ name: 'main', state: run }] };
  const restarting = { containerStatuses: [{ name: 'main', state: { waiting: {} }, lastState: run }] };

  test.each<[string, JsonObject, string, number, boolean]>([
    ['got a node', scheduled, 'FailedScheduling', 6, false],
    ['got a node before', scheduled, 'FailedScheduling', 4, true],
    ['has no node', unscheduled, 'FailedScheduling', 6, true],
    ['got a node, which is another step', scheduled, 'FailedAttachVolume', 6, true],
    ['started, so it has a node', running, 'FailedScheduling', 6, false],
    ['started', running, 'FailedAttachVolume', 6, false],
    ['started in that moment', running, 'FailedMount', 5, false],
    ['started before', running, 'FailedMount', 4, true],
    ['started and ended', ended, 'Failed', 6, false],
    ['started and waits for the next start', restarting, 'FailedCreatePodSandBox', 6, false],
    ['started, although it is not ready', running, 'Unhealthy', 6, true],
  ])('%s', (_, status, reason, minutes, expected) => {
    const pod0 = { metadata: { name: 'web-a', namespace: 'shop' }, status };
    const subject = createSubject('Pod', pod0, [], now);
    const event = { involved: { kind: 'Pod', name: 'web-a' }, reason, seen: now - minutes * minute };
    expect(subject !== undefined && concerns(subject, event)).toBe(expected);
  });
});

describe('an event about a claim', () => {
  const spec = {
    volumes: [
      { name: 'a', emptyDir: {} },
      { name: 'b', persistentVolumeClaim: { claimName: 'data' } },
    ],
  };
  const claim = { kind: 'PersistentVolumeClaim', name: 'data', uid: 'x' };

  test('of a pod that is not ready concerns its workload, and the pod itself', () => {
    expect(is('StatefulSet', web, [['Pod', found({ ...unready, spec })]], claim)).toBe(true);
    expect(is('Pod', { ...unready, spec }, [], claim)).toBe(true);
  });

  test('of another pod does not', () => {
    expect(is('StatefulSet', web, [['Pod', found(unready, { ...pod({ name: 'web-b' }), spec })]], claim)).toBe(false);
    expect(is('Deployment', { ...web, spec }, [], claim)).toBe(false);
  });
});

describe('an event about a Job', () => {
  const condition = (type: string) => ({ status: { conditions: [{ type, status: 'True' }] } });
  const run = (name: string, over: JsonObject = {}) => ({ metadata: { name, namespace: 'shop' }, ...over });
  const jobs: ReadEvidence = [
    ['Job', found(run('web-1'), run('web-2', condition('Complete')), run('web-3', condition('Failed')))],
  ];

  test.each([
    ['CronJob', 'web-1', true],
    ['CronJob', 'web-2', false],
    ['CronJob', 'web-3', true],
    ['Job', 'web-1', false],
  ])('that was read for the %s web: %s: %p', (kind, name, expected) => {
    expect(is(kind, { metadata: { name: 'web', namespace: 'shop' } }, jobs, { kind: 'Job', name })).toBe(expected);
  });
});

test.each([
  ['a namespace', { name: 'web' }],
  ['a namespace that is one', { name: 'web', namespace: '../kube-system' }],
  ['a name', { namespace: 'shop' }],
])('an object without %s has no subject', (_, metadata) => {
  expect(createSubject('Deployment', { metadata }, [], now)).toBeUndefined();
});

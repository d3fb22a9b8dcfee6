import { describeUnreadyPods } from '../../../../lambda/health/facts/podDescription';
import { hour, now, second } from '../../../support/objects/clock';
import { container, loopingPod, type PodShape, pod } from '../../../support/objects/pod';

describe('describeUnreadyPods', () => {
  const unscheduled = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message: '0/3 nodes are available',
  };

  test.each<[string, PodShape[], string]>([
    ['nothing, without pods', [], ''],
    ['nothing for ready pods', [{}], ''],
    ['that it is not ready', [{ name: 'a', ready: false }], '; a: container main not ready, started 1m ago'],
    [
      'why it is waiting',
      [{ name: 'a', ready: false, waiting: 'ImagePullBackOff' }],
      '; a: container main ImagePullBackOff',
    ],
    [
      'why it is unschedulable',
      [{ name: 'a', ready: false, status: { conditions: [unscheduled] } }],
      '; 1 pod unschedulable: 0/3 nodes are available',
    ],
    [
      'the pod with a known problem first',
      [{ name: 'a', ready: false }, { name: 'b', ready: false, waiting: 'ErrImagePull' }, { name: 'c' }],
      '; b: container main ErrImagePull; a: container main not ready, started 1m ago',
    ],
    [
      'at most three by name, and how many more there are',
      ['e', 'd', 'c', 'b', 'a'].map((name) => ({ name, ready: false })),
      '; a and 4 more pods: container main not ready, started 1m ago',
    ],
    [
      'a crash loop that is ready at the moment',
      [{ name: 'a', created: hour, restarts: 7, lastRun: { lasted: second, ended: second } }],
      '; a: container main not ready, started 1s ago, 7 restarts, last exit code 1 (Error) 1s ago',
    ],
    [
      'how many are unschedulable, and the first of the reasons',
      ['volume', 'taint'].map((message) => ({
        ready: false,
        status: { conditions: [{ ...unscheduled, message }] },
      })),
      '; 2 pods unschedulable: taint',
    ],
    [
      'that it is unschedulable, without a reason',
      [{ ready: false, status: { conditions: [{ type: 'PodScheduled', status: 'False' }] } }],
      '; 1 pod unschedulable',
    ],
    [
      'three by name',
      ['b', 'c', 'a'].map((name) => ({ name, ready: false })),
      '; a and 2 more pods: container main not ready, started 1m ago',
    ],
    [
      'pods with a known problem by name, if already in that order',
      ['a', 'c'].map((name) => ({ name, ready: false, waiting: 'ErrImagePull' })),
      '; a and 1 more pod: container main ErrImagePull',
    ],
    [
      'pods with a known problem by name',
      [
        { name: 'c', ready: false, waiting: 'ErrImagePull' },
        { name: 'd', ready: false },
        { name: 'a', ready: false, waiting: 'PodInitializing' },
      ],
      '; c: container main ErrImagePull; a: container main PodInitializing; d: container main not ready, started 1m ago',
    ],
    [
      'the exit of a last run that has no reason',
      [
        {
          name: 'a',
          ready: false,
          status: {
            containerStatuses: [{ state: { waiting: { reason: 'X' } }, lastState: { terminated: { exitCode: 3 } } }],
          },
        },
      ],
      '; a: container without a name X, last exit code 3',
    ],
    [
      'a pod without a name',
      [{ ready: false, metadata: { name: undefined } }],
      '; a pod: container main not ready, started 1m ago',
    ],
  ])('reports %s', (_, shapes, expected) => {
    expect(describeUnreadyPods(shapes.map(pod), now)).toBe(expected);
  });

  test('reports the container that is crash looping, not its healthy sidecar', () => {
    const sidecar = container({ waiting: 'PodInitializing' });
    const { status } = loopingPod();
    const [main] = (status as { containerStatuses: object[] }).containerStatuses;
    const description = describeUnreadyPods([pod({ name: 'a', status: { containerStatuses: [sidecar, main] } })], now);
    expect(description).toBe('; a: container main CrashLoopBackOff, 5 restarts, last exit code 1 (Error) 1m ago');
  });
});

test.each([
  ['everything up to the limit', 680, 700, 'Y'],
  ['the beginning of what is longer', 681, 700, '…'],
])('describeUnreadyPods reports %s', (_, length, expected, end) => {
  const description = describeUnreadyPods([pod({ name: 'x'.repeat(length), ready: false, waiting: 'Y' })], now);
  expect([description.length, description.at(-1)]).toEqual([expected, end]);
});

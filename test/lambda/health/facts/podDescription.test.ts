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
    ['that it is not ready', [{ name: 'a', ready: false }], '; a: not ready'],
    ['why it is waiting', [{ name: 'a', ready: false, waiting: 'ImagePullBackOff' }], '; a: ImagePullBackOff'],
    [
      'why it is unschedulable',
      [{ name: 'a', ready: false, status: { conditions: [unscheduled] } }],
      '; 1 pod unschedulable: 0/3 nodes are available',
    ],
    [
      'the pod with a known problem first',
      [{ name: 'a', ready: false }, { name: 'b', ready: false, waiting: 'ErrImagePull' }, { name: 'c' }],
      '; b: ErrImagePull; a: not ready',
    ],
    [
      'at most three by name, and how many more there are',
      ['e', 'd', 'c', 'b', 'a'].map((name) => ({ name, ready: false })),
      '; a: not ready; b: not ready; c: not ready; and 2 more pods not ready',
    ],
    [
      'a crash loop that is ready at the moment',
      [{ name: 'a', created: hour, restarts: 7, lastRun: { lasted: second, ended: second } }],
      '; a: restarting, 7 restarts, last exit code 1 (Error)',
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
      '; a: not ready; b: not ready; c: not ready',
    ],
    [
      'pods with a known problem by name, if already in that order',
      ['a', 'c'].map((name) => ({ name, ready: false, waiting: 'ErrImagePull' })),
      '; a: ErrImagePull; c: ErrImagePull',
    ],
    [
      'pods with a known problem by name',
      [
        { name: 'c', ready: false, waiting: 'ErrImagePull' },
        { name: 'd', ready: false },
        { name: 'a', ready: false, waiting: 'PodInitializing' },
      ],
      '; a: PodInitializing; c: ErrImagePull; d: not ready',
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
      '; a: X, last exit code 3',
    ],
    ['a pod without a name', [{ ready: false, metadata: { name: undefined } }], '; a pod: not ready'],
  ])('reports %s', (_, shapes, expected) => {
    expect(describeUnreadyPods(shapes.map(pod), now)).toBe(expected);
  });

  test('reports the container that is crash looping, not its healthy sidecar', () => {
    const sidecar = container({ waiting: 'PodInitializing' });
    const { status } = loopingPod();
    const [main] = (status as { containerStatuses: object[] }).containerStatuses;
    const description = describeUnreadyPods([pod({ name: 'a', status: { containerStatuses: [sidecar, main] } })], now);
    expect(description).toBe('; a: CrashLoopBackOff, 5 restarts, last exit code 1 (Error)');
  });
});

test.each([
  ['everything up to the limit', 395, 400, 'Y'],
  ['the beginning of what is longer', 396, 400, '…'],
])('describeUnreadyPods reports %s', (_, length, expected, end) => {
  const description = describeUnreadyPods([pod({ name: 'x'.repeat(length), ready: false, waiting: 'Y' })], now);
  expect([description.length, description.at(-1)]).toEqual([expected, end]);
});

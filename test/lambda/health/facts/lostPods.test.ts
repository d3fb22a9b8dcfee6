import { nodesOfLostPods, readinessLost } from '../../../../lambda/health/facts/lostPods';
import { ago, hour, minute, second } from '../../../support/objects/clock';
import { type PodShape, pod } from '../../../support/objects/pod';

const on = (nodeName: unknown, shape: PodShape) => ({ ...pod(shape), spec: { nodeName } });
const lost: PodShape = { ready: false, created: hour, since: minute };
/** The kubelet reports it as not ready for the first time when it accepts it. */
const neverReady: PodShape = { ready: false, created: 3 * minute, since: 3 * minute };
const withStatus = (shape: PodShape, status: object) => on('a', { ...shape, status: { ...status } });
const deleted = (shape: PodShape, requested: number, grace = 30) =>
  on('a', {
    ...shape,
    deleted: requested - grace * second,
    metadata: { deletionGracePeriodSeconds: grace },
  });

test.each<[string, ReturnType<typeof on>, string[]]>([
  ['ready', on('a', {}), []],
  ['ready since some time after its start', on('a', { created: hour, since: minute }), []],
  ['not ready any more', on('a', lost), ['a']],
  ['not scheduled', on(undefined, lost), []],
  ['with a node that is not a name', on(7, lost), []],
  ['with an empty node', on('', lost), []],
  ['never ready', on('a', neverReady), []],
  [
    'never ready, and scheduled long after its creation',
    withStatus(lost, {
      conditions: [
        { type: 'PodScheduled', status: 'True', lastTransitionTime: ago(minute) },
        { type: 'Ready', status: 'False', lastTransitionTime: ago(minute) },
      ],
    }),
    [],
  ],
  ['never ready, and accepted late by its kubelet', withStatus(lost, { startTime: ago(minute) }), []],
  ['not ready any more, and accepted before', withStatus(lost, { startTime: ago(minute + second) }), ['a']],
  ['without a Ready condition', withStatus(lost, { conditions: [] }), []],
  ['without any time', on('a', { ...lost, metadata: { creationTimestamp: undefined } }), []],
  ['failed', on('a', { ...lost, phase: 'Failed' }), []],
  ['succeeded', on('a', { ...lost, phase: 'Succeeded' }), []],
  ['drained: not ready since its deletion', deleted(lost, 2 * minute, 90), []],
  ['drained, and still ready', deleted({}, 2 * minute), []],
  ['drained, and not ready in the same second', deleted(lost, minute), []],
  ['evicted after its node was lost', deleted({ ...lost, since: 6 * minute }, minute), ['a']],
  ['deleted without a grace period after its node was lost', deleted(lost, minute - second, 0), ['a']],
])('a pod that is %s', (_, given, nodes) => {
  expect(nodesOfLostPods([given])).toEqual(nodes);
});

test('each node counts once, in order', () => {
  const pods = ['b', 'a', 'b', 'c'].map((node) => on(node, lost));
  expect(nodesOfLostPods([...pods, on('d', {})])).toEqual(['a', 'b', 'c']);
});

describe('when the pods that live ones replace lost readiness', () => {
  const evicted = (lostAt: number, requested: number) => deleted({ ...lost, since: lostAt }, requested);
  const replacement = (created: number) => on(undefined, { ready: false, phase: 'Pending', created });
  test.each<[string, ReturnType<typeof on>[], string | undefined]>([
    ['replaced immediately', [evicted(6 * minute, minute), replacement(minute)], ago(6 * minute)],
    ['replaced within a minute', [evicted(6 * minute, 2 * minute), replacement(minute)], ago(6 * minute)],
    ['replaced later, by another one', [evicted(6 * minute, 2 * minute + second), replacement(minute)], undefined],
    ['not replaced', [evicted(6 * minute, minute)], undefined],
    ['older than what is left', [evicted(6 * minute, minute), replacement(hour)], undefined],
    ['drained, and replaced', [deleted(lost, 2 * minute), replacement(2 * minute)], undefined],
    [
      'two of them: the newest',
      [evicted(9 * minute, minute), evicted(6 * minute, minute), replacement(minute)],
      ago(6 * minute),
    ],
    ['lost, but not deleted', [on('a', lost), replacement(minute)], undefined],
  ])('%s', (_, pods, expected) => {
    const since = readinessLost(pods);
    expect(since === undefined ? undefined : new Date(since).toISOString()).toBe(expected);
  });
});

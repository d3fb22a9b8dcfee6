import { isLive, isReady, lastProgress, unreadySince, waitingSince } from '../../../../lambda/health/facts/pods';
import { ago, minute, month, now, second } from '../../../support/objects/clock';
import { backOff, type PodShape, pod } from '../../../support/objects/pod';

const looping: PodShape = { restarts: 5, waiting: 'CrashLoopBackOff', waitingMessage: backOff('2m40s') };

test.each<[string, PodShape, boolean]>([
  ['Running', {}, true],
  ['Pending', { phase: 'Pending' }, true],
  ['Unknown', { phase: 'Unknown' }, true],
  ['Failed', { phase: 'Failed' }, false],
  ['Succeeded', { phase: 'Succeeded' }, false],
  ['being deleted', { deleted: -30 * second }, false],
  ['deletionTimestamp null', { metadata: { deletionTimestamp: null } }, true],
])('isLive: %s', (_, shape, expected) => {
  expect(isLive(pod(shape))).toBe(expected);
});

test.each<[string, PodShape, boolean]>([
  ['True', {}, true],
  ['False', { ready: false }, false],
  ['Unknown', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }, false],
  ['absent', { status: { conditions: [{ type: 'ContainersReady', status: 'True' }] } }, false],
  ['no conditions', { status: { conditions: undefined } }, false],
])('isReady: %s', (_, shape, expected) => {
  expect(isReady(pod(shape))).toBe(expected);
});

test.each<[string, PodShape, string]>([
  ['its condition changed', { created: month, since: minute }, ago(minute)],
  ['its creation, while Pending', { phase: 'Pending', created: 3 * minute, since: minute }, ago(3 * minute)],
  ['its creation, without a condition', { created: 3 * minute, status: { conditions: [] } }, ago(3 * minute)],
])('a pod is unready since %s', (_, shape, expected) => {
  expect(unreadySince(pod({ ready: false, ...shape }))).toBe(Date.parse(expected));
});

test.each<[string, PodShape, number]>([
  ['its condition changed', { ready: false, since: minute }, minute],
  ['its creation, while it is crash looping', { ...looping, since: minute }, month],
])('a rollout waits for a pod since %s', (_, shape, age) => {
  expect(waitingSince(pod(shape), now)).toBe(now - age);
});

describe('lastProgress', () => {
  test.each<[string, PodShape[], number, number | undefined]>([
    ['nothing, without pods', [], 0, undefined],
    ['the youngest creation', [{ created: 2 * minute }, { created: month }], 0, 2 * minute],
    ['the newest Ready', [{ since: 2 * minute }, { since: month }], 0, 2 * minute],
    ['the newest deletion, grace period included', [{ deleted: -30 * second }, {}], 0, -30 * second],
    ['when it became available', [{ since: 5 * minute }], 60, 4 * minute],
    ['now, while it is not yet available', [{ since: 5 * minute }], 3600, 0],
    ['not a pod that became unready', [{ ready: false, since: minute }], 0, month],
    ['not a pod that is crash looping', [{ ...looping, since: minute }], 0, month],
  ])('is %s', (_, shapes, minReadySeconds, age) => {
    const expected = age === undefined ? undefined : now - age;
    expect(lastProgress(shapes.map(pod), { started: undefined, minReadySeconds, now })).toBe(expected);
  });
});

test('lastProgress ignores changes of Ready of pods that are older than the rollout', () => {
  const pods = [pod({ created: month, since: second }), pod({ created: 5 * minute, since: 4 * minute })];
  const rollout = { minReadySeconds: 0, now };
  expect(lastProgress(pods, { ...rollout, started: now - 6 * minute })).toBe(now - 4 * minute);
  expect(lastProgress(pods, { ...rollout, started: now - 3 * minute })).toBeUndefined();
});

test('a pod without a creation time counts as part of the rollout', () => {
  const pods = [pod({ since: minute, metadata: { creationTimestamp: undefined } })];
  expect(lastProgress(pods, { minReadySeconds: 0, now, started: now - 5 * minute })).toBe(now - minute);
});

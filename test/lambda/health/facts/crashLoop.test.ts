import { isCrashLooping } from '../../../../lambda/health/facts/crashLoop';
import { podRule } from '../../../../lambda/health/kinds/pod';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month, now, second } from '../../../support/objects/clock';
import { backOff, container, loopingPod, type PodShape, pod } from '../../../support/objects/pod';
import { workload } from '../../../support/objects/workload';
import { found, judge, judgeWithPods } from '../judging';

const tenMinutes = 10 * minute;
const lastRun = { lasted: second, ended: minute };

/** Waiting for its restart, in a pod that is a month old. */
const waits = (duration: string, restarts: number, over: PodShape = {}): PodShape => ({
  restarts,
  lastRun,
  waiting: 'CrashLoopBackOff',
  waitingMessage: backOff(duration),
  ...over,
});
/** Running again, after the last run had lasted 1 s and ended this long ago. */
const runs = (restarts: number, ended: number, over: PodShape = {}): PodShape => ({
  restarts,
  lastRun: { lasted: second, ended },
  ...over,
});
const rate: PodShape = {
  restarts: 5,
  created: 74 * minute,
  lastRun: { lasted: tenMinutes - 1, ended: tenMinutes - 1 },
};

describe('a crash loop: the delay of the restart', () => {
  test.each<[situation: string, shape: PodShape, expected: boolean]>([
    ['40 s: the fourth failure in a row', waits('40s', 3), true],
    ['2m40s', waits('2m40s', 5), true],
    ['5m0s', waits('5m0s', 300), true],
    ['1h0m0s', waits('1h0m0s', 9), true],
    ['32 s, where the series begins at 1 s', waits('32s', 6), true],
    ['10 s', waits('10s', 1), false],
    ['20 s', waits('20s', 2), false],
    ['16 s, where the series begins at 1 s', waits('16s', 5), false],
    ['20 s: a database of 60 days restarts twice in a failover', waits('20s', 9, { created: 2 * month }), false],
    ['20 s again, after an hour without a failure', waits('20s', 5, { created: hour }), false],
    ['8 s: four failures in a row since it was created', waits('8s', 4, { created: 20 * second }), false],
    ['20 s, the maximum, four times', waits('20s', 5, { created: 100 * second }), true],
    ['16 s, the maximum, three more times', waits('16s', 8, { created: 100 * second }), true],
    ['15 s is in no series, so the maximum', waits('15s', 4), true],
    ['the maximum for the first time', waits('15s', 3), false],
    ['a fraction of a second', waits('0.5s', 3), false],
    ['40 s before this run', runs(4, 110 * second, { status: started(70 * second) }), true],
    ['39 s before this run', runs(4, 110 * second, { status: started(71 * second) }), false],
    ['40 s, but with fewer restarts', runs(3, 110 * second, { status: started(70 * second) }), false],
    ['the node was down for an hour', runs(9, hour, { status: started(minute) }), false],
  ])('%s', (_, { status, ...shape }, expected) => {
    const built = pod(shape);
    const [main] = built.status.containerStatuses;
    expect(isCrashLooping({ ...built, status: { containerStatuses: [{ ...main, ...status }] } }, now)).toBe(expected);
  });
});

function started(age: number): JsonObject {
  return { state: { running: { startedAt: ago(age) } } };
}

describe('a crash loop: the rate, where the delay is not known', () => {
  test.each<[situation: string, shape: PodShape, expected: boolean]>([
    ['exactly at every limit', rate, true],
    ['one restart less', { ...rate, restarts: 4, created: 59 * minute }, false],
    ['a restart every 15 minutes', { ...rate, created: 75 * minute }, false],
    ['a last run of ten minutes', { ...rate, lastRun: { lasted: tenMinutes, ended: 0 } }, false],
    ['a last run that ended ten minutes ago', { ...rate, lastRun: { lasted: 0, ended: tenMinutes } }, false],
    ['no last run', { restarts: 5, created: hour }, false],
    ['Ready at the moment, as without a readiness probe', { ...rate, ready: true, since: second }, true],
    ['a message that cannot be parsed', { ...rate, ...waits('soon', 5), created: hour }, true],
    ['a message that cannot be parsed, in a pod of 60 days', waits('soon', 7), false],
    ['no message', { ...rate, waiting: 'CrashLoopBackOff' }, true],
    ['another reason', waits('40s', 4, { waiting: 'ImagePullBackOff' }), false],
    ['seven restarts in 60 days, and one just now', { restarts: 7, lastRun, created: 2 * month }, false],
    ['hundreds of restarts long ago', { restarts: 300, lastRun: { lasted: second, ended: month } }, false],
    ['one restart a moment ago', { restarts: 1, lastRun, created: hour }, false],
    ['no creation time', { ...rate, metadata: { creationTimestamp: undefined } }, false],
    ['no container yet', { status: { containerStatuses: undefined } }, false],
    [
      'no times of its last run',
      { created: hour, status: { containerStatuses: [{ restartCount: 9, lastState: { terminated: {} } }] } },
      false,
    ],
  ])('%s', (_, shape, expected) => {
    expect(isCrashLooping(pod(shape), now)).toBe(expected);
  });
});

describe('a container that ended with 0', () => {
  const ended = { ...container(rate), state: { terminated: { exitCode: 0 } } };
  const sidecar = { initContainers: [{ name: 'main', restartPolicy: 'Always' }] };
  test.each<[situation: string, field: string, spec: JsonObject, expected: boolean]>([
    ['an init container has finished', 'initContainerStatuses', { initContainers: [{ name: 'main' }] }, false],
    ['a sidecar is restarted', 'initContainerStatuses', sidecar, true],
    ['a container is restarted', 'containerStatuses', {}, true],
    ['a container is restarted after a failure only', 'containerStatuses', { restartPolicy: 'OnFailure' }, false],
    ['a container is never restarted', 'containerStatuses', { restartPolicy: 'Never' }, false],
  ])('%s', (_, field, spec, expected) => {
    expect(isCrashLooping({ ...pod({ created: hour }), spec, status: { [field]: [ended] } }, now)).toBe(expected);
  });

  test('again and again is crash looping', () => {
    const waiting = container(waits('40s', 3));
    const lastState = { terminated: { exitCode: 0, reason: 'Completed' } };
    expect(isCrashLooping(pod({ status: { containerStatuses: [{ ...waiting, lastState }] } }), now)).toBe(true);
  });

  test('an init container that failed is restarted', () => {
    const failed = { ...ended, state: { terminated: { exitCode: 1 } } };
    expect(isCrashLooping(pod({ created: hour, status: { initContainerStatuses: [failed] } }), now)).toBe(true);
  });
});

test.each(['containerStatuses', 'initContainerStatuses'])('any of %s, not only the first', (field) => {
  const statuses = [container({}), container(rate)];
  expect(isCrashLooping(pod({ created: hour, status: { [field]: statuses } }), now)).toBe(true);
});

test.each<[string, PodShape]>([
  ['a loop', {}],
  ['a loop, Ready at the moment', { ready: true }],
  ['the second failure', waits('10s', 9)],
  ['the third failure', waits('20s', 9)],
  ['a restart every few minutes', { ...rate }],
  ['one failure after a long time', runs(9, minute)],
])('the rules of the pod and of its workload agree: %s', (_, shape) => {
  const given = { kind: 'Pod', ...loopingPod(shape) };
  const short = workload('StatefulSet', { desired: 2, ready: 1 });
  const ofWorkload = judgeWithPods(short, { pods: found(given, pod({ name: 'web-1' })) });
  expect(judge(podRule, given).reason === 'CrashLooping').toBe(ofWorkload.reason === 'CrashLooping');
});

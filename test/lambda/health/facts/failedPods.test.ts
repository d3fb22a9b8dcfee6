import * as fc from 'fast-check';
import { describeFailedPods, failingSince } from '../../../../lambda/health/facts/failedPods';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, now, second } from '../../../support/objects/clock';
import { failedPod, pod } from '../../../support/objects/pod';
import { managedFields } from '../../../support/objects/workload';

/** Pods of which each lived for two minutes and was replaced a minute later, the last of them three minutes ago. */
function generations(pods: number, { lived = 2 * minute, gap = minute, last = 3 * minute } = {}): JsonObject[] {
  return Array.from({ length: pods }, (_, index) => failedPod({ lived, since: last + index * (lived + gap) }));
}

const rejected = (since: number): JsonObject => ({
  metadata: { creationTimestamp: ago(since), managedFields: managedFields(hour, since) },
  status: { phase: 'Failed', reason: 'OutOfcpu' },
});

const exited = (since: number): JsonObject => {
  const { conditions: _, ...status } = failedPod({ lived: minute, since }).status;
  const containerStatuses = [{ name: 'main', state: { terminated: { exitCode: 1, finishedAt: ago(since) } } }];
  return { ...failedPod({ lived: minute, since }), status: { ...status, containerStatuses } };
};

/** With a shortage that began two minutes ago: in minutes, since when the pods have failed one after the other. */
describe('since when pods have been failing', () => {
  test.each<[string, JsonObject[], expected: number | undefined]>([
    ['no pods', [], undefined],
    ['two pods', generations(2), undefined],
    ['three pods, one after the other', generations(3), 11],
    ['twenty pods, one after the other', generations(20), 62],
    ['twenty pods that failed together', Array.from({ length: 20 }, () => failedPod({ since: 3 * minute })), undefined],
    [
      'pods that were created one after the other, and that failed together',
      [1, 2, 3, 4].map((lived) => failedPod({ lived: lived * minute, since: 3 * minute })),
      undefined,
    ],
    [
      'each created two seconds before the one that it replaces had failed',
      generations(3, { gap: -2 * second }),
      9 - 4 / 60,
    ],
    ['each lived for ten minutes', generations(3, { lived: 10 * minute }), 35],
    ['each lived for more than ten minutes', generations(3, { lived: 10 * minute + second }), undefined],
    ['each replaced after five minutes', generations(3, { gap: 5 * minute }), 19],
    ['each replaced after more than five minutes', generations(3, { gap: 5 * minute + second }), undefined],
    ['the last failed five minutes before the shortage', generations(3, { last: 7 * minute }), 15],
    ['the last failed longer before the shortage', generations(3, { last: 7 * minute + second }), undefined],
    ['three pods, after a break', [...generations(3), ...generations(3, { last: 20 * minute })], 11],
    ['two replicas, of which each fails', [...generations(3), ...generations(3, { last: 4 * minute })], 11],
    ['beside a pod that failed after days', [...generations(3), failedPod({ lived: 50 * hour, since: minute })], 11],
    ['beside pods that are ready', [...generations(3), pod(), pod({ ready: false, since: minute })], 11],
    ['pods that succeeded', generations(3).map((one) => ({ ...one, status: { phase: 'Succeeded' } })), undefined],
    ['pods that a kubelet rejected', [3, 4, 5].map((since) => rejected(since * minute)), 5],
    ['pods that exited', [3, 5, 7].map((since) => exited(since * minute)), 8],
    [
      'pods of which it is not known when they failed',
      generations(3).map(({ metadata }) => ({ metadata, status: { phase: 'Failed' } })),
      undefined,
    ],
  ])('%s', (_, pods, expected) => {
    const since = failingSince(pods, now - 2 * minute);
    expect(since === undefined ? undefined : (now - since) / minute).toBe(expected);
  });

  test('an older shortage stays older', () => {
    expect(failingSince(generations(3), now - 30 * minute)).toBeUndefined();
  });

  test('a shortage that began earlier never counts from later, whatever has failed', () => {
    const age = fc.integer({ min: 0, max: 30 }).map((minutes) => minutes * minute);
    const pods = fc.array(fc.record({ lived: age, since: age }).map(failedPod));
    fc.assert(
      fc.property(pods, age, age, (given, one, other) => {
        const clock = (since: number) => failingSince(given, since) ?? since;
        expect(clock(now - Math.max(one, other))).toBeLessThanOrEqual(clock(now - Math.min(one, other)));
      }),
    );
  });
});

test.each<[string, JsonObject[], expected: string]>([
  ['none', [pod()], ''],
  ['one', [failedPod({ since: 30 * second })], '; 1 pod failed in the last hour (Evicted), 30s ago'],
  ['twenty', generations(20), '; 20 pods failed in the last hour (Evicted), the last 3m ago'],
  ['some of them earlier', generations(30), '; 20 pods failed in the last hour (Evicted), the last 3m ago'],
  ['all of them earlier', generations(30, { last: 61 * minute }), ''],
  [
    'for several reasons',
    [
      failedPod({ reason: 'NodeShutdown' }),
      failedPod({}),
      failedPod({}),
      rejected(hour),
      failedPod({ reason: 'Preempting' }),
    ],
    '; 5 pods failed in the last hour (Evicted, NodeShutdown, OutOfcpu), the last 1m ago',
  ],
  ['without a reason', [failedPod({ reason: '' })], '; 1 pod failed in the last hour, 1m ago'],
])('describes pods that failed: %s', (_, pods, expected) => {
  expect(describeFailedPods(pods, now)).toBe(expected);
});

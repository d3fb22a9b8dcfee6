import { ago, minute, month, second } from '../../../support/objects/clock';
import { pod } from '../../../support/objects/pod';
import { workload } from '../../../support/objects/workload';
import { found, judgeWithPods, summarize } from '../judging';

/** Pods that do not terminate: on a lost node nothing stops them, and a StatefulSet waits until the name is free. */

const stuck = { ready: false, since: 6 * minute, deleted: 10 * second } as const;

function down(desired: number, ...pods: Parameters<typeof pod>[0][]) {
  const ready = pods.filter((shape) => shape?.ready !== false).length;
  const object = workload('StatefulSet', { desired, ready, updated: ready, statusAge: 10 * second });
  return judgeWithPods(object, { pods: found(...pods.map(pod)) });
}

test('deleting an unready pod does not restart the clock', () => {
  const { deleted: _, ...before } = stuck;
  expect(summarize(down(1, before))).toBe('Unhealthy NoneReady');
  expect(summarize(down(1, stuck))).toBe('Unhealthy NoneReady');
  expect(down(1, stuck).since).toBe(ago(6 * minute));
});

test('nor does it if others are ready', () => {
  expect(down(3, { name: 'web-2' }, { name: 'web-1' }, { ...stuck, since: 16 * minute })).toMatchObject({
    verdict: 'Unhealthy',
    reason: 'TooFewReady',
    since: ago(16 * minute),
  });
});

test.each([
  ['that never ran counts from its creation', { ...stuck, phase: 'Pending', created: 7 * minute }, 7 * minute],
  ['that was ready to the end does not count', { ...stuck, ready: true }, 10 * second],
  ['that is finished does not count', { ...stuck, phase: 'Failed' }, 10 * second],
])('a terminating pod %s', (_, shape, expected) => {
  const object = workload('StatefulSet', { desired: 1, ready: 0, statusAge: 10 * second });
  expect(judgeWithPods(object, { pods: found(pod(shape)) }).since).toBe(ago(expected));
});

test('once a replacement exists, that one counts', () => {
  const replacement = { name: 'web-x', phase: 'Pending', ready: false, created: minute };
  expect(down(1, stuck, replacement)).toMatchObject({ verdict: 'Progressing', since: ago(minute) });
});

describe('a pod that was just deleted and has no replacement yet, while the counts have not changed for long', () => {
  const metadata = { deletionTimestamp: ago(-10 * minute), deletionGracePeriodSeconds: 605 };
  const leaving = pod({ name: 'web-x', ready: false, since: minute, metadata });
  const judged = (desired: number, ...pods: ReturnType<typeof pod>[]) =>
    judgeWithPods(workload('StatefulSet', { desired, ready: 1, statusAge: month }), { pods: found(pod(), ...pods) });

  test('counts from when it was not ready, not from the last status change', () => {
    expect(judged(2, leaving)).toMatchObject({
      verdict: 'Progressing',
      since: ago(minute),
      message: '1 of 2 pods ready; for 1m, grace 15m',
    });
  });

  test('counts from the request to delete it if it was ready', () => {
    expect(judged(2, pod({ name: 'web-x', metadata }))).toMatchObject({
      verdict: 'Progressing',
      since: ago(5 * second),
      message: '1 of 2 pods ready; for 5s, grace 15m',
    });
  });

  test('does not explain that another pod is missing', () => {
    expect(judged(3, leaving)).toMatchObject({ verdict: 'Unhealthy', since: ago(month) });
  });

  test('explains one missing pod, and two explain two: the earlier one counts', () => {
    const earlier = pod({ name: 'web-y', metadata: { ...metadata, deletionGracePeriodSeconds: 660 } });
    expect(judged(3, pod({ name: 'web-x', metadata }), earlier).since).toBe(ago(minute));
    expect(judged(2, pod({ name: 'web-x', metadata }), earlier).since).toBe(ago(5 * second));
  });
});

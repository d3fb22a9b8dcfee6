import fc from 'fast-check';
import { describePodWarnings } from '../../../../lambda/health/facts/podWarnings';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month, now, second } from '../../../support/objects/clock';
import { loopingPod, type PodShape, pod } from '../../../support/objects/pod';

const day = 24 * hour;

/** The `terminated` state of a run. */
const run = (ended: number, { lasted = minute, reason = 'Error', exitCode = 1 } = {}): JsonObject => ({
  terminated: { exitCode, reason, startedAt: ago(ended + lasted), finishedAt: ago(ended) },
});
const oom = (ended: number, lasted = 3 * hour) => run(ended, { lasted, reason: 'OOMKilled', exitCode: 137 });

/** A pod of a month, ready, with this container. */
const withContainer = (container: JsonObject, shape: PodShape = {}, spec: JsonObject = {}) => ({
  ...pod({ ...shape, status: { containerStatuses: [{ name: 'main', state: { running: {} }, ...container }] } }),
  spec,
});
const killed = (ended: number, restarts = 1) => withContainer({ restartCount: restarts, lastState: oom(ended) });
const restarted = (restarts: number, last: JsonObject, created = month) =>
  withContainer({ restartCount: restarts, lastState: last }, { created });

test.each<[situation: string, given: JsonObject, expected: string]>([
  ['nothing for a pod that never restarted', pod(), ''],
  [
    'a crash loop',
    loopingPod(),
    '; warning: web-0 container main is crash looping (5 restarts, last exit code 1 (Error))',
  ],
  [
    'a crash loop of a pod that is ready at the moment',
    loopingPod({ ready: true }),
    '; warning: web-0 container main is crash looping (5 restarts, last exit code 1 (Error))',
  ],
  [
    'a crash loop that runs out of memory',
    withContainer(
      { restartCount: 9, lastState: oom(minute, minute), state: { running: { startedAt: ago(second) } } },
      { created: hour },
    ),
    '; warning: web-0 container main is crash looping (9 restarts, last exit code 137 (OOMKilled))',
  ],

  ['out of memory', killed(12 * minute, 4), '; warning: web-0 container main was OOMKilled 12m ago (4 restarts)'],
  ['out of memory an hour ago', killed(hour), '; warning: web-0 container main was OOMKilled 1h ago (1 restart)'],
  ['out of memory more than an hour ago', killed(hour + 1), ''],
  [
    'out of memory, by a clock that is ahead',
    killed(-second),
    '; warning: web-0 container main was OOMKilled 0s ago (1 restart)',
  ],
  [
    'out of memory, not restarted yet',
    withContainer({ restartCount: 0, state: oom(second) }),
    '; warning: web-0 container main was OOMKilled 1s ago',
  ],
  [
    'out of memory in the run before the last',
    withContainer({ restartCount: 2, state: run(second), lastState: oom(5 * minute, minute) }),
    '; warning: web-0 container main was OOMKilled 5m ago (2 restarts)',
  ],
  ['another error within the hour', withContainer({ restartCount: 1, lastState: run(minute) }), ''],
  ['out of memory at an unknown time', withContainer({ lastState: { terminated: { reason: 'OOMKilled' } } }), ''],

  [
    'three restarts of a pod that is an hour old',
    restarted(3, run(50 * minute), hour),
    '; warning: web-0 container main restarts often, last 50m ago (3 restarts, last exit code 1 (Error))',
  ],
  ['three restarts of a pod that is older', restarted(3, run(50 * minute), hour + 1), ''],
  ['two restarts of a young pod', restarted(2, run(minute), 20 * minute), ''],
  [
    'three restarts an hour on average',
    restarted(72, run(hour), day),
    '; warning: web-0 container main restarts often, last 1h ago (72 restarts, last exit code 1 (Error))',
  ],
  ['three restarts an hour on average, but not in the last hour', restarted(72, run(hour + 1), day), ''],
  ['fewer than three restarts an hour on average', restarted(71, run(hour), day), ''],
  [
    'slow runs in a pod of a month, three of which fit into the hour',
    restarted(3, run(10 * minute, { lasted: 25 * minute })),
    '; warning: web-0 container main restarts often, last 10m ago (3 restarts, last exit code 1 (Error))',
  ],
  ['slow runs of which three do not fit', restarted(3, run(10 * minute, { lasted: 25 * minute + 1 })), ''],
  [
    'runs of ten minutes',
    restarted(3, run(minute, { lasted: 10 * minute })),
    '; warning: web-0 container main restarts often, last 1m ago (3 restarts, last exit code 1 (Error))',
  ],
  ['seven short runs in a month, one of them just now', restarted(7, run(minute, { lasted: second })), ''],
  ['two slow runs in a month', restarted(2, run(minute, { lasted: 10 * minute })), ''],
  [
    'no creation time',
    withContainer({ restartCount: 3, lastState: run(minute) }, { metadata: { creationTimestamp: undefined } }),
    '',
  ],
  [
    'no times of its last run',
    withContainer({ restartCount: 99, lastState: { terminated: {} } }, { created: hour }),
    '',
  ],
  [
    'the end of its last run only',
    withContainer({ restartCount: 3, lastState: { terminated: { finishedAt: ago(minute) } } }, { created: hour }),
    '; warning: web-0 container main restarts often, last 1m ago (3 restarts)',
  ],
  [
    'names that are missing',
    { ...killed(minute), metadata: {}, status: { containerStatuses: [{ lastState: oom(minute) }] } },
    '; warning: a pod container without a name was OOMKilled 1m ago',
  ],
  ['a pod that is being deleted', { ...killed(minute), metadata: { deletionTimestamp: ago(second) } }, ''],
  ['a pod that was evicted', { ...killed(minute), status: { ...killed(minute).status, phase: 'Failed' } }, ''],
])('%s', (_, given, expected) => {
  expect(describePodWarnings([given], now)).toBe(expected);
});

describe('init containers', () => {
  const withInit = (state: JsonObject, restartPolicy?: string) => ({
    ...pod({ status: { initContainerStatuses: [{ name: 'init', restartCount: 2, state, lastState: oom(minute) }] } }),
    spec: { initContainers: [{ name: 'init', ...(restartPolicy && { restartPolicy }) }] },
  });
  const done = { terminated: { exitCode: 0, reason: 'Completed', finishedAt: ago(second) } };
  const warning = '; warning: web-0 container init was OOMKilled 1m ago (2 restarts)';

  test.each<[string, JsonObject, string]>([
    ['that has finished does not count', withInit(done), ''],
    ['that is retried counts', withInit({ running: {} }), warning],
    ['that is a sidecar counts', withInit({ running: {} }, 'Always'), warning],
    ['that is a sidecar, between two runs, counts', withInit(done, 'Always'), warning],
  ])('%s', (_, given, expected) => {
    expect(describePodWarnings([given], now)).toBe(expected);
  });
});

describe('several containers', () => {
  const named = (name: string, given: JsonObject): JsonObject => ({
    ...given,
    metadata: { name, creationTimestamp: ago(month) },
  });
  const often = restarted(3, run(minute, { lasted: 10 * minute }));
  const pods = [
    named('e', often),
    named('d', killed(2 * minute)),
    named('c', killed(minute)),
    named('b', killed(minute)),
    loopingPod({ name: 'a', created: hour }),
  ];

  test('are ordered by how much they tell, then by time, then by name; at most three are named', () => {
    expect(describePodWarnings(pods, now)).toBe(
      '; warning: a container main is crash looping (5 restarts, last exit code 1 (Error)); b container main was OOMKilled 1m ago (1 restart); c container main was OOMKilled 1m ago (1 restart); and 2 more containers',
    );
    expect(describePodWarnings(pods.slice(0, -1), now)).toMatch(/; d container main was [^;]*; and 1 more container$/);
    expect(describePodWarnings(pods.slice(1, -1), now)).toMatch(/; d container main was OOMKilled 2m ago [^;]*$/);
    expect(describePodWarnings(pods.slice(0, 2), now)).toMatch(/; e container main restarts often, [^;]*$/);
  });

  test('of one pod are named each', () => {
    const sidecar = { name: 'proxy', lastState: oom(minute) };
    const main = { name: 'main', lastState: oom(2 * minute) };
    expect(describePodWarnings([pod({ status: { containerStatuses: [main, sidecar] } })], now)).toBe(
      '; warning: web-0 container proxy was OOMKilled 1m ago; web-0 container main was OOMKilled 2m ago',
    );
  });

  test('may be in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(pods, { minLength: pods.length }), (shuffled) => {
        expect(describePodWarnings(shuffled, now)).toBe(describePodWarnings(pods, now));
      }),
    );
  });

  test('with names of any length do not flood the message', () => {
    expect(describePodWarnings([named('x'.repeat(5000), killed(minute))], now)).toHaveLength(400);
  });
});

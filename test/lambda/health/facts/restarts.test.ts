import fc from 'fast-check';
import { countRestarts, describeRestarts, sumRestarts } from '../../../../lambda/health/facts/restarts';
import type { Restarts } from '../../../../lambda/health/verdict';
import { ago, hour, minute, now } from '../../../support/objects/clock';
import { type PodShape, pod } from '../../../support/objects/pod';

const restarted = (name: string, restarts: number, ended: number, shape: PodShape = {}) =>
  pod({ name, restarts, lastRun: { lasted: minute, ended }, ...shape });

test.each<[string, readonly ReturnType<typeof pod>[], Restarts]>([
  ['no pods', [], { count: 0 }],
  ['pods without restarts', [pod(), pod({ name: 'web-1' })], { count: 0 }],
  [
    'the latest restart, and all of them',
    [restarted('web-0', 16, 3 * hour), restarted('web-1', 2, 2 * hour)],
    { count: 18, pod: 'web-1', container: 'main', last: ago(2 * hour) },
  ],
  [
    'of restarts at unknown times, the container with the most',
    [pod({ restarts: 1 }), pod({ name: 'web-1', restarts: 2 })],
    { count: 3, pod: 'web-1', container: 'main' },
  ],
  [
    'of the same number, the first by name',
    [pod({ name: 'b', restarts: 1 }), pod({ name: 'a', restarts: 1 })],
    { count: 2, pod: 'a', container: 'main' },
  ],
  [
    'without pods that are being deleted or have finished',
    [restarted('a', 1, minute, { deleted: 0 }), restarted('b', 1, minute, { phase: 'Failed' })],
    { count: 0 },
  ],
  [
    'without finished init containers',
    [
      pod({
        status: {
          initContainerStatuses: [{ name: 'init', restartCount: 3, state: { terminated: { exitCode: 0 } } }],
        },
      }),
    ],
    { count: 0 },
  ],
])('%s', (_, pods, expected) => {
  expect(countRestarts(pods)).toEqual(expected);
});

test.each<[Restarts, string]>([
  [{ count: 0 }, ''],
  [{ count: 1, pod: 'a', container: 'main' }, '; 1 restart (a/main)'],
  [
    { count: 18, pod: 'prometheus-kps-0', container: 'prometheus', last: ago(2 * hour) },
    '; 18 restarts (prometheus-kps-0/prometheus, last 2h ago)',
  ],
])('%j is described as %j', (restarts, expected) => {
  expect(describeRestarts(restarts, now)).toBe(expected);
});

test('names that are missing', () => {
  const nameless = { metadata: {}, status: { containerStatuses: [{ restartCount: 1 }] } };
  expect(countRestarts([nameless])).toEqual({ count: 1, pod: 'a pod', container: 'a container' });
});

test('a sum does not depend on the order', () => {
  const any = fc.record(
    {
      count: fc.nat({ max: 3 }),
      pod: fc.constantFrom('a', 'b'),
      container: fc.constantFrom('x', 'y'),
      last: fc.constantFrom(ago(minute), ago(hour)),
    },
    { requiredKeys: ['count', 'pod', 'container'] },
  );
  fc.assert(
    fc.property(fc.array(any), (all) => {
      const restarts = all as Restarts[];
      expect(sumRestarts([...restarts].reverse())).toEqual(sumRestarts(restarts));
      expect(sumRestarts(restarts).count).toBe(restarts.reduce((sum, { count }) => sum + count, 0));
    }),
  );
});

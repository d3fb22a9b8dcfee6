import fc from 'fast-check';
import { aggregate, unitOf } from '../../../lambda/podMetrics/aggregate';
import type { Contribution } from '../../../lambda/podMetrics/looks';
import type { Aggregate } from '../../../model/podMetricsConfig';

const metric = (as: Aggregate = 'sum', name = 'm') => ({ name, as: name, aggregate: as });
const values = (...numbers: number[]): Contribution => ({ values: numbers, observations: [], isIncrease: false });
const observed = (...observations: [number, number][]): Contribution => ({
  values: [],
  observations,
  isIncrease: true,
});

test.each<[Aggregate, number]>([
  ['sum', 6],
  ['max', 5],
  ['min', -1],
  ['avg', 2],
])('%s is over all series of all pods', (as, expected) => {
  expect(aggregate(metric(as), [values(2, 5), values(), values(-1)])).toEqual({ value: expected, unit: 'None' });
});

test('what CloudWatch does not take is left out', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minus } = Number;
  expect(aggregate(metric(), [values(1, nan, inf, minus, 2 ** 361)])).toEqual({ value: 1, unit: 'None' });
  expect(aggregate(metric(), [values(nan)])).toBeUndefined();
  expect(aggregate(metric(), [])).toBeUndefined();
});

test('observations of all pods are added by their value; those that did not occur are left out', () => {
  expect(aggregate(metric('max', 'h_seconds'), [observed([2, 3], [1, 1]), observed([1, 4], [9, 0])])).toEqual({
    observations: [
      [1, 5],
      [2, 3],
    ],
    unit: 'Seconds',
  });
  expect(aggregate(metric(), [observed([1, 0])])).toBeUndefined();
});

const anyPods = fc.array(fc.array(fc.integer(), { maxLength: 5 }), { maxLength: 8 });

test.each<Aggregate>(['sum', 'max', 'min', 'avg'])(
  '%s depends neither on the order of the pods nor on which pod has which series',
  (as) => {
    fc.assert(
      fc.property(anyPods, fc.func(fc.nat()), (pods, order) => {
        const shuffled = [...pods].sort((a, b) => order(a) - order(b));
        const whole = aggregate(metric(as), [values(...pods.flat())]);
        expect(
          aggregate(
            metric(as),
            shuffled.map((one) => values(...one)),
          ),
        ).toEqual(whole);
      }),
    );
  },
);

test('no observation is lost or invented', () => {
  const pods = fc.array(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.nat({ max: 100 }))));
  const total = (all: readonly (readonly [number, number])[]) => all.reduce((sum, [, count]) => sum + count, 0);
  fc.assert(
    fc.property(pods, (all) => {
      const { observations = [] } =
        aggregate(
          metric(),
          all.map((one) => observed(...one)),
        ) ?? {};
      expect(total(observations)).toBe(total(all.flat()));
      expect(new Set(observations.map(([value]) => value)).size).toBe(observations.length);
    }),
  );
});

test.each([
  ['request_duration_seconds', false, 'Seconds'],
  ['process_cpu_seconds_total', true, 'Seconds'],
  ['request_duration_seconds_sum', true, 'Seconds'],
  ['request_duration_seconds_count', true, 'Count'],
  ['request_duration_seconds_bucket', true, 'Count'],
  ['awscni_aws_api_latency_ms', false, 'Milliseconds'],
  ['process_resident_memory_bytes', false, 'Bytes'],
  ['cache_hit_ratio', false, 'None'],
  ['http_requests_total', true, 'Count'],
  ['queue_length', false, 'None'],
  ['seconds', false, 'Seconds'],
])('the unit of %s (an increase: %s) is %s', (name, isIncrease, unit) => {
  expect(unitOf(name, isIncrease)).toBe(unit);
});

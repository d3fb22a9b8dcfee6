import fc from 'fast-check';
import { createBudget } from '../../../lambda/time/budget';

test('a minute is shared out', () => {
  expect(createBudget(60_000)).toEqual({ reading: 39_000, readTry: 9750, publishing: 15_000, publishTry: 5000 });
});

test('reading and publishing together leave a tenth for the log, however much or little there is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900_000 }), (remaining) => {
      const { reading, publishing } = createBudget(remaining);
      expect(reading + publishing).toBeLessThanOrEqual(remaining * 0.9);
    }),
  );
});

test('three tries of each have room in its share, from two seconds on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 900_000 }), (remaining) => {
      const { reading, readTry, publishing, publishTry } = createBudget(remaining);
      expect(readTry).toBeGreaterThan(0);
      expect(publishTry).toBeGreaterThan(0);
      expect(3 * readTry).toBeLessThanOrEqual(reading);
      expect(3 * publishTry).toBeLessThanOrEqual(publishing);
    }),
  );
});

test('every share is a whole number of milliseconds, as timers take it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900_000 }), (remaining) => {
      for (const share of Object.values(createBudget(remaining))) expect(Number.isInteger(share)).toBe(true);
    }),
  );
});

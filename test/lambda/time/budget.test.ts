import fc from 'fast-check';
import { createBudget } from '../../../lambda/time/budget';

test('the shares of a minute', () => {
  expect(createBudget(60_000)).toEqual({
    reading: 39_000,
    readTry: 9750,
    publishing: 15_000,
    publishTry: 5000,
    explaining: 500,
    explainingUnknown: 6000,
  });
});

test('reading and publishing leave a tenth for the log, however much time remains', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900_000 }), (remaining) => {
      const { reading, publishing } = createBudget(remaining);
      expect(reading + publishing).toBeLessThanOrEqual(remaining * 0.9);
    }),
  );
});

test('what explains never has more than the publication, or half a second', () => {
  expect(createBudget(8000).explaining).toBe(240);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900_000 }), (remaining) => {
      const { explaining, publishing } = createBudget(remaining);
      expect(explaining).toBeLessThanOrEqual(Math.min(publishing, 500));
    }),
  );
});

test('without a value, what explains has at most a fifth, and six seconds', () => {
  expect(createBudget(8000).explainingUnknown).toBe(1600);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900_000 }), (remaining) => {
      const { reading, explainingUnknown } = createBudget(remaining);
      expect(explainingUnknown).toBeLessThanOrEqual(6000);
      expect(reading + explainingUnknown).toBeLessThanOrEqual(remaining * 0.85);
    }),
  );
});

test('from two seconds on, three tries of a read or of the publication fit into its share', () => {
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

test('every share is a whole number of milliseconds, as timers require', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900_000 }), (remaining) => {
      for (const share of Object.values(createBudget(remaining))) expect(Number.isInteger(share)).toBe(true);
    }),
  );
});

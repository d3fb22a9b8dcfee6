import { monthlyCost } from './cost';

const nothing = { milliseconds: 0, cpuMilliseconds: 0, logged: 0 };
const fixed = 43_800 * 0.00001 + 0.3 + 0.1;

describe('monthlyCost', () => {
  test.each([
    ['waiting takes as long as here', { ...nothing, milliseconds: 40 }, 40],
    ['computing takes 1769/256 times as long', { ...nothing, milliseconds: 10, cpuMilliseconds: 10 }, 70],
    ['what is begun of a millisecond counts', { ...nothing, milliseconds: 40.1 }, 41],
  ])('billed: %s', (_, spent, billed) => {
    expect(monthlyCost(spent).billed).toBe(billed);
  });

  test('Lambda: 43,800 requests, and 256 MB for half a second each', () => {
    expect(monthlyCost({ ...nothing, milliseconds: 500 }).lambda).toBeCloseTo(0.00876 + 0.073, 4);
  });

  test('logs: what a run writes and the lines of Lambda, at half a dollar a GB', () => {
    expect(monthlyCost({ ...nothing, logged: 99_600 }).logs).toBeCloseTo(4.38 * 0.5, 6);
  });

  test('together: with publications, metric and alarm', () => {
    const { lambda, logs, together } = monthlyCost({ milliseconds: 500, cpuMilliseconds: 20, logged: 1000 });
    expect(together).toBeCloseTo(lambda + logs + fixed, 10);
  });
});

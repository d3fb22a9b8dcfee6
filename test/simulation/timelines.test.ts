import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maintenance, shortOutages } from './maintenance';
import { outages } from './outages';
import { insertTable, renderTable, summarize } from './table';
import { type Run, type Scenario, simulate, simulateAll } from './timeline';

const results = new Map<Scenario, ReturnType<typeof simulateAll>>();

/** All simulations of a scenario, which the tests share. */
function simulationsOf(scenario: Scenario): ReturnType<typeof simulateAll> {
  const result = results.get(scenario) ?? simulateAll(scenario);
  results.set(scenario, result);
  return result;
}

const allHealthy = ({ value, verdicts }: Run) => value === 1 && verdicts.every(({ verdict }) => verdict === 'Healthy');

describe.each(maintenance)('$title', (scenario) => {
  test('never publishes 0 and does not fire the alarm', async () => {
    const simulations = await simulationsOf(scenario);
    expect(simulations.flat().filter(({ value, alarm }) => value === 0 || alarm !== 'OK')).toEqual([]);
  });

  test('is noticed, and ends with all targets healthy', async () => {
    const simulations = await simulationsOf(scenario);
    const during = simulations.flat().filter(({ at }) => at >= 0);
    expect(during.every(allHealthy)).toBe(false);
    expect(simulations.map((runs) => allHealthy(runs.at(-1) as Run))).toEqual(simulations.map(() => true));
  });
});

test('of all maintenance, only the upgrade of the control plane has minutes without data', async () => {
  const withoutData = [];
  for (const scenario of maintenance) {
    const simulations = await simulationsOf(scenario);
    if (simulations.flat().some(({ value }) => value === undefined)) withoutData.push(scenario.title);
  }
  expect(withoutData).toEqual([expect.stringContaining('control plane')]);
});

describe.each(outages)('$title', (scenario) => {
  test(`fires the alarm within ${scenario.within} minutes, and not before it begins`, async () => {
    for (const runs of await simulationsOf(scenario)) {
      expect(runs.filter(({ at, value, alarm }) => at < 0 && (value !== 1 || alarm !== 'OK'))).toEqual([]);
      expect(summarize(runs).fired).toBeLessThanOrEqual(scenario.within);
    }
  });

  test('the alarm returns to OK after the fix', async () => {
    for (const runs of await simulationsOf(scenario)) {
      expect(summarize(runs).okAgain).toBeLessThanOrEqual(45);
      expect(allHealthy(runs.at(-1) as Run)).toBe(true);
    }
  });
});

describe.each(shortOutages)('$title', (scenario) => {
  test('publishes 0 after the grace period, and not before', async () => {
    for (const runs of await simulationsOf(scenario)) {
      expect(summarize(runs).first?.minute).toBeGreaterThan(5);
      expect(summarize(runs).reasons).toEqual(['NoneReady']);
    }
  });
});

test('the same seed gives the same simulation, another seed another one', async () => {
  const [scenario] = maintenance as [Scenario];
  const [once, again, other] = [await simulate(scenario, 3), await simulate(scenario, 3), await simulate(scenario, 4)];
  expect(again).toEqual(once);
  expect(other).not.toEqual(once);
});

test('docs/health.md has the table of these simulations; otherwise run `npm run timelines`', async () => {
  const document = readFileSync(join(__dirname, '..', '..', 'docs', 'health.md'), 'utf8');
  const table = [];
  for (const scenario of [...maintenance, ...shortOutages, ...outages]) {
    table.push({ scenario, simulations: await simulationsOf(scenario) });
  }
  expect(document).toBe(insertTable(document, renderTable(table)));
});

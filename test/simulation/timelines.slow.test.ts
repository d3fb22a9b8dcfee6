import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlarmStates } from './alarms';
import { chronicProblems } from './chronic';
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

const isQuiet = (alarms: AlarmStates) => Object.values(alarms).every((state) => state === 'OK');
const allHealthy = ({ value, verdicts }: Run) => value === 1 && verdicts.every(({ verdict }) => verdict === 'Healthy');

describe.each(maintenance)('$title', (scenario) => {
  test('never publishes 0 and fires no alarm', async () => {
    const simulations = await simulationsOf(scenario);
    expect(simulations.flat().filter(({ value, alarms }) => value === 0 || !isQuiet(alarms))).toEqual([]);
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
      expect(runs.filter(({ at, value, alarms }) => at < 0 && (value !== 1 || !isQuiet(alarms)))).toEqual([]);
      expect(summarize(runs).fired.health).toBeLessThanOrEqual(scenario.within);
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
  test('publishes 0 only after the grace period, and not for long enough to fire', async () => {
    for (const runs of await simulationsOf(scenario)) {
      const { first, fired, reasons } = summarize(runs);
      expect(first?.minute ?? Number.POSITIVE_INFINITY).toBeGreaterThan(5);
      expect(reasons).toEqual(first === undefined ? [] : ['NoneReady']);
      expect(fired).toEqual({ health: undefined, ticket: undefined, blind: undefined, chronic: undefined });
    }
  });
});

describe.each(chronicProblems)('$title', (scenario) => {
  test('publishes 1 throughout: every pod that is not ready is young', async () => {
    const simulations = await simulationsOf(scenario);
    expect(simulations.flat().filter(({ value }) => value !== 1)).toEqual([]);
  });

  test('fires `chronic` and nothing else, and not before it begins', async () => {
    for (const runs of await simulationsOf(scenario)) {
      expect(runs.filter(({ at, value, alarms }) => at < 0 && (value !== 1 || !isQuiet(alarms)))).toEqual([]);
      expect(summarize(runs).fired).toEqual({
        health: undefined,
        ticket: undefined,
        blind: undefined,
        chronic: expect.any(Number),
      });
    }
  });

  test('the alarm returns to OK after the fix', async () => {
    const simulations = await simulationsOf(scenario);
    expect(simulations.map((runs) => isQuiet((runs.at(-1) as Run).alarms))).toEqual(simulations.map(() => true));
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
  for (const scenario of [...maintenance, ...shortOutages, ...chronicProblems, ...outages]) {
    table.push({ scenario, simulations: await simulationsOf(scenario) });
  }
  expect(document).toBe(insertTable(document, 'time lines', renderTable(table)));
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maintenance, shortOutages } from './maintenance';
import { outages } from './outages';
import { outcomeOf, renderTable, withTable } from './table';
import { type Look, play, playRuns, type Scenario } from './timeline';

const played = new Map<Scenario, ReturnType<typeof playRuns<Scenario>>>();

/** Every run of a scenario, played once for all tests. */
function playing(scenario: Scenario): ReturnType<typeof playRuns<Scenario>> {
  const known = played.get(scenario) ?? playRuns(scenario);
  played.set(scenario, known);
  return known;
}

const since = (second: number) => (look: Look) => look.at >= second;
const isQuiet = ({ value, verdicts }: Look) => value === 1 && verdicts.every(({ verdict }) => verdict === 'Healthy');

describe.each(maintenance)('$title', (scenario) => {
  test('wakes nobody', async () => {
    const { runs } = await playing(scenario);
    expect(runs.flat().filter(({ value, alarm }) => value === 0 || alarm !== 'OK')).toEqual([]);
  });

  test('is noticed, and all is well in the end', async () => {
    const { runs } = await playing(scenario);
    expect(runs.flat().filter(since(0)).every(isQuiet)).toBe(false);
    expect(runs.map((looks) => isQuiet(looks.at(-1) as Look))).toEqual(runs.map(() => true));
  });
});

test('maintenance leaves no minute without data, but for the upgrade of the control plane', async () => {
  const silent = [];
  for (const scenario of maintenance) {
    const { runs } = await playing(scenario);
    if (runs.flat().some(({ value }) => value === undefined)) silent.push(scenario.title);
  }
  expect(silent).toEqual([expect.stringContaining('control plane')]);
});

describe.each(outages)('$title', (scenario) => {
  test(`rings within ${scenario.within} minutes, and not before anything happened`, async () => {
    const { runs } = await playing(scenario);
    for (const looks of runs) {
      expect(looks.filter(({ at, value, alarm }) => at < 0 && (value !== 1 || alarm !== 'OK'))).toEqual([]);
      expect(outcomeOf(looks).rang).toBeLessThanOrEqual(scenario.within);
    }
  });

  test('is over when it is mended', async () => {
    const { runs } = await playing(scenario);
    for (const looks of runs) {
      expect(outcomeOf(looks).okAgain).toBeLessThanOrEqual(45);
      expect(isQuiet(looks.at(-1) as Look)).toBe(true);
    }
  });
});

describe.each(shortOutages)('$title', (scenario) => {
  test('makes the metric 0 once it lasts longer than its grace, and not before', async () => {
    const { runs } = await playing(scenario);
    for (const looks of runs) {
      expect(outcomeOf(looks).first?.minute).toBeGreaterThan(5);
      expect(outcomeOf(looks).reasons).toEqual(['NoneReady']);
    }
  });
});

test('the seed decides everything', async () => {
  const [scenario] = maintenance as [Scenario];
  const [once, again, other] = [await play(scenario, 3), await play(scenario, 3), await play(scenario, 4)];
  expect(again).toEqual(once);
  expect(other).not.toEqual(once);
});

test('the documentation has the table of these very runs; else run `npm run timelines`', async () => {
  const document = readFileSync(join(__dirname, '..', '..', 'docs', 'health.md'), 'utf8');
  const table = [];
  for (const scenario of [...maintenance, ...shortOutages, ...outages]) table.push(await playing(scenario));
  expect(document).toBe(withTable(document, renderTable(table)));
});

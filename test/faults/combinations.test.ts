import { combinations } from './combine';
import type { Fault } from './fault';
import type { Result } from './faultScenario';
import { createFixture, type Fixture } from './fixture';
import { violations } from './invariants';
import { matrix } from './matrix';
import { runAll } from './runAll';

const classes = Object.values(matrix);
/** Faults that are tolerated alone are the most likely to be mistreated unnoticed when they come together. */
const tolerated = classes
  .map((rows) => rows.filter(({ published }) => published !== null))
  .filter((rows) => rows.length > 0);
const all = new Map(
  [...combinations(classes, 3), ...combinations(tolerated, 3)].map((fault) => [fault.name, fault] as const),
);
const faults = [...all.values()];
let fixture: Fixture;
let results: ReadonlyMap<Fault, Result>;

beforeAll(async () => {
  fixture = await createFixture();
  results = await runAll(fixture, faults);
}, 1_800_000);
afterAll(() => fixture.remove());

test.each(faults.map((fault) => [fault.name, fault] as const))('%s', (_, fault) => {
  const { config } = fixture.configs[fault.config ?? 'three'];
  expect(violations({ fault, config, result: results.get(fault) as Result })).toEqual([]);
});

test('every rejection is handled, and nothing warns', async () => {
  expect(await fixture.host.call('warnings')).toEqual([]);
});

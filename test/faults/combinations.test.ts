import { combinations } from './combine';
import { isWhole } from './extent';
import type { Fault } from './fault';
import { violations } from './invariants';
import { matrix } from './matrix';
import { playAll } from './playAll';
import { openStage, type Stage } from './stage';
import type { Played } from './world';

const classes = Object.values(matrix);
/** What is survived alone is the most likely to go wrong unseen in company. */
const survived = classes.map((rows) => rows.filter(({ published }) => published !== null));
const every = new Map(
  [...combinations(classes, 3), ...combinations(survived, 3)].map((fault) => [fault.name, fault] as const),
);
const faults = [...every.values()].filter((_, index) => isWhole || index % 20 === 0);
let stage: Stage;
let played: ReadonlyMap<Fault, Played>;

beforeAll(async () => {
  stage = await openStage();
  played = await playAll(stage, faults);
}, 600_000);
afterAll(() => stage.close());

test.each(faults.map((fault) => [fault.name, fault] as const))('%s', (_, fault) => {
  const { targets } = stage.configs[fault.config ?? 'three'].config;
  expect(violations({ fault, targets, played: played.get(fault) as Played })).toEqual([]);
});

test('no promise is left alone, and nothing warns', async () => {
  expect(await stage.host.call('troubles')).toEqual([]);
});

import { isDeepStrictEqual } from 'node:util';
import { createBudget } from '../../lambda/time/budget';
import { isWhole } from './extent';
import type { Row } from './fault';
import { publishedBy, violations } from './invariants';
import { chaptersOfBothProtocols, matrix } from './matrix';
import { playAll } from './playAll';
import { reasonOf, runLinesIn } from './runLine';
import { openStage, type Stage } from './stage';
import { type Played, usualRemaining } from './world';

const overHttp1 = chaptersOfBothProtocols.map((title) => {
  const rows = (matrix[title] ?? []).filter(({ protocol }) => protocol === undefined);
  return [`${title}, over HTTP/1.1`, rows.map((row): Row => ({ ...row, protocol: 'http/1.1' }))] as const;
});
const chapters = [...Object.entries(matrix), ...overHttp1].map(
  ([title, rows]) => [title, rows.filter(({ quick }) => isWhole || quick)] as const,
);
/** A run of 2 s in place of 30 needs a calm machine: what should be survived is played again where it was not. */
const maxPlays = 3;
let stage: Stage;
const plays = new Map<Row, Played[]>();

beforeAll(async () => {
  stage = await openStage();
  let left = chapters.flatMap(([, rows]) => rows);
  for (let count = 0; count < maxPlays && left.length > 0; count += 1) {
    const played = await playAll(stage, left);
    for (const [row, got] of played) plays.set(row, [...(plays.get(row) ?? []), got]);
    left = left.filter((row) => !isDeepStrictEqual(outcomeOf(played.get(row) as Played), expectedOf(row)));
  }
}, 600_000);
afterAll(() => stage.close());

describe.each(chapters)('%s', (_, rows) => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const all = plays.get(row) ?? [];
    const last = all.at(-1) as Played;
    expect(last.goodRun?.error).toBeUndefined();
    expect(outcomeOf(last)).toEqual(expectedOf(row));
    // What must never happen must not happen on a busy machine either.
    const { targets } = stage.configs[row.config ?? 'three'].config;
    expect(all.flatMap((played) => violations({ fault: row, targets, played }))).toEqual([]);
    const { outcomes, seen, seenByAws } = last;
    if (row.endsEarly) expect(outcomes[0]?.milliseconds).toBeLessThan(createBudget(usualRemaining).reading);
    if (row.asksAtMost !== undefined) expect(mostAskedIn([...seen, ...seenByAws])).toBeLessThanOrEqual(row.asksAtMost);
  });
});

test('no promise is left alone, and nothing warns', async () => {
  expect(await stage.host.call('troubles')).toEqual([]);
});

function outcomeOf(played: Played) {
  const { outcomes } = played;
  return {
    published: publishedBy(played),
    failed: [...new Set(outcomes.map(({ error }) => error !== undefined))],
    reason: [...new Set(outcomes.flatMap(({ log }) => runLinesIn(log)).map(reasonOf))],
  };
}

function expectedOf({ published, failed, reason }: Row): ReturnType<typeof outcomeOf> {
  return { published: published === null ? [] : [published], failed: [failed], reason: [reason] };
}

/** How often the path that was asked for most was. */
function mostAskedIn(seen: Played['seen']): number {
  const counts = new Map<string, number>();
  for (const { path } of seen) counts.set(path, (counts.get(path) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

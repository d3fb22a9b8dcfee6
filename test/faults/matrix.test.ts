import { budgetOf } from '../../lambda/budget';
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
let stage: Stage;
let played: ReadonlyMap<Row, Played>;

beforeAll(async () => {
  stage = await openStage();
  played = await playAll(
    stage,
    chapters.flatMap(([, rows]) => rows),
  );
}, 600_000);
afterAll(() => stage.close());

describe.each(chapters)('%s', (_, rows) => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const got = played.get(row) as Played;
    const { outcomes, seen, seenByAws, goodRun } = got;
    expect(goodRun?.error).toBeUndefined();
    const lines = outcomes.flatMap(({ log }) => runLinesIn(log));
    expect({
      published: publishedBy(got),
      failed: outcomes.map(({ error }) => error !== undefined),
      reason: [...new Set(lines.map(reasonOf))],
      violations: violations({ fault: row, targets: stage.configs[row.config ?? 'three'].config.targets, played: got }),
    }).toEqual({
      published: row.published === null ? [] : [row.published],
      failed: outcomes.map(() => row.failed),
      reason: [row.reason],
      violations: [],
    });
    if (row.endsEarly) expect(outcomes[0]?.milliseconds).toBeLessThan(budgetOf(usualRemaining).reading);
    if (row.asksAtMost !== undefined) expect(mostAskedIn([...seen, ...seenByAws])).toBeLessThanOrEqual(row.asksAtMost);
  });
});

test('no promise is left alone, and nothing warns', async () => {
  expect(await stage.host.call('troubles')).toEqual([]);
});

/** How often the path that was asked for most was. */
function mostAskedIn(seen: Played['seen']): number {
  const counts = new Map<string, number>();
  for (const { path } of seen) counts.set(path, (counts.get(path) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

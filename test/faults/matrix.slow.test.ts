import { createBudget } from '../../lambda/time/budget';
import { runsAllFaults } from './extent';
import type { Row } from './fault';
import { type Result, usualRemaining } from './faultScenario';
import { createFixture, type Fixture } from './fixture';
import { publishedBy, publishedTargetsBy, violations } from './invariants';
import { matrix } from './matrix';
import { runAll } from './runAll';
import { reasonOf, runLinesIn } from './runLine';

const chapters = Object.entries(matrix)
  .map(([title, rows]) => [title, rows.filter(({ quick }) => runsAllFaults || quick)] as const)
  .filter(([, rows]) => rows.length > 0);
let fixture: Fixture;
let results: ReadonlyMap<Row, Result>;

beforeAll(async () => {
  fixture = await createFixture();
  const rows = chapters.flatMap(([, rows]) => rows);
  results = await runAll(fixture, rows);
}, 1_800_000);
afterAll(() => fixture.remove());

describe.each(chapters)('%s', (_, rows) => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const result = results.get(row) as Result;
    const { outcomes, requests, requestsToAws, connections, healthyRun } = result;
    expect(healthyRun?.error).toBeUndefined();
    expect(outcomeOf(result)).toEqual(expectedOf(row));
    const { config } = fixture.configs[row.config ?? 'three'];
    expect(violations({ fault: row, config, result })).toEqual([]);
    const { message, summary, endsEarly, eventsLeftOut, requestsAtMost, connectionsAtMost, healthyTargets } = row;
    const { heartbeatFailure, targetMetricsFailure } = row;
    if (message !== undefined) for (const target of notHealthyIn(result)) expect(target.message).toContain(message);
    if (summary !== undefined) for (const line of linesOf(result)) expect(line.summary).toContain(summary);
    if (eventsLeftOut !== undefined)
      expect(linesOf(result).map((line) => line.eventsLeftOut)).toEqual([{ monitoring: eventsLeftOut }]);
    if (endsEarly)
      expect(outcomes[0]?.milliseconds).toBeLessThan(createBudget(row.remaining ?? usualRemaining).reading);
    if (requestsAtMost !== undefined)
      expect(mostRequestsIn([...requests, ...requestsToAws])).toBeLessThanOrEqual(requestsAtMost);
    if (connectionsAtMost !== undefined) expect(connections).toBeLessThanOrEqual(connectionsAtMost);
    for (const line of linesOf(result)) expect(line.heartbeatFailure).toBe(heartbeatFailure);
    expect(linesOf(result).map((line) => line.targetMetricsFailure)).toEqual(
      linesOf(result).map(() => targetMetricsFailure && expect.stringContaining(targetMetricsFailure)),
    );
    if (healthyTargets !== undefined) {
      expect(linesOf(result).map(({ counts }) => counts?.healthy)).toEqual([healthyTargets]);
    }
  });
});

test('every rejection is handled, and nothing warns', async () => {
  expect(await fixture.host.call('warnings')).toEqual([]);
});

function outcomeOf(result: Result) {
  const { outcomes } = result;
  return {
    published: publishedBy(result, 'page'),
    publishedTicket: publishedBy(result, 'ticket'),
    publishedTargets: publishedTargetsBy(result),
    failed: [...new Set(outcomes.map(({ error }) => error !== undefined))],
    reason: [...new Set(outcomes.flatMap(({ log }) => runLinesIn(log)).map(reasonOf))],
  };
}

function expectedOf({ failed, reason, ...row }: Row): ReturnType<typeof outcomeOf> {
  const { published, publishedTicket = null, publishedTargets = {} } = row;
  return {
    published: published === null ? [] : [published],
    publishedTicket: publishedTicket === null ? [] : [publishedTicket],
    publishedTargets,
    failed: [failed],
    reason: [reason],
  };
}

const linesOf = ({ outcomes }: Result) => outcomes.flatMap(({ log }) => runLinesIn(log));
const notHealthyIn = (result: Result) =>
  linesOf(result).flatMap(({ targets }) => targets.filter(({ verdict }) => verdict !== 'Healthy'));

/** How often the path that was requested most was requested. */
function mostRequestsIn(requests: Result['requests']): number {
  const counts = new Map<string, number>();
  for (const { path } of requests) counts.set(path, (counts.get(path) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

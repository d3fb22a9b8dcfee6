import { prometheus } from './monitoringStack';
import { outages } from './outages';
import { StatefulSet } from './statefulSet';
import { summarize } from './table';
import { type Run, type Scenario, simulate } from './timeline';

const outage = outages.find(({ config }) => config.includes('name: web }')) as Scenario;
const page: Scenario = {
  ...outage,
  prepare: (cluster) => {
    new StatefulSet(cluster, 'prometheus', prometheus, { replicas: 1 });
    return outage.prepare(cluster);
  },
};
/** The same outage, of a ticket beside a page that is healthy. */
const ticket: Scenario = {
  ...page,
  config: `targets:
  - { kind: StatefulSet, namespace: monitoring, name: prometheus }
  - { kind: Deployment, namespace: monitoring, name: web, severity: ticket }`,
};
const seeds = [1, 2];

const simulateEach = (scenario: Scenario) => Promise.all(seeds.map((seed) => simulate(scenario, seed)));
const firedBy = (runs: readonly (readonly Run[])[], alarm: 'health' | 'ticket' | 'chronic') =>
  runs.map((one) => summarize(one).fired[alarm]);
const never = seeds.map(() => undefined);

test('the outage of a ticket fires `ticket` when that of a page fires `health`, and touches the page nowhere', async () => {
  const [pages, tickets] = await Promise.all([simulateEach(page), simulateEach(ticket)]);
  expect(firedBy(tickets, 'ticket')).toEqual(firedBy(pages, 'health'));
  expect(firedBy(tickets, 'ticket')).toEqual(seeds.map(() => expect.any(Number)));
  expect(new Set(tickets.flat().map(({ ticketValue }) => ticketValue))).toEqual(new Set([0, 1]));
  expect(tickets.map((runs) => runs.at(-1)?.alarms.ticket)).toEqual(seeds.map(() => 'OK'));
  expect(new Set(tickets.flat().map(({ value }) => value))).toEqual(new Set([1]));
  expect([firedBy(tickets, 'health'), firedBy(tickets, 'chronic')]).toEqual([never, never]);
  expect(firedBy(pages, 'ticket')).toEqual(never);
});

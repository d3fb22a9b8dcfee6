import fc from 'fast-check';
import { type JudgedTarget, withClusterDown } from '../../../lambda/health/clusterDown';
import { clusterHealth, type Verdict } from '../../../lambda/health/verdict';
import { numRuns } from '../../support/numRuns';
import { minute, now } from '../../support/objects/clock';
import { type DeadWorkload, nodeTarget, selected, target, type WatchedNode } from './deadCluster';

const severity = { Healthy: 0, Progressing: 1, Unknown: 2, Unhealthy: 3 } as const;
const settings = { numRuns: numRuns(300) };

const since = fc.integer({ min: 0, max: 6 }).map((minutes) => minutes * minute);
const workloadShape = fc
  .record({
    kind: fc.constantFrom<NonNullable<DeadWorkload['kind']>>('Deployment', 'StatefulSet', 'DaemonSet'),
    nodes: fc.array(fc.constantFrom('a', 'b', 'c', undefined), { maxLength: 3 }),
    // Mostly a dead cluster: otherwise there is little to see.
    ready: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
    since,
    explicit: fc.boolean(),
    neverReady: fc.boolean(),
    looping: fc.boolean(),
  })
  .map(
    ({ explicit, ready, ...shape }): DeadWorkload => ({
      ...shape,
      // Without a pod, a Deployment is scaled to 0, and a DaemonSet has no node.
      ready: Math.min(ready, shape.nodes.length),
      criteria: explicit ? { downGraceIsDefault: false } : {},
    }),
  );
const nodeShape = fc.record({
  ready: fc.oneof({ weight: 9, arbitrary: fc.constant('Unknown') }, { weight: 1, arbitrary: fc.constant('True') }),
  since,
});

interface Shapes {
  readonly workloads: readonly DeadWorkload[];
  readonly nodes: readonly Omit<WatchedNode, 'name'>[];
  readonly bySelector: boolean;
}
const shapes: fc.Arbitrary<Shapes> = fc.record({
  workloads: fc.array(workloadShape, { maxLength: 5 }),
  nodes: fc.array(nodeShape, { maxLength: 3 }),
  bySelector: fc.boolean(),
});
const grace = fc.constantFrom(0, 60, 120, 600);

function toTargets({ workloads, nodes, bySelector }: Shapes): JudgedTarget[] {
  const named = workloads.map((shape, index) => ({ ...shape, name: `web-${index}` }));
  return [
    ...(bySelector && named.length > 0 ? [selected(...named)] : named.map(target)),
    ...nodes.map((shape, index) => nodeTarget({ ...shape, name: `node-${index}` })),
  ];
}

function expectNoWorse(better: readonly Verdict[], worse: readonly Verdict[]): void {
  const holds = better.every(({ verdict }, index) => severity[verdict] <= severity[worse[index]?.verdict ?? 'Healthy']);
  expect({ better, worse, holds }).toMatchObject({ holds: true });
  // Unhealthy is 0; nothing here is Unknown.
  expect(clusterHealth(better) ?? 1).toBeGreaterThanOrEqual(clusterHealth(worse) ?? 1);
}

/** Whatever gets better in one workload or node. */
const improvements: Readonly<Record<string, (given: Shapes, index: number) => Shapes>> = {
  'another pod is ready': (given, index) => ({
    ...given,
    workloads: given.workloads.map((one, at) =>
      at === index ? { ...one, ready: Math.min(one.nodes.length, (one.ready ?? 0) + 1) } : one,
    ),
  }),
  'it has been down for a shorter time': (given, index) => ({
    ...given,
    workloads: given.workloads.map((one, at) => (at === index ? { ...one, since: (one.since ?? 0) / 2 } : one)),
  }),
  'it is not crash looping any more': (given, index) => ({
    ...given,
    workloads: given.workloads.map((one, at) => (at === index ? { ...one, looping: false } : one)),
  }),
  'a node is ready': (given, index) => ({
    ...given,
    nodes: given.nodes.map((one, at) => (at === index ? { ...one, ready: 'True' } : one)),
  }),
  'a node was lost later': (given, index) => ({
    ...given,
    nodes: given.nodes.map((one, at) => (at === index ? { ...one, since: (one.since ?? 0) / 2 } : one)),
  }),
};

test.each(Object.entries(improvements))('no verdict is worse because %s', (_, improve) => {
  fc.assert(
    fc.property(shapes, fc.nat({ max: 4 }), grace, (given, index, seconds) => {
      const [before, after] = [given, improve(given, index)].map((one) =>
        withClusterDown(toTargets(one), seconds, now),
      );
      expectNoWorse(after as Verdict[], before as Verdict[]);
    }),
    settings,
  );
});

test('no verdict gets better than without it', () => {
  fc.assert(
    fc.property(shapes, grace, (given, seconds) => {
      const targets = toTargets(given);
      expectNoWorse(
        targets.map(({ verdict }) => verdict),
        withClusterDown(targets, seconds, now),
      );
    }),
    settings,
  );
});

test('a longer clusterDownGrace never makes a verdict worse', () => {
  fc.assert(
    fc.property(shapes, grace, fc.nat({ max: 600 }), (given, seconds, more) => {
      const targets = toTargets(given);
      expectNoWorse(withClusterDown(targets, seconds + more, now), withClusterDown(targets, seconds, now));
    }),
    settings,
  );
});

test('time alone never makes a verdict better', () => {
  fc.assert(
    fc.property(shapes, grace, fc.nat({ max: 10 * minute }), (given, seconds, later) => {
      const targets = toTargets(given);
      expectNoWorse(withClusterDown(targets, seconds, now), withClusterDown(targets, seconds, now + later));
    }),
    settings,
  );
});

test('the order of the targets never matters', () => {
  fc.assert(
    fc.property(shapes, grace, (given, seconds) => {
      const targets = toTargets(given);
      const backwards = withClusterDown([...targets].reverse(), seconds, now).reverse();
      expect(backwards).toEqual(withClusterDown(targets, seconds, now));
    }),
    settings,
  );
});

const unknownTicket = fc
  .record({
    kind: fc.constantFrom('Deployment', 'DaemonSet', 'Node', 'Service'),
    reason: fc.constantFrom('Forbidden', 'Timeout', 'Unreachable'),
  })
  .map(
    ({ kind, reason }): JudgedTarget => ({
      target: {
        kind,
        apiVersion: kind === 'Node' || kind === 'Service' ? 'v1' : 'apps/v1',
        downGraceIsDefault: true,
        severity: 'ticket',
      },
      verdict: { kind, name: 'ticket', verdict: 'Unknown', reason, message: '' },
    }),
  );

test('a ticket of which nothing is known changes no verdict of a page', () => {
  fc.assert(
    fc.property(shapes, fc.array(unknownTicket, { minLength: 1, maxLength: 3 }), grace, (given, tickets, seconds) => {
      const pages = toTargets(given);
      const alone = withClusterDown(pages, seconds, now);
      expect(withClusterDown([...pages, ...tickets], seconds, now).slice(0, pages.length)).toEqual(alone);
    }),
    settings,
  );
});

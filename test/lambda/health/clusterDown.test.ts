import { type JudgedTarget, withClusterDown } from '../../../lambda/health/clusterDown';
import type { Reason } from '../../../model/reasons';
import { minute, month, now } from '../../support/objects/clock';
import {
  type DeadWorkload,
  nodeTarget,
  scaledToZero,
  selected,
  selectedNodes,
  selectedWithUnknown,
  target,
} from './deadCluster';
import { summarize } from './judging';

const judged = (targets: readonly JudgedTarget[], grace = 120) => withClusterDown(targets, grace, now);
const summaries = (targets: readonly JudgedTarget[], grace?: number) => judged(targets, grace).map(summarize);

const prometheus: DeadWorkload = { kind: 'StatefulSet', name: 'prometheus', nodes: ['a', 'b'] };
const grafana: DeadWorkload = { name: 'grafana', nodes: ['b'] };
const web: DeadWorkload = { name: 'web', nodes: ['a', 'b', 'c'] };
const [prometheusDown, grafanaDown, webDown] = [prometheus, grafana, web].map(target) as [
  JudgedTarget,
  JudgedTarget,
  JudgedTarget,
];
const down = 'Unhealthy ClusterDown';
const waiting = 'Progressing NoneReady';

/** A target of which only the verdict matters. */
function other(kind: string, verdict: 'Healthy' | 'Unhealthy' | 'Unknown', reason: Reason): JudgedTarget {
  return {
    target: { kind, apiVersion: kind === 'Service' || kind === 'Node' ? 'v1' : 'apps/v1', downGraceIsDefault: true },
    verdict: { kind, name: 'other', verdict, reason, message: '' },
  };
}

describe('workloads of a dead cluster', () => {
  test.each<[string, JudgedTarget[], string[]]>([
    ['three, on two nodes', [prometheusDown, grafanaDown, webDown], [down, down, down]],
    ['three that a selector matches', [selected(prometheus, grafana, web)], [down]],
    ['two by name and one by selector', [prometheusDown, grafanaDown, selected(web)], [down, down, down]],
    [
      'three, on exactly two nodes',
      [prometheusDown, grafanaDown, target({ ...web, nodes: ['a', 'a'] })],
      [down, down, down],
    ],
    ['only two', [prometheusDown, webDown], [waiting, waiting]],
    ['two, one of them in two targets', [grafanaDown, webDown, selected(web)], [waiting, waiting, waiting]],
    [
      'all on one node',
      [
        { ...prometheus, nodes: ['a', 'a'] },
        { ...grafana, nodes: ['a'] },
        { ...web, nodes: ['a'] },
      ].map(target),
      [waiting, waiting, waiting],
    ],
    [
      'one node was drained, and the pods are being started on two others',
      ['b', 'c', 'd'].map((node, index) => target({ name: `single-${index}`, nodes: [node], neverReady: true })),
      [waiting, waiting, waiting],
    ],
    [
      'the nodes are gone, and the pods wait for new ones',
      [prometheus, grafana, web].map((shape) => target({ ...shape, nodes: shape.nodes.map(() => undefined) })),
      [waiting, waiting, waiting],
    ],
    [
      'one of them has a ready pod',
      [prometheusDown, grafanaDown, target({ ...web, ready: 1 })],
      [waiting, waiting, 'Progressing TooFewReady'],
    ],
    [
      'another one is healthy',
      [prometheusDown, grafanaDown, webDown, target({ name: 'api', nodes: ['d'], ready: 1 })],
      [waiting, waiting, waiting, 'Healthy Ready'],
    ],
    [
      'a selector also matches a healthy one',
      [prometheusDown, grafanaDown, selected(web, { name: 'api', nodes: ['d'], ready: 1 })],
      [waiting, waiting, waiting],
    ],
    [
      'another one is unknown',
      [prometheusDown, grafanaDown, webDown, other('Deployment', 'Unknown', 'Timeout')],
      [waiting, waiting, waiting, 'Unknown Timeout'],
    ],
    [
      'a selector also matches an unknown one, behind one that is Unhealthy',
      [prometheusDown, grafanaDown, webDown, selectedWithUnknown({ ...web, name: 'api', looping: true })],
      [waiting, waiting, waiting, 'Unhealthy CrashLooping'],
    ],
    [
      'another one is scaled to 0, which is allowed',
      [prometheusDown, grafanaDown, webDown, scaledToZero(true)],
      [down, down, down, 'Healthy ScaledToZero'],
    ],
    [
      'one of three is scaled to 0',
      [prometheusDown, webDown, scaledToZero(false)],
      [waiting, waiting, 'Unhealthy ScaledToZero'],
    ],
    [
      'one of three is a DaemonSet that has lost its last node',
      [prometheusDown, webDown, target({ kind: 'DaemonSet', name: 'agent', nodes: [] })],
      [down, down, down],
    ],
    [
      'the DaemonSet has lost it a minute ago',
      [prometheusDown, webDown, target({ kind: 'DaemonSet', name: 'agent', nodes: [], since: minute })],
      [waiting, waiting, 'Progressing ScaledToZero'],
    ],
    [
      'another one does not exist',
      [prometheusDown, grafanaDown, webDown, other('Deployment', 'Unhealthy', 'NotFound')],
      [down, down, down, 'Unhealthy NotFound'],
    ],
    [
      'a Service and a custom Deployment serve',
      [
        prometheusDown,
        grafanaDown,
        webDown,
        other('Service', 'Healthy', 'EndpointsReady'),
        {
          target: { kind: 'Deployment', apiVersion: 'example.com/v1' },
          verdict: { kind: 'Deployment', name: 'x', verdict: 'Healthy', reason: 'Exists', message: '', ready: 1 },
        },
      ],
      [down, down, down, 'Healthy EndpointsReady', 'Healthy Exists'],
    ],
    [
      'a watched node is ready',
      [prometheusDown, grafanaDown, webDown, nodeTarget({ name: 'z', ready: 'True' })],
      [down, down, down, 'Healthy Ready'],
    ],
    [
      'one of them is crash looping, which has its own reason',
      [prometheusDown, webDown, target({ ...grafana, looping: true })],
      [down, down, 'Unhealthy CrashLooping'],
    ],
  ])('%s', (_, targets, expected) => {
    expect(summaries(targets)).toEqual(expected);
  });
});

describe('a ticket that is unknown', () => {
  const ticket = ({ target: of, verdict }: JudgedTarget): JudgedTarget => ({
    target: { ...of, severity: 'ticket' },
    verdict,
  });
  const unknown = ticket(other('Deployment', 'Unknown', 'Forbidden'));
  const partial = ticket(selectedWithUnknown({ ...web, name: 'api', looping: true }));
  test.each<[string, JudgedTarget[], string[]]>([
    [
      'does not keep a dead cluster from the page',
      [prometheusDown, grafanaDown, webDown, unknown],
      [down, down, down, 'Unknown Forbidden'],
    ],
    [
      'does not, if a selector matches it',
      [prometheusDown, grafanaDown, webDown, partial],
      [down, down, down, 'Unhealthy CrashLooping'],
    ],
    [
      'keeps other tickets as they are',
      [prometheusDown, grafanaDown, webDown, ticket(target({ name: 'ui', nodes: ['a'] })), unknown],
      [down, down, down, waiting, 'Unknown Forbidden'],
    ],
    [
      'is not evidence of a dead cluster',
      [prometheusDown, grafanaDown, unknown],
      [waiting, waiting, 'Unknown Forbidden'],
    ],
    [
      'serves, if its selector matches a ready one, too',
      [
        prometheusDown,
        grafanaDown,
        webDown,
        ticket(selectedWithUnknown({ name: 'api', nodes: ['a', 'b', 'c'], ready: 1 })),
      ],
      [waiting, waiting, waiting, 'Unknown Timeout'],
    ],
  ])('%s', (_, targets, expected) => {
    expect(summaries(targets)).toEqual(expected);
  });
});

describe('a node that is a ticket', () => {
  const ticketNode = (one: JudgedTarget): JudgedTarget => ({ ...one, target: { ...one.target, severity: 'ticket' } });
  const [a, b] = [nodeTarget({ name: 'a' }), nodeTarget({ name: 'b' })] as const;
  const unknown = other('Node', 'Unknown', 'Forbidden');
  const lost = 'Progressing NodeUnreachable';
  test.each<[string, JudgedTarget[], string[]]>([
    [
      'and unknown does not keep lost nodes from the page',
      [a, b, ticketNode(unknown)],
      [down, down, 'Unknown Forbidden'],
    ],
    ['and unknown is not evidence of a dead cluster', [a, ticketNode(unknown)], [lost, 'Unknown Forbidden']],
    [
      'and ready shows that the cluster is alive',
      [a, b, ticketNode(nodeTarget({ name: 'c', ready: 'True' }))],
      [lost, lost, 'Healthy Ready'],
    ],
    ['waits for an unknown page', [ticketNode(a), ticketNode(b), unknown], [lost, lost, 'Unknown Forbidden']],
    [
      'waits for an unknown ticket',
      [ticketNode(a), ticketNode(b), ticketNode(unknown)],
      [lost, lost, 'Unknown Forbidden'],
    ],
  ])('%s', (_, targets, expected) => {
    expect(summaries(targets)).toEqual(expected);
  });
});

describe('the clock is the youngest one', () => {
  test.each<[string, number[], number, string]>([
    ['all are old enough', [2, 3, 4], 120, down],
    ['one is younger by a moment', [1.99, 3, 4], 120, waiting],
    ['a longer clusterDownGrace than their downGrace', [4, 4, 4], 600, waiting],
    ['no clusterDownGrace', [0, 0.1, 0.2], 0, down],
    ['their own downGrace is over', [6, 6, 6], 600, down],
  ])('%s', (_, minutes, grace, expected) => {
    const targets = [prometheus, grafana, web].map((shape, index) =>
      target({ ...shape, since: (minutes[index] ?? 0) * minute }),
    );
    expect(summaries(targets, grace)).toEqual([expected, expected, expected]);
  });

  test('a workload whose clock is not known does not make it younger', () => {
    const unknownAge = { ...grafana, pod: { metadata: { creationTimestamp: undefined }, status: { conditions: [] } } };
    const [, , third] = judged([prometheusDown, webDown, target({ ...unknownAge, since: month })]);
    expect(summaries([prometheusDown, webDown, target(unknownAge)]).slice(0, 2)).toEqual([down, down]);
    expect(third?.message).toContain('for 3m, clusterDownGrace 2m');
  });
});

describe('a downGrace', () => {
  test('that is specified stays, but the workload is evidence', () => {
    const explicit = target({ ...grafana, criteria: { downGraceIsDefault: false } });
    const verdicts = judged([prometheusDown, explicit, webDown]);
    expect(verdicts.map(summarize)).toEqual([down, waiting, down]);
    expect(verdicts[1]?.message).toBe(
      'pods on 3 nodes are not ready (a, b, c); none of 3 workloads has a ready pod; for 3m; 0 of 1 pods ready; grafana-0 on b: container main not ready, started 1m ago; for 3m, grace 5m',
    );
  });

  test('that is shorter is not lengthened', () => {
    const short = [prometheus, grafana, web].map((shape) =>
      target({ ...shape, since: minute, criteria: { downGrace: 30 } }),
    );
    expect(summaries(short)).toEqual([down, down, down]);
  });
});

describe('watched nodes', () => {
  const lost = 'Progressing NodeUnreachable';
  const [a, b] = [nodeTarget({ name: 'a' }), nodeTarget({ name: 'b' })] as const;
  test.each<[string, JudgedTarget[], string[]]>([
    ['two are lost', [a, b], [down, down]],
    ['all of a selector are lost', [selectedNodes({ name: 'a' }, { name: 'b' })], [down]],
    ['the only one is lost', [a], [lost]],
    ['the same one in two targets', [a, selectedNodes({ name: 'a' })], [lost, lost]],
    ['another one is ready', [a, b, nodeTarget({ name: 'c', ready: 'True' })], [lost, lost, 'Healthy Ready']],
    [
      'another one of the selector is ready',
      [selectedNodes({ name: 'a' }, { name: 'b' }, { name: 'c', ready: 'True' })],
      [lost],
    ],
    ['another one reports', [a, b, nodeTarget({ name: 'c', ready: 'False' })], [lost, lost, 'Progressing NotReady']],
    ['another one is cordoned', [a, b, nodeTarget({ name: 'c', cordoned: true })], [lost, lost, 'Healthy Cordoned']],
    ['another one is unknown', [a, b, other('Node', 'Unknown', 'Timeout')], [lost, lost, 'Unknown Timeout']],
    ['one was lost a moment ago', [a, nodeTarget({ name: 'b', since: minute })], [lost, lost]],
    ['grace is specified', [a, nodeTarget({ name: 'b' }, { graceIsDefault: false })], [down, lost]],
    ['downGrace is specified', [a, nodeTarget({ name: 'b' }, { downGraceIsDefault: false })], [down, down]],
    ['with fewer than three workloads', [a, b, grafanaDown], [down, down, down]],
    [
      'one workload of a selector is down for a shorter time',
      [a, b, selected({ ...grafana, name: 'api', since: minute }, grafana)],
      [down, down, down],
    ],
    [
      'one workload of a selector has too few ready pods',
      [a, b, selected({ ...web, name: 'api', ready: 1 }, grafana)],
      [lost, lost, 'Progressing NoneReady'],
    ],
    [
      'they were lost a moment ago, but nothing has been ready for longer',
      [nodeTarget({ name: 'a', since: minute }), nodeTarget({ name: 'b' }), prometheusDown, grafanaDown, webDown],
      [lost, lost, down, down, down],
    ],
    ['a workload is down for a shorter time', [a, b, target({ ...grafana, since: minute })], [down, down, waiting]],
    ['a workload serves from another node', [a, b, target({ ...grafana, ready: 1 })], [lost, lost, 'Healthy Ready']],
    ['one is being removed', [a, nodeTarget({ name: 'b', beingRemoved: true })], [lost, lost]],
    [
      'only one node is lost, and nothing is ready',
      [prometheusDown, grafanaDown, webDown, a],
      [down, down, down, lost],
    ],
  ])('%s', (_, targets, expected) => {
    expect(summaries(targets)).toEqual(expected);
  });

  test('are named alone where no workload is watched', () => {
    expect(judged([a, b])[0]?.message).toMatch(
      /^all 2 watched nodes are lost \(a, b\); for 3m, clusterDownGrace 2m; Ready/,
    );
  });

  test('of a selector count as short while they are Unhealthy', () => {
    const both = selectedNodes({ name: 'a' }, { name: 'b' });
    expect(judged([both])[0]).toMatchObject({ short: 2 });
    expect(judged([both], 600)[0]).not.toHaveProperty('short');
    expect(judged([a, b])[0]).not.toHaveProperty('short');
  });

  test('do not explain a custom resource, and not what has a reason of its own', () => {
    const custom: JudgedTarget = {
      target: { kind: 'Prometheus', apiVersion: 'monitoring.coreos.com/v1', downGraceIsDefault: true },
      verdict: {
        kind: 'Prometheus',
        name: 'x',
        verdict: 'Progressing',
        reason: 'NoneReady',
        message: 'Available is False',
      },
    };
    const looping = target({ ...grafana, looping: true });
    const [, , first, second] = judged([a, b, custom, looping]);
    expect(first).toEqual(custom.verdict);
    expect(second).toMatchObject({ reason: 'CrashLooping', message: looping.verdict.message });
  });
});

describe('the message names the nodes before the symptoms', () => {
  const agent = (readiness: Record<string, boolean>) =>
    target({ kind: 'DaemonSet', name: 'agent', nodes: ['a', 'b', 'c'], readiness });
  const rest =
    'none of 3 workloads has a ready pod; for 3m, clusterDownGrace 2m; 0 of 1 pods ready; grafana-0 on b: container main not ready, started 1m ago; for 3m, grace 5m';
  test.each<[string, JudgedTarget[], string]>([
    ['not read', [webDown, prometheusDown], 'pods on 3 nodes are not ready (a, b, c)'],
    [
      'all lost',
      [webDown, agent({ a: false, b: false, c: false, z: true })],
      'all 3 nodes of the pods are not ready (a, b, c)',
    ],
    ['some lost', [webDown, agent({ a: false, b: true, c: false })], '2 of 3 nodes of the pods are not ready (a, c)'],
    ['ready', [webDown, agent({ a: true, b: true, c: true })], 'pods on 3 ready nodes are not ready (a, b, c)'],
    ['one is not in the list', [webDown, agent({ a: true, b: true })], 'pods on 3 nodes are not ready (a, b, c)'],
    [
      'many',
      [webDown, target({ ...prometheus, nodes: ['d', 'e'] })],
      'pods on 5 nodes are not ready (a, b, c and 2 more)',
    ],
    [
      'watched',
      [webDown, prometheusDown, selectedNodes({ name: 'y' }, { name: 'x' })],
      'all 2 watched nodes are lost (x, y)',
    ],
    [
      'watched in part',
      [webDown, prometheusDown, nodeTarget({ name: 'a' })],
      '1 of 3 nodes of the pods are not ready (a)',
    ],
  ])('%s', (_, targets, expected) => {
    expect(judged([grafanaDown, ...targets, other('Service', 'Healthy', 'NoSelector')])[0]?.message).toBe(
      `${expected}; ${rest}`,
    );
  });

  test('also of a verdict that is Progressing, and of one that is Unhealthy anyway', () => {
    const since = (age: number) => [prometheus, grafana, web].map((shape) => target({ ...shape, since: age }));
    expect(judged(since(minute)).map(({ message }) => message.split(';')[0])).toEqual(
      Array(3).fill('pods on 3 nodes are not ready (a, b, c)'),
    );
    expect(judged(since(30 * minute))[0]?.message).toMatch(/^pods on 3 nodes .*; for 30m, clusterDownGrace 2m; 0 of 2/);
  });

  test('the objects of a selector keep theirs', () => {
    const [verdict] = judged([selected(prometheus, grafana, web)]);
    expect(verdict?.message).toMatch(
      /^pods on 3 nodes .*; 0 of 3 matching objects are healthy; Deployment grafana: 0 of/,
    );
    expect(verdict?.objects?.map((one) => `${one.name}: ${summarize(one)}: ${one.message.slice(0, 4)}`)).toEqual(
      ['grafana', 'prometheus', 'web'].map((name) => `${name}: ${down}: 0 of`),
    );
  });
});

test('without a dead cluster, no verdict changes', () => {
  for (const targets of [[prometheusDown, webDown], [nodeTarget({ name: 'a' })]]) {
    const verdicts = targets.map(({ verdict: { outages: _, ...verdict } }) => verdict);
    expect(judged(targets)).toEqual(verdicts);
  }
});

test('a dead cluster of unknown age is down', () => {
  const targets = [prometheusDown, grafanaDown, webDown].map(({ verdict, ...one }) => {
    const outages = (verdict.outages ?? []).map(({ since: _, ...outage }) => outage);
    return { ...one, verdict: { ...verdict, outages } };
  });
  expect(judged(targets)[0]).toMatchObject({
    reason: 'ClusterDown',
    message: expect.stringContaining('; for an unknown time, clusterDownGrace 2m; 0 of 2'),
  });
});

test('what a verdict contributes is in no result', () => {
  const targets = [prometheusDown, grafanaDown, webDown, selected(web, grafana), nodeTarget({ name: 'a' })];
  expect(JSON.stringify([...targets, selectedWithUnknown(web)])).toMatch(/outages.*isPartial/);
  expect(JSON.stringify(judged([...targets, selectedWithUnknown(web)]))).not.toMatch(/outages|isPartial/);
});

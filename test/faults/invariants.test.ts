import { probeEndpoints } from '../../model/probes';
import { targetRead } from '../../model/readingPlan';
import type { RecordedDatum } from '../support/servers/aws/putMetricData';
import type { Result } from './faultScenario';
import type { Outcome } from './host/instance';
import { type Evidence, violations } from './invariants';
import { credentials } from './lambdaCredentials';

const target = { kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'shop', name: 'web' } as const;
const targets = [{ ...target, atLeast: 1, mode: 'AllOfThem', allowZero: false, grace: 900, downGrace: 300 }] as const;
const probe = { probe: 'grafana', namespace: 'shop', pods: ['grafana-0', 'grafana-1'], port: 3000 } as const;
const config = { targets, plan: { targets: [targetRead(target)], probes: [probeEndpoints(probe)] } };
const verdict = (over: object = {}) => ({ verdict: 'Healthy', reason: 'Ready', message: 'fine', ...over });
const line = (over: object = {}) => JSON.stringify({ message: 'run', published: true, targets: [verdict()], ...over });
const request = (path: string, isReal = true) => ({ method: 'GET', path, status: 200, isReal });
const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const web = '/apis/apps/v1/namespaces/shop/deployments/web';
const program = (pod: string) => `/api/v1/namespaces/shop/pods/http:${pod}:3000/proxy/api/health`;
const programs = [request(program('grafana-0')), request(program('grafana-1'))];
const datum = (name: string, value: number, dimensions: RecordedDatum['dimensions'] = []) => ({
  namespace: 'EksVigil',
  metricData: [{ name, value, dimensions }],
  at: 0,
});
const put = (value: number) => datum('ClusterHealth', value);
const putTicket = (value: number) => datum('ClusterHealthTicket', value);
const putTarget = (value: number) => datum('ClusterHealth', value, [{ name: 'Target', value: 'Deployment shop/web' }]);
const none = { timers: 0, abortListeners: 0, socketsInUse: 0, written: [] };
const error = { name: 'HealthUnknown', message: 'nothing', stack: '' };

interface Over extends Partial<Omit<Outcome, 'leftovers'>> {
  readonly unhealthy?: true;
  readonly unhealthyTicket?: true;
  readonly requests?: Result['requests'];
  readonly puts?: Result['puts'];
  readonly leftovers?: object;
  readonly sent?: readonly string[];
}

/** The violations of a run that was good but for this. */
function broken(
  {
    unhealthy,
    unhealthyTicket,
    requests = [request(lease), request(web), ...programs],
    puts = [put(1)],
    sent = [],
    leftovers,
    ...outcome
  }: Over = {},
  watched: Evidence['config'] = config,
) {
  const whole: Outcome = { log: [line()], milliseconds: 100, leftovers: { ...none, ...leftovers }, ...outcome };
  const result = {
    outcomes: [whole],
    puts,
    requests,
    requestsToAws: [],
    connections: 0,
    secrets: new Set([...Object.values(credentials), ...sent]),
  };
  return violations({
    fault: { ...(unhealthy ? { unhealthy } : {}), ...(unhealthyTicket ? { unhealthyTicket } : {}) },
    config: watched,
    result,
  });
}

test('a healthy run violates nothing', () => {
  expect(broken()).toEqual([]);
});

test('a target that is read out of a list has been read if the list was requested', () => {
  const page = '/apis/apps/v1/namespaces/shop/deployments?limit=100';
  const listed = { ...config, plan: { ...config.plan, targets: [targetRead({ ...target, read: 'list' })] } };
  expect(broken({ requests: [request(lease), request(page), ...programs] }, listed)).toEqual([]);
  expect(broken({ requests: [request(lease), request(page, false), ...programs] }, listed)).toEqual([
    'published 1 (page) without a real response about Deployment web',
  ]);
});

test('a run that reports an unhealthy target violates nothing', () => {
  const log = [line({ targets: [verdict({ verdict: 'Unhealthy' })] })];
  expect(broken({ unhealthy: true, puts: [put(0)], log })).toEqual([]);
});

test('a run that cannot know the health, and fails, violates nothing', () => {
  expect(broken({ puts: [], requests: [], error, log: [line({ published: false })] })).toEqual([]);
});

const token = 'k8s-aws-v1.aHR0cHM6Ly9zdHMuZXUtY2VudHJhbC0xLmFtYXpvbmF3cy5jb20';

test.each<[string, Over, string]>([
  ['1 while a target is unhealthy', { unhealthy: true }, 'published 1 (page), though the targets are unhealthy'],
  [
    '0 while all are healthy',
    { puts: [put(0)], log: [line({ targets: [verdict({ verdict: 'Unhealthy' })] })] },
    'published 0 (page), though the targets are healthy',
  ],
  [
    '1 without a response',
    { requests: [request(lease)] },
    'published 1 (page) without a real response about Deployment web',
  ],
  [
    '1 on an altered response',
    { requests: [request(lease), request(web, false)] },
    'published 1 (page) without a real response about Deployment web',
  ],
  [
    '1 without an answer of a program',
    { requests: [request(lease), request(web), request(program('grafana-0'))] },
    'published 1 (page) without a real answer of http:grafana-1:3000',
  ],
  [
    '1 on an answer that is not that of the program',
    { requests: [request(lease), request(web), request(program('grafana-0'), false), request(program('grafana-1'))] },
    'published 1 (page) without a real answer of http:grafana-0:3000',
  ],
  [
    '1 without a Lease',
    { requests: [request(web)] },
    'published 1 (page) without a fresh Lease, and the log does not report it',
  ],
  ['0 without evidence', { unhealthy: true, puts: [put(0)] }, 'published 0 (page), but no verdict is Unhealthy'],
  [
    'nothing published without a failure',
    { puts: [] },
    'no value (page) was published, and the invocation did not fail',
  ],
  ['a failure beside a value', { error }, 'the invocation failed with HealthUnknown, though every value was published'],
  ['a run that logs nothing', { log: [] }, 'the log has no line about the run'],
  ['a run that takes too long', { milliseconds: 20_001 }, 'took 20001 ms, though 20000 ms were left'],
  ['a timer', { leftovers: { timers: 1 } }, 'left behind: 1 timers'],
  ['a file', { leftovers: { written: ['writeFileSync'] } }, 'left behind: ["writeFileSync"] written'],
  [
    'a secret in the log',
    { log: [line(), credentials.secretAccessKey] },
    `leaked ${credentials.secretAccessKey.slice(0, 24)}…`,
  ],
  [
    'a piece of one in an error',
    { puts: [], requests: [], error: { ...error, message: `…${credentials.sessionToken.slice(60, 80)}` } },
    `leaked ${credentials.sessionToken.slice(0, 24)}…`,
  ],
  ['a token in the result', { sent: [token], result: { message: token.slice(30) } }, `leaked ${token.slice(0, 24)}…`],
  [
    'a secret in a URL',
    { log: [line(), encodeURIComponent(credentials.secretAccessKey)] },
    `leaked ${credentials.secretAccessKey.slice(0, 24)}…`,
  ],
  ['a long line', { log: [line(), 'x'.repeat(70_000)] }, 'logged 70000 characters at once'],
])('%s is a violation', (_, over, expected) => {
  expect(broken(over)).toContain(expected);
});

describe('with a ticket', () => {
  const grafana = { ...target, name: 'grafana' };
  const withTicket = {
    targets: [...targets, { ...targets[0], name: 'grafana', severity: 'ticket' as const }],
    plan: { targets: [targetRead(target), targetRead(grafana)], probes: [] },
  };
  const path = '/apis/apps/v1/namespaces/shop/deployments/grafana';
  const requests = [request(lease), request(web), request(path)];
  const isBad = (severity: object) => line({ value: 0, targets: [verdict({ verdict: 'Unhealthy', ...severity })] });
  const ticket = { severity: 'ticket' };

  test.each<[string, Over]>([
    ['both are 1', { puts: [put(1), putTicket(1)] }],
    ['the ticket is 0', { unhealthyTicket: true, puts: [put(1), putTicket(0)], log: [isBad(ticket)] }],
    ['the page is 0', { unhealthy: true, puts: [put(0), putTicket(1)], log: [isBad({})] }],
    ['the ticket is withheld', { puts: [put(1)], error, requests: [request(lease), request(web)] }],
    ['the page is withheld', { puts: [putTicket(1)], error, requests: [request(lease), request(path)] }],
  ])('no violation if %s', (_, over) => {
    expect(broken({ requests, ...over }, withTicket)).toEqual([]);
  });

  test.each<[string, Over, string]>([
    ['1 while it is unhealthy', { unhealthyTicket: true }, 'published 1 (ticket), though the targets are unhealthy'],
    ['0 while it is healthy', { puts: [put(1), putTicket(0)] }, 'published 0 (ticket), though the targets are healthy'],
    [
      '1 without a response',
      { requests: [request(lease), request(web)] },
      'published 1 (ticket) without a real response about Deployment grafana',
    ],
    [
      '0 of the ticket by the evidence of a page',
      { unhealthyTicket: true, puts: [put(1), putTicket(0)], log: [isBad({})] },
      'published 0 (ticket), but no verdict is Unhealthy',
    ],
    [
      '0 of the page by the evidence of a ticket',
      { unhealthy: true, puts: [put(0), putTicket(1)], log: [isBad(ticket)] },
      'published 0 (page), but no verdict is Unhealthy',
    ],
    [
      'a withheld ticket without a failure',
      { puts: [put(1)] },
      'no value (ticket) was published, and the invocation did not fail',
    ],
    [
      'a withheld page without a failure',
      { puts: [putTicket(1)] },
      'no value (page) was published, and the invocation did not fail',
    ],
    [
      'a count without the health of the page',
      { puts: [putTicket(1), datum('ClusterHealthShortTargets', 0)], error },
      'counted what is short, but the health is unknown',
    ],
  ])('%s is a violation', (_, over, expected) => {
    expect(broken({ requests, puts: [put(1), putTicket(1)], ...over }, withTicket)).toContain(expected);
  });
});

test.each<[string, Over, string]>([
  ['a ticket that nobody configured', { puts: [put(1), putTicket(1)] }, 'published a value (ticket), though no target'],
  [
    'another error beside a value',
    { error: { ...error, name: 'LateEvent' } },
    'the invocation failed with LateEvent, though something was published',
  ],
  ['a target of 0 that is healthy', { puts: [put(1), putTarget(0)] }, 'published 0 for Deployment shop/web, which is'],
  [
    'a target of 1 that is unknown',
    { puts: [put(1), putTarget(1)], log: [line({ targets: [verdict({ ...target, verdict: 'Unknown' })] })] },
    'published 1 for Deployment shop/web, which is Unknown',
  ],
  [
    'a target before the cluster health',
    { puts: [putTarget(1), put(1)], log: [line({ value: 1 })] },
    'published targets before the cluster health',
  ],
])('%s is a violation', (_, over, expected) => {
  expect(broken(over)).toContainEqual(expect.stringContaining(expected));
});

import { probeEndpoints } from '../../model/probes';
import { targetRead } from '../../model/readingPlan';
import type { Result } from './faultScenario';
import type { Outcome } from './host/instance';
import { violations } from './invariants';
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
const put = (value: number) => ({
  namespace: 'EksVigil',
  metricData: [{ name: 'ClusterHealth', value, dimensions: [] }],
  at: 0,
});
const none = { timers: 0, abortListeners: 0, socketsInUse: 0, written: [] };
const error = { name: 'HealthUnknown', message: 'nothing', stack: '' };

interface Over extends Partial<Omit<Outcome, 'leftovers'>> {
  readonly unhealthy?: true;
  readonly requests?: Result['requests'];
  readonly puts?: Result['puts'];
  readonly leftovers?: object;
  readonly sent?: readonly string[];
}

/** The violations of a run that was good but for this. */
function broken(
  {
    unhealthy,
    requests = [request(lease), request(web), ...programs],
    puts = [put(1)],
    sent = [],
    leftovers,
    ...outcome
  }: Over = {},
  watched = config,
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
  return violations({ fault: unhealthy ? { unhealthy } : {}, config: watched, result });
}

test('a healthy run violates nothing', () => {
  expect(broken()).toEqual([]);
});

test('a target that is read out of a list has been read if the list was requested', () => {
  const page = '/apis/apps/v1/namespaces/shop/deployments?limit=100';
  const listed = { ...config, plan: { ...config.plan, targets: [targetRead({ ...target, read: 'list' })] } };
  expect(broken({ requests: [request(lease), request(page), ...programs] }, listed)).toEqual([]);
  expect(broken({ requests: [request(lease), request(page, false), ...programs] }, listed)).toEqual([
    'published 1 without a real response about Deployment web',
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
  ['1 while a target is unhealthy', { unhealthy: true }, 'published 1, though the targets are unhealthy'],
  [
    '0 while all are healthy',
    { puts: [put(0)], log: [line({ targets: [verdict({ verdict: 'Unhealthy' })] })] },
    'published 0, though the targets are healthy',
  ],
  ['1 without a response', { requests: [request(lease)] }, 'published 1 without a real response about Deployment web'],
  [
    '1 on an altered response',
    { requests: [request(lease), request(web, false)] },
    'published 1 without a real response about Deployment web',
  ],
  [
    '1 without an answer of a program',
    { requests: [request(lease), request(web), request(program('grafana-0'))] },
    'published 1 without a real answer of http:grafana-1:3000',
  ],
  [
    '1 on an answer that is not that of the program',
    { requests: [request(lease), request(web), request(program('grafana-0'), false), request(program('grafana-1'))] },
    'published 1 without a real answer of http:grafana-0:3000',
  ],
  [
    '1 without a Lease',
    { requests: [request(web)] },
    'published 1 without a fresh Lease, and the log does not report it',
  ],
  ['0 without evidence', { unhealthy: true, puts: [put(0)] }, 'published 0, but no verdict is Unhealthy'],
  ['nothing published without a failure', { puts: [] }, 'nothing was published, and the invocation did not fail'],
  ['a failure beside a value', { error }, 'the invocation failed with HealthUnknown, though something was published'],
  ['a run that logs nothing', { log: [] }, 'the log has no line about the run'],
  ['a run that takes too long', { milliseconds: 8001 }, 'took 8001 ms, though 8000 ms were left'],
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
  ['a long line', { log: [line(), 'x'.repeat(140_000)] }, 'logged 140000 characters at once'],
])('%s is a violation', (_, over, expected) => {
  expect(broken(over)).toContain(expected);
});

import type { Outcome } from './host/instance';
import { violations } from './invariants';
import { credentials } from './secrets';
import type { Played } from './world';

const target = { kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'shop', name: 'web' } as const;
const targets = [{ ...target, atLeast: 1, mode: 'AllOfThem', allowZero: false, grace: 900, downGrace: 300 }] as const;
const verdict = (over: object = {}) => ({ verdict: 'Healthy', reason: 'Ready', message: 'fine', ...over });
const line = (over: object = {}) => JSON.stringify({ message: 'run', published: true, targets: [verdict()], ...over });
const seen = (path: string, genuine = true) => ({ path, genuine });
const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const web = '/apis/apps/v1/namespaces/shop/deployments/web';
const put = (value: number) => ({
  namespace: 'EksVigil',
  metricData: [{ name: 'ClusterHealth', value, dimensions: [] }],
  at: 0,
});
const none = { timers: 0, abortListeners: 0, socketsInUse: 0, written: [] };
const error = { name: 'HealthUnknown', message: 'nothing', stack: '' };

interface Over extends Partial<Omit<Outcome, 'leftovers'>> {
  readonly sick?: true;
  readonly seen?: Played['seen'];
  readonly puts?: Played['puts'];
  readonly leftovers?: object;
  readonly sent?: string;
}

/** What does not hold of a run that was well but for this. */
function broken({
  sick,
  seen: paths = [seen(lease), seen(web)],
  puts = [put(1)],
  sent = '',
  leftovers,
  ...outcome
}: Over = {}) {
  const whole: Outcome = { log: [line()], milliseconds: 100, leftovers: { ...none, ...leftovers }, ...outcome };
  const played = { outcomes: [whole], puts, seen: paths, seenByAws: [], sent: new Set(sent === '' ? [] : [sent]) };
  return violations({ fault: sick ? { sick } : {}, targets, played });
}

test('nothing is said of a run that was well', () => {
  expect(broken()).toEqual([]);
});

test('nothing is said of a run that told the truth about what is sick', () => {
  const log = [line({ targets: [verdict({ verdict: 'Unhealthy' })] })];
  expect(broken({ sick: true, puts: [put(0)], log })).toEqual([]);
});

test('nothing is said of a run that could say nothing, and failed', () => {
  expect(broken({ puts: [], seen: [], error, log: [line({ published: false })] })).toEqual([]);
});

const token = 'k8s-aws-v1.aHR0cHM6Ly9zdHMuZXUtY2VudHJhbC0xLmFtYXpvbmF3cy5jb20';

test.each<[string, Over, string]>([
  ['1 while a target is sick', { sick: true }, 'published 1, though the targets are sick'],
  [
    '0 while all are well',
    { puts: [put(0)], log: [line({ targets: [verdict({ verdict: 'Unhealthy' })] })] },
    'published 0, though the targets are well',
  ],
  ['1 without an answer', { seen: [seen(lease)] }, 'published 1 without a genuine answer about Deployment web'],
  [
    '1 on an answer that was altered',
    { seen: [seen(lease), seen(web, false)] },
    'published 1 without a genuine answer about Deployment web',
  ],
  ['1 without a Lease', { seen: [seen(web)] }, 'published 1 without a fresh Lease, and the log does not say so'],
  ['0 without evidence', { sick: true, puts: [put(0)] }, 'published 0, but no verdict is Unhealthy'],
  ['silence that is not loud', { puts: [] }, 'nothing was published, and the invocation did not fail'],
  ['a failure beside a value', { error }, 'the invocation failed with HealthUnknown, though something was published'],
  ['a run that logs nothing', { log: [] }, 'the log has no line about the run'],
  ['a run that takes too long', { milliseconds: 2001 }, 'took 2001 ms, though 2000 ms were left'],
  ['a timer', { leftovers: { timers: 1 } }, 'left behind: 1 timers'],
  ['a file', { leftovers: { written: ['writeFileSync'] } }, 'left behind: ["writeFileSync"] written'],
  [
    'a secret in the log',
    { log: [line(), credentials.secretAccessKey] },
    `gave away ${credentials.secretAccessKey.slice(0, 24)}…`,
  ],
  [
    'a piece of one in an error',
    { puts: [], seen: [], error: { ...error, message: `…${credentials.sessionToken.slice(60, 80)}` } },
    `gave away ${credentials.sessionToken.slice(0, 24)}…`,
  ],
  ['a token in the result', { sent: token, result: { message: token.slice(30) } }, `gave away ${token.slice(0, 24)}…`],
  [
    'a secret in a URL',
    { log: [line(), encodeURIComponent(credentials.secretAccessKey)] },
    `gave away ${credentials.secretAccessKey.slice(0, 24)}…`,
  ],
  ['a flood', { log: [line(), 'x'.repeat(70_000)] }, 'said 70000 characters at once'],
])('%s is told', (_, over, expected) => {
  expect(broken(over)).toContain(expected);
});

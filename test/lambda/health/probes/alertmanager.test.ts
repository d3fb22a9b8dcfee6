import type { Answer, ProbedEndpoint } from '../../../../lambda/health/probes/answer';
import { probeRules } from '../../../../lambda/health/probes/probeVerdict';
import type { RuntimeProbe } from '../../../../model/probes';
import { ago, hour, minute, now, second } from '../../../support/objects/clock';
import type { PodShape } from '../../../support/objects/pod';
import { answered, defaultProbe, judge, podAnswered, refused, slow } from './probing';

const id = 'f6d56b6e-facf-49cc-ac9c-feda3cab3fa8';
const everything = [{ name: 'alertname', value: '.+', isRegex: true, isEqual: true }];
const silence = (matchers: unknown = everything, more = {}) =>
  answered(200, { id, createdBy: 'jane@example.com', comment: 'hunter2', endsAt: ago(-hour), matchers, ...more });

interface Shape {
  readonly cluster?: object;
  /** Milliseconds since the process started, and since the Watchdog arrived; undefined if it has not. */
  readonly started?: number;
  readonly arrived?: number | undefined;
  readonly receivers?: readonly string[];
  readonly silencedBy?: readonly string[];
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly pod?: PodShape;
}

/** As Alertmanager 0.25 answers. */
function endpointOf(shape: Shape): ProbedEndpoint {
  const { cluster, started = hour, receivers = ['pager'], silencedBy = [], answers = {}, pod = {} } = shape;
  const arrived = 'arrived' in shape ? shape.arrived : 30 * second;
  const alert = {
    labels: { alertname: 'Watchdog', secret: 'hunter2' },
    receivers: receivers.map((name) => ({ name })),
    status: { inhibitedBy: [], silencedBy, state: silencedBy.length === 0 ? 'active' : 'suppressed' },
    updatedAt: ago(arrived ?? 0),
  };
  const status = {
    cluster: { status: 'ready', peers: [{}], ...cluster },
    uptime: ago(started),
    config: { original: 'hunter2' },
  };
  const all = {
    ready: answered(200, 'OK'),
    status: answered(200, status),
    alerts: answered(200, arrived === undefined ? [] : [{ ...alert, updatedAt: ago(arrived + hour) }, alert]),
    ...answers,
  };
  return podAnswered(all, pod);
}

const one = { probe: 'alertmanager', service: undefined, pods: ['am-0'] } as const;
const two = { ...one, pods: ['am-0', 'am-1'] };

test.each<[title: string, shape: Shape, probe: Partial<RuntimeProbe>, expected: string]>([
  ['all is well', {}, {}, 'Healthy AnswersAsExpected Alertmanager is ready; Watchdog arrived 30s ago'],
  [
    'no Watchdog, as configured',
    { arrived: undefined },
    { watchdog: false },
    'Healthy AnswersAsExpected Alertmanager is ready',
  ],
  ['alone, without a cluster', { cluster: { status: 'disabled', peers: null } }, {}, 'Healthy AnswersAsExpected'],
  [
    'it starts',
    { answers: { ready: answered(503) } },
    {},
    'Unhealthy NotReady Alertmanager answered with HTTP status 503',
  ],
  [
    'a login',
    { answers: { ready: answered(401) } },
    {},
    'Unhealthy UnexpectedAnswer Alertmanager answered with HTTP status 401: it requires a login',
  ],
  [
    'a cluster that settles for long',
    { cluster: { status: 'settling' } },
    {},
    'Unhealthy ClusterNotSettled the cluster of the Alertmanagers is settling; the process started 1h ago, grace 15m',
  ],
  [
    'a cluster that settles since the start',
    { cluster: { status: 'settling' }, started: minute },
    {},
    'Progressing ClusterNotSettled the cluster of the Alertmanagers is settling; the process started 1m ago, grace 15m',
  ],
  [
    'a cluster that settles since a pod changed',
    { cluster: { status: 'settling' }, pod: { since: 2 * minute } },
    {},
    'Progressing ClusterNotSettled the cluster of the Alertmanagers is settling; the pod became ready 2m ago, grace 15m',
  ],
  [
    'no Watchdog',
    { arrived: undefined },
    {},
    'Unhealthy WatchdogNotArrived the alert Watchdog of Prometheus has not arrived; the process started 1h ago, grace 5m',
  ],
  ['no Watchdog yet', { arrived: undefined, started: minute }, {}, 'Progressing WatchdogNotArrived '],
  ['a Watchdog that is just fresh', { arrived: 5 * minute }, {}, 'Healthy AnswersAsExpected'],
  [
    'an old Watchdog',
    { arrived: 14 * minute },
    {},
    'Unhealthy WatchdogNotArrived the alert Watchdog of Prometheus last arrived 14m ago',
  ],
  ['alerts that are not a list', { answers: { alerts: answered(200, {}) } }, {}, 'Unhealthy UnexpectedAnswer '],
  ['a status that is not JSON', { answers: { status: answered(200, '<html>') } }, {}, 'Unhealthy UnexpectedAnswer '],
  ['a slow API', { answers: { alerts: slow } }, {}, 'Unknown ProbeTimedOut Alertmanager is ready; its alerts API: '],
  ['nothing that listens', { answers: { ready: refused } }, {}, 'Unhealthy ConnectionRefused '],
])('%s', (_, shape, probe, expected) => {
  const { verdict, reason, message } = judge({ ...one, ...probe }, endpointOf(shape));
  expect(`${verdict} ${reason} ${message}`.slice(0, expected.length)).toBe(expected);
  expect(message).not.toContain('hunter2');
});

describe('a cluster', () => {
  const both = { peers: [{}, {}] };

  test('with all members is Healthy', () => {
    expect(judge(two, endpointOf({ cluster: both }), endpointOf({ cluster: both }))).toMatchObject({
      verdict: 'Healthy',
    });
  });

  test.each([[{}], [{ status: 'disabled' }]])('without one of its members is not: %j', (cluster) => {
    expect(judge(two, endpointOf({ cluster: both }), endpointOf({ cluster }))).toMatchObject({
      verdict: 'Unhealthy',
      reason: 'ClusterNotSettled',
      ready: 1,
    });
  });

  test('of a Service may have any number of members', () => {
    expect(judge({ probe: 'alertmanager', service: 'am' }, endpointOf({}))).toMatchObject({ verdict: 'Healthy' });
  });
});

describe('a Watchdog that reaches nobody', () => {
  const until = new Date(now + hour).toISOString();
  const said = until.replace('.000Z', 'Z');
  const silenced = (answer: Answer): Shape => ({ silencedBy: [id], answers: { silence0: answer } });
  const nobody = 'the only receiver of the Watchdog is null';
  const broad = `a silence of jane@example.com until ${said} matches every alert`;

  test.each<[title: string, shape: Shape, reason: 'NoReceiver' | 'Silenced', warning: string]>([
    ['for the receiver null', { receivers: ['null'] }, 'NoReceiver', nobody],
    ["for the operator's receiver null", { receivers: ['monitoring/config/null'] }, 'NoReceiver', nobody],
    ['because of a silence', silenced(silence()), 'Silenced', broad],
    [
      'because of a negative silence',
      silenced(silence([{ name: 'a', value: '', isRegex: false, isEqual: false }])),
      'Silenced',
      broad,
    ],
    [
      'because of a silence with a strange author',
      silenced(silence(everything, { createdBy: `\u001b[2J${'x'.repeat(99)}`, endsAt: 'never' })),
      'Silenced',
      `a silence of __2J${'x'.repeat(56)} matches every alert`,
    ],
  ])('%s is a warning, or Unhealthy with requireReceiver', (_, shape, reason, warning) => {
    const lenient = judge(one, endpointOf(shape));
    expect(lenient).toMatchObject({ verdict: 'Healthy', warns: true });
    expect(lenient.message).toContain(`; warning: ${warning}`);
    const strict = judge({ ...one, requireReceiver: true }, endpointOf(shape));
    expect(strict).toMatchObject({ verdict: 'Unhealthy', reason });
    expect(strict.message).toContain(warning);
    expect(JSON.stringify([lenient, strict])).not.toContain('hunter2');
  });

  test.each<[title: string, answer: Answer, reason: string]>([
    ['timed out', slow, 'ProbeTimedOut'],
    ['was refused', refused, 'ProbeFailed'],
    ['was answered with 500', answered(500, 'hunter2'), 'ProbeFailed'],
    ['was answered with 404, as one that is deleted', answered(404), 'ProbeFailed'],
    ['was answered with something else', answered(200, '<html>hunter2'), 'ProbeFailed'],
    ['was answered without matchers', answered(200, { matchers: 'hunter2' }), 'ProbeFailed'],
  ])('is not known if the read of the silence %s: a warning, or Unknown with requireReceiver', (_, answer, reason) => {
    const unread = 'a silence of the Watchdog could not be read: ';
    const lenient = judge(one, endpointOf(silenced(answer)));
    expect(lenient).toMatchObject({ verdict: 'Healthy', warns: true });
    expect(lenient.message).toContain(`; warning: ${unread}`);
    const strict = judge({ ...one, requireReceiver: true }, endpointOf(silenced(answer)));
    expect(strict).toMatchObject({ verdict: 'Unknown', reason, message: expect.stringContaining(unread) });
    expect(JSON.stringify([lenient, strict])).not.toContain('hunter2');
  });

  test.each<[string, Shape]>([
    ['another receiver, too', { receivers: ['null', 'pager'] }],
    ['a receiver whose name has null in it', { receivers: ['nullable'] }],
    ['a silence for one alert', silenced(silence([{ name: 'alertname', value: 'Watchdog', isRegex: false }]))],
    ['a silence for a pattern', silenced(silence([{ name: 'alertname', value: 'W.*', isRegex: true }]))],
    [
      'a silence for one cluster',
      silenced(silence([...everything, { name: 'cluster', value: 'prod', isRegex: false }])),
    ],
    ['a silence without matchers', silenced(silence([]))],
  ])('is not meant by %s', (_, shape) => {
    const verdict = judge({ ...one, requireReceiver: true }, endpointOf(shape));
    expect(verdict).toMatchObject({ verdict: 'Healthy' });
    expect(verdict).not.toHaveProperty('warns');
  });

  test('in one of two pods is a warning of both', () => {
    const cluster = { peers: [{}, {}] };
    const verdict = judge(two, endpointOf({ cluster }), endpointOf({ cluster, receivers: ['null'] }));
    expect(verdict).toMatchObject({ verdict: 'Healthy', warns: true });
  });
});

describe('the requests', () => {
  const probe: RuntimeProbe = { ...defaultProbe, ...one, path: '/am' };
  const { alertmanager } = probeRules;

  test('ask for the Watchdog only', () => {
    expect(alertmanager.requests(probe)).toEqual({
      ready: '/am/-/ready',
      status: '/am/api/v2/status',
      alerts: '/am/api/v2/alerts?filter=alertname%3D%22Watchdog%22',
    });
    expect(Object.keys(alertmanager.requests({ ...probe, watchdog: false }))).toEqual(['ready', 'status']);
  });

  test('ask for the silences of the Watchdog afterward, a few and only valid ones', () => {
    const followUps = (silencedBy: readonly string[]) => alertmanager.followUps?.(probe, endpointOf({ silencedBy }));
    expect(followUps([])).toEqual({});
    expect(followUps([id, '../status'])).toEqual({ silence0: `/am/api/v2/silence/${id}` });
    expect(Object.keys(followUps(['a', 'b', 'c', 'd']) ?? {})).toHaveLength(3);
  });
});

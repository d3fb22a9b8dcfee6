import type { Answer } from '../../../../lambda/health/probes/answer';
import { probeRules } from '../../../../lambda/health/probes/probeVerdict';
import { combinedQuery } from '../../../../lambda/health/probes/prometheusQuery';
import type { RuntimeProbe } from '../../../../model/probes';
import { ago, hour, minute, now, second } from '../../../support/objects/clock';
import type { PodShape } from '../../../support/objects/pod';
import { answered, defaultProbe, judge, podAnswered, slow } from './probing';

const seconds = (milliseconds: number) => (now - milliseconds) / 1000;
const sample = (vigil: string, value: number | string, metric = {}) => ({
  metric: { vigil, ...metric },
  value: [now / 1000, String(value)],
});
const vector = (result: unknown) => answered(200, { status: 'success', data: { resultType: 'vector', result } });
const data = (value: object) => answered(200, { status: 'success', data: value });

/** The parts of the result, as Prometheus 2.42 returned them. */
const healthyParts = {
  watchdog: sample('watchdog', 1),
  group: sample('group', 14 * 60, { rule_group: '/etc/prometheus/rules/kps.yaml;kubernetes-apps' }),
  targets: sample('targets', 42),
  samples: sample('samples', '2293.0556666666666'),
  dropped: sample('dropped', 0),
  undropped: sample('undropped', seconds(0)),
  unfailed: sample('unfailed', seconds(0)),
  discovered: sample('discovered', seconds(30 * second)),
  reloaded: sample('reloaded', seconds(30 * second)),
};
const active = [{ url: 'http://10.0.0.1:9093/api/v2/alerts?token=hunter2' }];

interface Shape {
  readonly parts?: Readonly<Record<string, object | undefined>>;
  readonly runtime?: object;
  readonly answers?: Readonly<Record<string, Answer>>;
  /** When the process started, in milliseconds before now. */
  readonly started?: number;
  readonly pod?: PodShape;
}

function answersOf({ parts = {}, runtime = {}, answers = {}, started = hour }: Shape): Record<string, Answer> {
  return {
    ready: answered(200, 'Prometheus Server is Ready.\n'),
    query: vector(Object.values({ ...healthyParts, ...parts }).filter((one) => one !== undefined)),
    alertmanagers: data({ activeAlertmanagers: active, droppedAlertmanagers: [] }),
    runtime: data({ startTime: ago(started), reloadConfigSuccess: true, lastConfigTime: ago(started), ...runtime }),
    ...answers,
  };
}

const judged = (shape: Shape, probe: Partial<RuntimeProbe> = {}) =>
  judge(
    { probe: 'prometheus', service: undefined, pods: ['prom-0'], ...probe },
    podAnswered(answersOf(shape), shape.pod),
  );
const noAlertmanager = { alertmanagers: data({ activeAlertmanagers: [], droppedAlertmanagers: [] }) };

test('a Prometheus that works is Healthy, and the message has the numbers', () => {
  expect(judged({})).toMatchObject({
    verdict: 'Healthy',
    reason: 'AnswersAsExpected',
    message: 'Prometheus is ready: Watchdog fires, 42 targets were up, 1 active Alertmanager',
  });
});

test('one that does not scrape itself is Healthy, with a warning', () => {
  const { watchdog, targets, ...own } = healthyParts;
  const parts = Object.fromEntries(Object.keys(own).map((key) => [key, undefined]));
  expect(judged({ parts })).toMatchObject({
    verdict: 'Healthy',
    warns: true,
    message: expect.stringContaining('it does not scrape itself'),
  });
  const young = judged({ parts, started: 5 * minute - second });
  expect(young).toMatchObject({ verdict: 'Healthy', message: expect.not.stringContaining('scrape') });
  expect(young).not.toHaveProperty('warns');
});

describe.each<[title: string, shape: Shape, reason: string, message: string]>([
  [
    'the Watchdog does not fire',
    { parts: { watchdog: undefined } },
    'RulesNotEvaluated',
    'the alert Watchdog, which always fires, does not fire; rule group kubernetes-apps was last evaluated 14m ago',
  ],
  [
    'no target is up',
    { parts: { targets: undefined } },
    'NoTargets',
    '0 targets up within 5 minutes, at least 1 required',
  ],
  ['no sample is stored', { parts: { samples: sample('samples', 0) } }, 'NotIngesting', 'no sample was stored'],
])('%s', (_, shape, reason, message) => {
  test('is Unhealthy in an old process', () => {
    const verdict = judged(shape);
    expect(verdict).toMatchObject({ verdict: 'Unhealthy', reason });
    expect(verdict.message).toContain(message);
  });

  test.each([
    [5 * minute - second, 'Progressing'],
    [5 * minute, 'Unhealthy'],
  ])('is Progressing while the process is young (%p ms: %s)', (started, verdict) => {
    expect(judged({ ...shape, started })).toMatchObject({ verdict, reason });
  });

  test.each([
    [5 * minute - second, 'Progressing'],
    [5 * minute, 'Unhealthy'],
  ])('counts from when the pod became ready, after a long replay of its log (%p ms: %s)', (since, expected) => {
    const verdict = judged({ ...shape, started: 20 * minute + since, pod: { since } });
    expect(verdict).toMatchObject({ verdict: expected, reason });
    expect(verdict.message).toContain('; the pod became ready ');
  });

  test('does not count from when the pod became unready', () => {
    const pod = { since: minute, ready: false };
    expect(judged({ ...shape, pod })).toMatchObject({ verdict: 'Unhealthy', reason });
  });

  test('is Unhealthy at once if it is not known when the process started', () => {
    expect(judged({ ...shape, runtime: { startTime: 'unknown' } })).toMatchObject({ verdict: 'Unhealthy', reason });
  });
});

test.each<[title: string, shape: Shape, probe: Partial<RuntimeProbe>, expected: string]>([
  ['no Watchdog, as configured', { parts: { watchdog: undefined } }, { watchdog: false }, 'Healthy AnswersAsExpected'],
  [
    'too few targets',
    {},
    { minTargets: 43 },
    'Unhealthy NoTargets 42 targets up within 5 minutes, at least 43 required',
  ],
  ['enough targets', {}, { minTargets: 42 }, 'Healthy AnswersAsExpected'],
  [
    'dropped notifications, as after a reload',
    { parts: { dropped: sample('dropped', '0.4') } },
    {},
    'Progressing NotificationsDropped about 1 notification dropped in the last 10 minutes: does Alertmanager accept them?; the last 3 minutes without a drop ended 0s ago, grace 5m',
  ],
  [
    'notifications that are dropped for longer than the grace period',
    { parts: { dropped: sample('dropped', '2.4'), undropped: sample('undropped', seconds(5 * minute)) } },
    {},
    'Unhealthy NotificationsDropped about 3 notifications dropped in the last 10 minutes: does Alertmanager accept them?; the last 3 minutes without a drop ended 5m ago, grace 5m',
  ],
  [
    'notifications that are dropped for as long as can be asked',
    { parts: { dropped: sample('dropped', 9), undropped: undefined } },
    {},
    'Unhealthy NotificationsDropped about 9 notifications ',
  ],
  [
    'notifications that a young process drops',
    { parts: { dropped: sample('dropped', 9), undropped: undefined }, started: minute },
    {},
    'Progressing NotificationsDropped ',
  ],
  [
    'dropped notifications and a list of Alertmanagers that cannot be read',
    { parts: { dropped: sample('dropped', 9), undropped: undefined }, answers: { alertmanagers: slow } },
    {},
    'Unhealthy NotificationsDropped ',
  ],
  [
    'failures of rules for a while, as after a restart of kube-state-metrics',
    { parts: { failures: sample('failures', 1), unfailed: sample('unfailed', seconds(14 * minute)) } },
    {},
    'Progressing RuleFailures rules of the group without a name failed about 1 time in the last 10 minutes; the last 3 minutes without a failure ended 14m ago, grace 15m',
  ],
  [
    'failures of rules',
    {
      parts: { failures: sample('failures', 3, { rule_group: 'a;\u001b[2Jnode<exporter>' }), unfailed: undefined },
    },
    {},
    'Unhealthy RuleFailures rules of the group __2Jnode_exporter_ failed about 3 times',
  ],
  [
    'no Alertmanager',
    { answers: noAlertmanager, parts: { discovered: undefined } },
    {},
    'Unhealthy NoAlertmanager Prometheus has no active Alertmanager, so it can notify nobody; the process started 1h ago',
  ],
  [
    'no Alertmanager in a pod that has become ready after a long replay',
    { answers: noAlertmanager, parts: { discovered: undefined }, started: 20 * minute, pod: { since: 30 * second } },
    {},
    'Progressing NoAlertmanager Prometheus has no active Alertmanager, so it can notify nobody; the pod became ready 30s ago, grace 5m',
  ],
  [
    'no Alertmanager for a minute',
    { answers: noAlertmanager, parts: { discovered: sample('discovered', seconds(minute)) } },
    {},
    'Progressing NoAlertmanager Prometheus has no active Alertmanager, so it can notify nobody; the last Alertmanager was known 1m ago, grace 5m',
  ],
  [
    'a configuration that cannot be loaded',
    { runtime: { reloadConfigSuccess: false } },
    {},
    'Progressing ConfigNotReloaded ',
  ],
  [
    'a configuration that could not be loaded for longer than the grace period',
    { runtime: { reloadConfigSuccess: false }, parts: { reloaded: undefined } },
    {},
    'Unhealthy ConfigNotReloaded Prometheus could not reload its configuration, and works with the last one; the last configuration was loaded 1h ago, grace 15m',
  ],
  ['a start', { answers: { ready: answered(503, 'Service Unavailable') } }, {}, 'Unhealthy NotReady '],
  [
    'a login',
    { answers: { ready: answered(401) } },
    {},
    'Unhealthy UnexpectedAnswer Prometheus answered with HTTP status 401: it requires a login',
  ],
  [
    'a slow database',
    { answers: { query: slow } },
    {},
    'Unknown ProbeTimedOut Prometheus is ready; its query API: no complete answer within 300 ms, but it answered other requests: it is overloaded',
  ],
  [
    'a database that fails',
    { answers: { query: answered(503, {}) } },
    {},
    'Unhealthy RulesNotEvaluated Prometheus is ready, but its query API answered with HTTP status 503',
  ],
  ['a garbled answer', { answers: { query: answered(200, '<html>') } }, {}, 'Unhealthy UnexpectedAnswer '],
  ['no list of Alertmanagers', { answers: { alertmanagers: answered(200, '[]') } }, {}, 'Unhealthy UnexpectedAnswer '],
  [
    'no Alertmanager, so that notifications are dropped',
    { parts: { discovered: undefined, dropped: sample('dropped', 9), undropped: undefined }, answers: noAlertmanager },
    {},
    'Unhealthy NoAlertmanager ',
  ],
  [
    'several problems: the most fundamental one first',
    { parts: { watchdog: undefined, failures: sample('failures', 1) }, answers: noAlertmanager, started: minute },
    { downGrace: 0 },
    'Unhealthy RulesNotEvaluated ',
  ],
])('%s', (_title, shape, probe, expected) => {
  const { verdict, reason, message } = judged(shape, probe);
  expect(`${verdict} ${reason} ${message}`.slice(0, expected.length)).toBe(expected);
  expect(message).not.toContain('hunter2');
});

test('the message names the other problems', () => {
  const { message } = judged({
    parts: { watchdog: undefined, failures: sample('failures', 1), unfailed: undefined, discovered: undefined },
    answers: noAlertmanager,
  });
  expect(message).toMatch(/ \(also: RuleFailures, NoAlertmanager\)$/);
});

describe('the query of the probe', () => {
  const expression = 'sum(rate(x[5m]))';
  const value = (one: string) => vector([{ metric: {}, value: [0, one] }]);
  test.each<[string, Answer, { min?: number; max?: number }, string]>([
    ['within the thresholds', value('5'), { min: 5, max: 5 }, 'Healthy AnswersAsExpected'],
    [
      'a scalar',
      answered(200, { status: 'success', data: { resultType: 'scalar', result: [0, '5'] } }),
      { min: 5 },
      'Healthy AnswersAsExpected',
    ],
    ['too low', value('4.9'), { min: 5 }, 'Unhealthy ThresholdExceeded'],
    ['too high', value('5.1'), { max: 5 }, 'Unhealthy ThresholdExceeded'],
    ['not a number', value('NaN'), { max: 5 }, 'Unhealthy ThresholdExceeded'],
    ['empty, which is not 0', vector([]), { max: 5 }, 'Unhealthy NoQueryResult'],
    ['several values', vector([{ value: [0, '1'] }, { value: [0, '2'] }]), { max: 5 }, 'Unknown InvalidQuery'],
    ['an error', answered(400, { status: 'error' }), { max: 5 }, 'Unknown InvalidQuery'],
    ['an expression that cannot be executed', answered(422), { max: 5 }, 'Unknown InvalidQuery'],
    ['too many requests', answered(429), { max: 5 }, 'Unknown ProbeFailed'],
    ['a timeout of the server', answered(503, { status: 'error' }), { max: 5 }, 'Unknown ProbeFailed'],
    ['no answer', slow, { max: 5 }, 'Unknown ProbeTimedOut'],
  ])('%s', (_, answer, thresholds, expected) => {
    const { verdict, reason } = judged({ answers: { value: answer } }, { query: { expression, ...thresholds } });
    expect(`${verdict} ${reason}`).toBe(expected);
  });
});

describe.each<[reason: string, result: object[]]>([
  ['NoQueryResult', []],
  ['ThresholdExceeded', [{ metric: {}, value: [0, '4'] }]],
])('the query of the probe: %s', (reason, result) => {
  test('in a pod that has just become ready is Progressing', () => {
    const shape = { answers: { value: vector(result) }, pod: { since: minute } };
    expect(judged(shape, { query: { expression: 'sum(x)', min: 5 } })).toMatchObject({
      verdict: 'Progressing',
      reason,
    });
  });

  test.each([
    [15 * minute - second, 'Progressing'],
    [15 * minute, 'Unhealthy'],
  ])('in a process that started %p ms ago is %s', (started, verdict) => {
    const query = { expression: 'sum(x)', min: 5 };
    expect(judged({ answers: { value: vector(result) }, started }, { query })).toMatchObject({ verdict, reason });
  });
});

test.each(['query', 'alertmanagers', 'runtime'])('too many requests to its %s API are no evidence', (name) => {
  expect(judged({ answers: { [name]: answered(429) } })).toMatchObject({ verdict: 'Unknown', reason: 'ProbeFailed' });
});

test('a young pod that is not ready is Progressing', () => {
  const pod = podAnswered({ ready: answered(503) }, { ready: false, since: minute });
  expect(judge({ probe: 'prometheus', service: undefined, pods: ['prom-0'] }, pod)).toMatchObject({
    verdict: 'Progressing',
    reason: 'NotReady',
    short: 1,
  });
});

describe('the requests', () => {
  const prometheus: RuntimeProbe = { ...defaultProbe, probe: 'prometheus', path: '/prefix' };

  test('are few and have the prefix', () => {
    const requests = probeRules.prometheus.requests({ ...prometheus, query: { expression: 'up > 0' } }, 'prom-0');
    expect(Object.keys(requests)).toEqual(['ready', 'query', 'alertmanagers', 'runtime', 'value']);
    expect(Object.values(requests).every((path) => path.startsWith('/prefix/'))).toBe(true);
    expect(requests.value).toBe('/prefix/api/v1/query?query=up%20%3E%200');
  });

  test("compare the labels of the pod's own metrics, if there are any", () => {
    expect(combinedQuery(prometheus, 'prom.a-0')).toContain('{namespace=~"monitoring|",pod=~"prom\\\\.a-0|"}');
    expect(combinedQuery(prometheus)).toContain('{namespace=~"monitoring|"}');
  });

  test('ask for notifications that no Alertmanager accepts: Prometheus 3 counts for each that it has', () => {
    const dropped = 'prometheus_notifications_dropped_total{namespace=~"monitoring|"}';
    expect(combinedQuery(prometheus)).toContain(
      `min(sum by (alertmanager) (increase(${dropped}[10m]) and ${dropped}))`,
    );
  });

  test('ask for the Watchdog by its name, or not', () => {
    expect(combinedQuery({ ...prometheus, watchdog: 'DeadMan' })).toContain('alertname="DeadMan"');
    expect(combinedQuery({ ...prometheus, watchdog: false })).not.toContain('ALERTS');
  });
});

import type { Target } from '../observer';
import { type ExpectedVerdict, noGrace, unhealthy } from './probeScenario';
import { type PrometheusSettings, watchdogRule } from './prometheus';

/** Ports on loopback of what a Prometheus depends on. */
export interface Dependencies {
  /** Of an Alertmanager that works. */
  readonly alertmanager: number;
  /** Nothing listens there. */
  readonly closed: number;
  /** Of metrics that another program claims to have, and that do not change. */
  readonly frozen: number;
}

/** A Prometheus that works until something is changed, or that is wrong from its start. */
export interface PrometheusScenario {
  /** Of its StatefulSet. */
  readonly name: string;
  readonly title: string;
  /** How its configuration is changed; `not valid`: it cannot be read; `slow log`: it never gets ready. @default it is not */
  readonly broken?: ((dependencies: Dependencies) => Partial<PrometheusSettings>) | 'not valid' | 'slow log';
  /** Whether it is wrong from its start, because its database remembers for minutes what was right. */
  readonly fromStart?: true;
  /** Whether its pod becomes ready after it, as after a long replay of its log. */
  readonly isReadyLater?: true;
  /** What shows more than the pod whose log the first command reads. @default nothing */
  readonly shownPath?: string;
  /** Fields of the probe. @default no grace */
  readonly probe?: Partial<Target>;
  readonly expected: ExpectedVerdict;
}

const pair = '(vector(1) or label_replace(vector(1), "a", "b", "", ""))';
const failing = { record: 'broken', expr: `${pair} * on () ${pair}` };
const other = { record: 'other', expr: 'vector(1)' };

/** Everything that is judged of a Prometheus, broken one by one. */
export const prometheusScenarios: readonly PrometheusScenario[] = [
  {
    name: 'prom-replaying',
    title: 'replays its log',
    broken: 'slow log',
    fromStart: true,
    expected: unhealthy('NotReady', /^Prometheus answers that it is not ready \(HTTP status 503\)/),
  },
  {
    name: 'prom-replaying-young',
    title: 'replays its log in a young pod',
    broken: 'slow log',
    fromStart: true,
    probe: { grace: '1h', downGrace: '1h' },
    expected: {
      verdict: 'Progressing',
      reason: 'NotReady',
      message: /^Prometheus answers that it is not ready \(HTTP status 503\); the pod became ready \S+ ago, grace 1h$/,
    },
  },
  {
    name: 'prom-no-watchdog',
    title: 'has no Watchdog among its rules any more',
    broken: () => ({ rules: [other] }),
    expected: unhealthy(
      'RulesNotEvaluated',
      /^the alert Watchdog, which always fires, does not fire; rule group general was last evaluated \d+s ago; the process started/,
    ),
  },
  {
    name: 'prom-no-evaluation',
    title: 'does not evaluate its rules',
    broken: () => ({ evaluationInterval: '10d' }),
    fromStart: true,
    expected: unhealthy('RulesNotEvaluated', /does not fire; no rule group reports when it was evaluated; /),
  },
  {
    name: 'prom-no-alertmanager',
    title: 'has no Alertmanager any more',
    broken: () => ({ alertmanagers: [] }),
    expected: unhealthy(
      'NoAlertmanager',
      /^Prometheus has no active Alertmanager, so it can notify nobody; the (process started|last Alertmanager was known) \S+ ago, no grace/,
    ),
  },
  {
    name: 'prom-drops',
    title: 'cannot send to its Alertmanager',
    broken: ({ closed }) => ({ alertmanagers: [closed] }),
    expected: unhealthy('NotificationsDropped', /^about \d+ notifications? dropped in the last 10 minutes/),
  },
  {
    name: 'prom-dropped',
    title: 'has just dropped notifications',
    broken: ({ closed }) => ({ alertmanagers: [closed] }),
    probe: { grace: '1h', downGrace: '1h' },
    expected: {
      verdict: 'Progressing',
      reason: 'NotificationsDropped',
      message: /^about \d+ notifications? dropped in the last 10 minutes: does Alertmanager accept them\?; /,
    },
  },
  {
    name: 'prom-no-targets',
    title: 'has no target that is up',
    broken: ({ closed }) => ({ scrapesItself: false, targets: [closed] }),
    fromStart: true,
    expected: unhealthy('NoTargets', /^0 targets up within 5 minutes, at least 1 required/),
  },
  {
    name: 'prom-after-replay',
    title: 'has no target that is up, and its pod has just become ready',
    broken: ({ closed }) => ({ scrapesItself: false, targets: [closed] }),
    fromStart: true,
    isReadyLater: true,
    probe: { grace: '1h', downGrace: '1h' },
    expected: {
      verdict: 'Progressing',
      reason: 'NoTargets',
      message: /^0 targets up within 5 minutes, at least 1 required; the pod became ready \S+ ago, grace 1h/,
    },
  },
  {
    name: 'prom-few-targets',
    title: 'has fewer targets than required',
    probe: { ...noGrace, minTargets: 2 },
    expected: unhealthy('NoTargets', /^1 target up within 5 minutes, at least 2 required/),
  },
  {
    name: 'prom-not-ingesting',
    title: 'stores no samples',
    broken: ({ frozen }) => ({ scrapesItself: false, targets: [frozen] }),
    fromStart: true,
    expected: unhealthy('NotIngesting', /^no sample was stored in the last 5 minutes/),
  },
  {
    name: 'prom-rule-failures',
    title: 'cannot evaluate one of its rules',
    broken: () => ({ rules: [watchdogRule, failing] }),
    fromStart: true,
    expected: unhealthy('RuleFailures', /^rules of the group general failed about \d+ times? in the last 10 minutes/),
  },
  {
    name: 'prom-not-reloaded',
    title: 'cannot load its configuration',
    broken: 'not valid',
    shownPath: '/api/v1/status/runtimeinfo',
    expected: unhealthy(
      'ConfigNotReloaded',
      /^Prometheus could not reload its configuration, and works with the last one; /,
    ),
  },
  {
    name: 'prom-threshold',
    title: 'has a value below its threshold',
    probe: { ...noGrace, query: { expression: 'vector(4)', min: 5 } },
    expected: unhealthy(
      'ThresholdExceeded',
      /^the query of the probe returns 4; expected at least 5; the process started /,
    ),
  },
  {
    name: 'prom-empty',
    title: 'has no value, which is not 0',
    probe: { ...noGrace, query: { expression: 'absent_metric', max: 5 } },
    expected: unhealthy(
      'NoQueryResult',
      /^the query of the probe returns no value, which is not the same as 0; the process started /,
    ),
  },
  {
    name: 'prom-several',
    title: 'has several values',
    probe: { ...noGrace, query: { expression: 'prometheus_rule_group_rules or up', max: 5 } },
    expected: { verdict: 'Unknown', reason: 'InvalidQuery', message: /returns several values; aggregate them to one$/ },
  },
  {
    name: 'prom-no-promql',
    title: 'cannot parse the query',
    probe: { ...noGrace, query: { expression: 'sum(', max: 5 } },
    expected: {
      verdict: 'Unknown',
      reason: 'InvalidQuery',
      message: /answered with HTTP status 400; expected one value$/,
    },
  },
];

import fc from 'fast-check';
import { parseAlarmEvent } from '../../../lambda/notify/alarmEvent';
import { writeMessage } from '../../../lambda/notify/message';
import type { RecentRuns } from '../../../lambda/notify/readRuns';
import type { AlarmRole } from '../../../model/notifyConfig';
import {
  alarmEvent,
  config,
  counts,
  evaluated,
  type Fields,
  grafana,
  healthy,
  now,
  prometheus,
  runsOf,
  unknown,
} from './fixture';

function messageOf(role: AlarmRole, state: 'ALARM' | 'OK', recent: RecentRuns, more: Fields = {}) {
  const change = parseAlarmEvent(alarmEvent(role, state === 'OK' ? 'ALARM' : 'OK', state, more), config);
  if (change === undefined) throw new Error('nothing to report');
  return writeMessage(change, recent, config);
}

const down: Fields = { value: 0, summary: '1 of 14 is unhealthy', targets: [prometheus] };
const blind: Fields = { value: null, error: { name: 'HealthUnknown', message: '1 of 14' }, targets: [unknown] };
const failed: Fields = { value: null, counts: undefined, error: { name: 'LateEvent', message: 'too old' } };
const unpublished: Fields = { ...healthy, error: { name: 'PublicationFailed', message: 'throttled' } };
const short: Fields = {
  ...healthy,
  targets: [{ ...prometheus, verdict: 'Progressing', reason: 'PartiallyReady', short: 1 }],
};
const rollout = { ...prometheus, name: 'rollout', verdict: 'Progressing', reason: 'RollingOut' };
const ticket: Fields = { value: 1, ticketValue: 0, tickets: 4, targets: [grafana] };

/** A run each minute. */
function minutes(from: number, to: number, fields: Fields): [number, Fields][] {
  return Array.from({ length: Math.round(from - to) + 1 }, (_, index) => [from - index, fields]);
}

test.each<[string, AlarmRole, 'ALARM' | 'OK', RecentRuns, string]>([
  [
    'a target is down',
    'health',
    'ALARM',
    runsOf([6, healthy], [5, down], [0, down]),
    '[prod] ALARM: 1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
  ],
  [
    'the newest run is good, because the alarm looks at several',
    'health',
    'ALARM',
    runsOf([2, down], [0, healthy]),
    '[prod] ALARM: 1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
  ],
  [
    'it is down since another day',
    'health',
    'ALARM',
    runsOf([0, { ...down, targets: [{ ...prometheus, since: '2025-12-24T03:04:00Z' }] }]),
    '[prod] ALARM: 1 of 14 unhealthy since 2025-12-24 03:04Z: StatefulSet monitoring/prometheus-kps (...',
  ],
  [
    'a target is unknown',
    'health',
    'ALARM',
    runsOf([4, blind], [0, blind]),
    '[prod] ALARM: 1 of 14 unknown since 03:06Z: Deployment shop/web (Forbidden)',
  ],
  [
    'unhealthy comes before unknown',
    'health',
    'ALARM',
    runsOf([0, { ...down, targets: [unknown, prometheus] }]),
    '[prod] ALARM: 1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
  ],
  [
    'the runs fail',
    'health',
    'ALARM',
    runsOf([5, failed], [0, failed]),
    '[prod] ALARM: the runs fail since 03:05Z: LateEvent: too old',
  ],
  [
    'the publication fails',
    'health',
    'ALARM',
    runsOf([5, unpublished], [0, unpublished]),
    '[prod] ALARM: the runs fail since 03:05Z: PublicationFailed: throttled',
  ],
  ['the log is silent', 'health', 'ALARM', runsOf([9, down]), '[prod] ALARM: no run has reported since 03:01Z'],
  [
    'nothing was ever logged',
    'health',
    'ALARM',
    { runs: [], from: now - 86_400_000 },
    '[prod] ALARM: no run has reported for 1d',
  ],
  [
    'the log cannot be read',
    'health',
    'ALARM',
    { runs: [], from: now, failure: 'AccessDenied' },
    '[prod] ALARM: the log could not be read',
  ],
  [
    'all is well in the log',
    'health',
    'ALARM',
    runsOf(...minutes(14, 0, healthy)),
    '[prod] ALARM: the newest runs report no problem',
  ],
  [
    'a ticket is down',
    'ticket',
    'ALARM',
    runsOf([0, ticket]),
    '[prod] ALARM (ticket): 1 of 4 unhealthy since 03:04Z: Deployment monitoring/grafana (NoneReady)',
  ],
  [
    'a ticket is not what the page is about',
    'health',
    'ALARM',
    runsOf([0, { ...down, ticketValue: 0, tickets: 4, targets: [grafana, prometheus] }]),
    '[prod] ALARM: 1 of 10 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
  ],
  [
    'health is unknown again and again',
    'blind',
    'ALARM',
    runsOf([3, blind], [2, down], [0, healthy]),
    '[prod] ALARM (blind): 1 of 14 unknown again and again: Deployment shop/web (Forbidden)',
  ],
  [
    'a target is short again and again',
    'chronic',
    'ALARM',
    runsOf(
      [3, { ...short, targets: [rollout, ...(short.targets as object[])] }],
      [0, { ...healthy, targets: [rollout] }],
    ),
    '[prod] ALARM (chronic): 1 of 14 short again and again: StatefulSet monitoring/prometheus-kps (Pa...',
  ],
  [
    'there is no Watchdog',
    'watchdog',
    'ALARM',
    runsOf([0, healthy]),
    '[prod] ALARM (watchdog): Alertmanager sends no Watchdog',
  ],
  [
    'it recovered',
    'health',
    'OK',
    runsOf([3, down], [0, healthy]),
    '[prod] OK: recovered: StatefulSet monitoring/prometheus-kps',
  ],
  [
    'the runs report again',
    'health',
    'OK',
    runsOf([1, healthy], [0, healthy]),
    '[prod] OK: values are published again since 03:09Z; all 14 targets are healthy',
  ],
  [
    'the runs succeed again',
    'health',
    'OK',
    runsOf(...minutes(14, 5, healthy), ...minutes(4, 1, failed), [0, healthy]),
    '[prod] OK: values are published again since 03:10Z; all 14 targets are healthy',
  ],
  ['nothing was wrong', 'health', 'OK', runsOf(...minutes(14, 0, healthy)), '[prod] OK: all 14 targets are healthy'],
  [
    'nothing was wrong with a page, but something is with a ticket',
    'health',
    'OK',
    runsOf(...minutes(14, 0, ticket)),
    '[prod] OK: all 10 page targets are healthy',
  ],
  [
    'nothing was wrong with a ticket, but something is with a page',
    'ticket',
    'OK',
    runsOf([1, { ...down, ticketValue: 1, tickets: 4 }], [0, { ...down, ticketValue: 1, tickets: 4 }]),
    '[prod] OK (ticket): values are published again since 03:09Z; all 4 ticket targets are healthy',
  ],
  [
    'a page is not healthy, but the alarm is OK',
    'health',
    'OK',
    runsOf(...minutes(14, 0, { ...ticket, targets: [rollout] })),
    '[prod] OK: the alarm is OK again',
  ],
  [
    'one of two recovered',
    'health',
    'OK',
    runsOf([3, { ...down, targets: [prometheus, unknown] }], [0, { ...down, targets: [unknown] }]),
    '[prod] OK: recovered: StatefulSet monitoring/prometheus-kps',
  ],
  [
    'a run that judged nothing does not make targets recover',
    'health',
    'OK',
    runsOf(...minutes(14, 1, down), [0, failed]),
    '[prod] OK: the alarm is OK again',
  ],
  [
    'what is no longer unknown has not recovered if it is unhealthy',
    'blind',
    'OK',
    runsOf(...minutes(14, 1, blind), [0, { ...down, targets: [{ ...unknown, verdict: 'Unhealthy' }] }]),
    '[prod] OK (blind): values are published again since 03:10Z',
  ],
  [
    'the Watchdog is back, whatever recovered',
    'watchdog',
    'OK',
    runsOf([3, down], [0, healthy]),
    '[prod] OK (watchdog): Alertmanager sends its Watchdog again',
  ],
  [
    'it recovered, but the log cannot be read',
    'health',
    'OK',
    { runs: [], from: now, failure: 'AccessDenied' },
    '[prod] OK: the alarm is OK again',
  ],
  [
    'there is no Watchdog, and the log cannot be read',
    'watchdog',
    'ALARM',
    { runs: [], from: now, failure: 'AccessDenied' },
    '[prod] ALARM (watchdog): Alertmanager sends no Watchdog',
  ],
  [
    'some runs have not reported',
    'blind',
    'ALARM',
    runsOf([9, healthy], [6, healthy], [3, healthy], [0, healthy]),
    '[prod] ALARM (blind): 11 of the last 15 runs have not reported',
  ],
])('%s', (_, role, state, recent, subject) => {
  const { subject: actual, body } = messageOf(role, state, recent);
  expect(actual).toBe(subject);
  expect(body).toContain(`Alarm eks-vigil-eu-central-1-prod-${role}: ${state} at 2026-01-01T03:10Z`);
  expect(body).toContain(
    `https://console/eks-vigil-eu-central-1-prod-${role}\nLog: https://console/log\nRunbook: https://wiki/`,
  );
});

test('the body has each target with its message and its first command', () => {
  const targets = [{ ...prometheus, command: 'kubectl -n monitoring logs prometheus-kps-0 -c prometheus --previous' }];
  const values = evaluated(1, 0, 0, 0, 0, 0, -1);
  expect(messageOf('health', 'ALARM', runsOf([0, { ...down, targets }]), values).body).toBe(
    `1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady).
The metric was 0 in 5 and missing in 1 of the 7 periods that CloudWatch evaluated.

Not healthy:
- StatefulSet monitoring/prometheus-kps (Unhealthy, NoneReady, since 03:04Z): 0 of 1 pods ready
  First: kubectl -n monitoring logs prometheus-kps-0 -c prometheus --previous

By the run of 03:10Z.

Alarm eks-vigil-eu-central-1-prod-health: ALARM at 2026-01-01T03:10Z
https://console/eks-vigil-eu-central-1-prod-health
Log: https://console/log
Runbook: https://wiki/page`,
  );
});

test('a silent function is said with what to run, and what the last run reported', () => {
  const { body } = messageOf('health', 'ALARM', runsOf([9, down]));
  expect(body).toContain('eks-vigil doctor');
  expect(body).toContain('The last run that reported: 1 of 14 is unhealthy');
});

const older = minutes(14, 13, down);
test.each<[string, RecentRuns, Fields, string]>([
  [
    'a function that ended 3.2 minutes ago, with M = 2',
    runsOf(...minutes(14.2, 3.2, healthy)),
    evaluated(1, -1, -1),
    'no run has reported since 03:06Z',
  ],
  [
    'the same, and an older problem is over',
    runsOf(...older, ...minutes(12.2, 3.2, healthy)),
    evaluated(1, -1, -1),
    'no run has reported since 03:06Z',
  ],
  [
    'the same, and the older problem was evaluated, too',
    runsOf(...older, ...minutes(12.2, 3.2, healthy)),
    evaluated(...minutes(14, 0, healthy).map(([age]) => (age > 12 ? 0 : 1)), -1, -1),
    '1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
  ],
  [
    'a function that ended after a problem began',
    runsOf(...minutes(15, 7, healthy), ...minutes(6.6, 3.6, down)),
    evaluated(0, 0, -1, -1, -1),
    'no run has reported since 03:06Z',
  ],
  [
    'a newest run that is bad, and not evaluated yet',
    runsOf(...minutes(5, 1, blind), [0, down]),
    evaluated(-1, -1, -1, -1, -1),
    '1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
  ],
  [
    'runs that were blind',
    runsOf(...older, ...minutes(5, 1, blind), [0, healthy]),
    evaluated(-1, -1, -1, -1, -1),
    '1 of 14 unknown since 03:05Z: Deployment shop/web (Forbidden)',
  ],
  [
    'a drill',
    runsOf([3, down], [0, healthy]),
    { reason: 'Drill of eks-vigil: not an incident' },
    'drill, not an incident',
  ],
])('by its values, an alarm is explained by %s', (_, recent, more, headline) => {
  expect(messageOf('health', 'ALARM', recent, more).subject).toBe(`[prod] ALARM: ${headline}`);
});

test('a state that was set by hand has its reason', () => {
  const { body } = messageOf('health', 'ALARM', runsOf(...minutes(14, 0, healthy)), { reason: 'test' });
  expect(body).toContain('The newest run, of 03:10Z: all 14 targets are healthy\nThe reason in CloudWatch: test');
});

test('what recovered is said with what is still wrong, and without what to run first', () => {
  const targets = [{ ...prometheus, command: 'kubectl logs x' }];
  const now = { ...short, summary: '1 of 14 targets is progressing', counts };
  const { body } = messageOf('health', 'OK', runsOf([3, { ...down, targets }], [0, { ...now, targets: [rollout] }]));
  expect(body).toMatch(
    /^Recovered: StatefulSet monitoring\/prometheus-kps\.\n\nWhat was wrong, by the run of 03:07Z:\n- /,
  );
  expect(body).toContain('Now, by the run of 03:10Z: 1 of 14 targets is progressing');
  expect(body).not.toContain('kubectl');
});

test('what recovered before the alarm fired is not reported again', () => {
  const subjectOf = (minutesOfAlarm: number) => {
    const values = evaluated(...Array.from({ length: minutesOfAlarm }, () => -1));
    const change = parseAlarmEvent(alarmEvent('health', 'ALARM', 'OK', {}, values), config);
    if (change === undefined) throw new Error('nothing to report');
    return writeMessage(change, runsOf([12, down], [11, healthy], [1, healthy], [0, healthy]), config).subject;
  };
  expect(subjectOf(8)).toBe('[prod] OK: values are published again since 03:09Z; all 14 targets are healthy');
  expect(subjectOf(12)).toBe('[prod] OK: recovered: StatefulSet monitoring/prometheus-kps');
});

test('what recovered is said with what is still wrong of the same severity only', () => {
  const both = { ...down, ticketValue: 0, tickets: 4, targets: [prometheus, grafana] };
  const { body } = messageOf('health', 'OK', runsOf([3, both], [0, ticket]));
  expect(body).toContain('Now, by the run of 03:10Z: all 10 page targets are healthy\n');
});

test('commands have the name of the configuration file, if there is one', () => {
  const change = parseAlarmEvent(alarmEvent('health', 'OK', 'ALARM'), config);
  if (change === undefined) throw new Error('nothing to report');
  const bodyWith = (more: object) => writeMessage(change, runsOf([9, down]), { ...config, ...more }).body;
  expect(bodyWith({})).toContain('eks-vigil doctor --config FILE (');
  expect(bodyWith({ file: 'config/my prod.yaml' })).toContain("eks-vigil doctor --config 'config/my prod.yaml' (");
});

test('many targets are counted, and the first of them are listed', () => {
  const targets = Array.from({ length: 25 }, (_, index) => ({
    ...prometheus,
    name: `p-${index}`,
    message: `${index}`,
  }));
  const { subject, body } = messageOf('health', 'ALARM', runsOf([0, { ...down, targets }]));
  expect(subject).toMatch(/^\[prod\] ALARM: 25 of 14 unhealthy/);
  expect(body.match(/^- StatefulSet/gm)).toHaveLength(20);
  expect(body).toContain('p-4 (NoneReady), and 20 more.\n');
  expect(body).toContain('- and 5 more: see the log');
});

test('what several targets have in common is said once', () => {
  const one = { ...unknown, command: 'eks-vigil rbac' };
  const { body } = messageOf(
    'health',
    'ALARM',
    runsOf([0, { ...blind, targets: [one, { ...one, name: 'api' }, unknown] }]),
  );
  expect(body).toContain(`Not healthy:
- Deployment shop/web, Deployment shop/api (Unknown, Forbidden): may not read deployments
  First: eks-vigil rbac
- Deployment shop/web (Unknown, Forbidden): may not read deployments

By the run of 03:10Z.

Alarm`);
});

test('what the causes of the log line have in common is said once, with what is special of the first', () => {
  const causes = [{ reason: 'Forbidden', targets: 2, message: 'apply the manifest', command: 'eks-vigil rbac' }];
  const targets = ['web', 'api'].map((name) => ({ ...unknown, name, message: `may not read ${name}`, cause: 0 }));
  const { body } = messageOf('health', 'ALARM', runsOf([0, { ...blind, causes, targets }]));
  expect(body).toContain(`Not healthy:
- Deployment shop/web, Deployment shop/api (Unknown, Forbidden): may not read web; apply the manifest
  First: eks-vigil rbac

By the run of 03:10Z.`);
});

test('the error of a run is said once', () => {
  const { body } = messageOf('health', 'ALARM', runsOf([0, failed]));
  expect(body).toMatch(/^The runs fail since 03:10Z: LateEvent: too old\.\nBy the run of 03:10Z\.\n\nAlarm/);
});

test('whatever the log says, the subject is printable ASCII of less than 100 characters, and the body small enough for SNS', () => {
  const field = fc.string({ unit: 'binary', maxLength: 300 });
  const roles = fc.constantFrom<AlarmRole>('health', 'ticket', 'blind', 'chronic');
  const target = fc.record({
    kind: field,
    name: field,
    verdict: fc.constantFrom('Unhealthy', 'Unknown'),
    reason: field,
    message: field,
    severity: fc.constantFrom(undefined, 'ticket'),
  });
  const fields = fc.record({
    value: fc.constantFrom(0, 1, null),
    ticketValue: fc.constantFrom(0, 1, null, undefined),
    tickets: fc.constantFrom(0, 4, undefined),
    summary: field,
    targets: fc.array(target, { maxLength: 30 }),
  });
  fc.assert(
    fc.property(roles, fc.constantFrom('ALARM', 'OK'), fields, fields, (role, state, before, one) => {
      const { subject, body } = messageOf(role, state, runsOf([1, before], [0, one]));
      expect(subject).toMatch(/^[!-~][ -~]{0,98}$/);
      expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
    }),
  );
});

import fc from 'fast-check';
import { parseAlarmEvent } from '../../../lambda/notify/alarmEvent';
import { writeMessage } from '../../../lambda/notify/message';
import type { RecentRuns } from '../../../lambda/notify/readRuns';
import type { AlarmRole } from '../../../model/notifyConfig';
import { alarmEvent, config, type Fields, grafana, healthy, now, prometheus, runsOf, unknown } from './fixture';

function messageOf(role: AlarmRole, state: 'ALARM' | 'OK', recent: RecentRuns) {
  const change = parseAlarmEvent(alarmEvent(role, state === 'OK' ? 'ALARM' : 'OK', state), config);
  if (change === undefined) throw new Error('nothing to report');
  return writeMessage(change, recent, config);
}

const down: Fields = { value: 0, summary: '1 of 14 is unhealthy', targets: [prometheus] };
const blind: Fields = { value: null, error: { name: 'HealthUnknown', message: '1 of 14' }, targets: [unknown] };
const failed: Fields = { value: null, counts: undefined, error: { name: 'LateEvent', message: 'too old' } };
const unpublished: Fields = { ...healthy, error: { name: 'PublicationFailed', message: 'throttled' } };
const short: Fields = { ...healthy, targets: [{ ...prometheus, verdict: 'Progressing', reason: 'PartiallyReady' }] };
const ticket: Fields = { value: 1, ticketValue: 0, targets: [grafana] };

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
    runsOf([0, healthy]),
    '[prod] ALARM: the newest runs report no problem',
  ],
  [
    'a ticket is down',
    'ticket',
    'ALARM',
    runsOf([0, ticket]),
    '[prod] ALARM (ticket): 1 of 14 unhealthy since 03:04Z: Deployment monitoring/grafana (NoneReady)',
  ],
  [
    'a ticket is not what the page is about',
    'health',
    'ALARM',
    runsOf([0, { ...down, ticketValue: 0, targets: [grafana, prometheus] }]),
    '[prod] ALARM: 1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady)',
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
    runsOf([3, short], [0, healthy]),
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
  ['the runs report again', 'health', 'OK', runsOf([0, healthy]), '[prod] OK: all 14 targets are healthy'],
  ['the Watchdog is back', 'watchdog', 'OK', { runs: [], from: now }, '[prod] OK (watchdog): the alarm is OK again'],
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
  expect(messageOf('health', 'ALARM', runsOf([0, { ...down, targets }])).body).toBe(
    `1 of 14 unhealthy since 03:04Z: StatefulSet monitoring/prometheus-kps (NoneReady).
The metric is 0 or missing.

Not healthy:
- StatefulSet monitoring/prometheus-kps (Unhealthy, NoneReady, since 03:04Z): 0 of 1 pods ready
  kubectl -n monitoring logs prometheus-kps-0 -c prometheus --previous

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

test('many targets are counted, and the first of them are listed', () => {
  const targets = Array.from({ length: 25 }, (_, index) => ({ ...prometheus, name: `p-${index}` }));
  const { subject, body } = messageOf('health', 'ALARM', runsOf([0, { ...down, targets }]));
  expect(subject).toMatch(/^\[prod\] ALARM: 25 of 14 unhealthy/);
  expect(body.match(/^- StatefulSet/gm)).toHaveLength(20);
  expect(body).toContain('- and 5 more: see the log');
});

test('whatever the log says, the subject is printable ASCII of less than 100 characters, and the body small enough for SNS', () => {
  const field = fc.string({ unit: 'binary', maxLength: 300 });
  const target = fc.record({
    kind: field,
    name: field,
    verdict: fc.constantFrom('Unhealthy', 'Unknown'),
    reason: field,
    message: field,
  });
  const fields = fc.record({
    value: fc.constantFrom(0, 1, null),
    summary: field,
    targets: fc.array(target, { maxLength: 30 }),
  });
  fc.assert(
    fc.property(fc.constantFrom<AlarmRole>('health', 'ticket', 'blind', 'chronic'), fields, (role, one) => {
      const { subject, body } = messageOf(role, 'ALARM', runsOf([0, one]));
      expect(subject).toMatch(/^[!-~][ -~]{0,98}$/);
      expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
    }),
  );
});

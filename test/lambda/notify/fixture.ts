import { createLog } from '../../../lambda/logging/log';
import type { RecentRuns } from '../../../lambda/notify/readRuns';
import { parseReportedRun, type ReportedRun } from '../../../lambda/notify/reportedRun';
import type { AlarmRole, NotifyConfig } from '../../../model/notifyConfig';

/** 03:10 in the night. */
export const now = Date.UTC(2026, 0, 1, 3, 10);
const minute = 60_000;
const roles: readonly AlarmRole[] = ['health', 'ticket', 'blind', 'chronic', 'watchdog'];

export const config: NotifyConfig = {
  label: 'prod',
  region: 'eu-central-1',
  logGroup: 'eks-vigil-log',
  format: 'json',
  seconds: 60,
  log: 'https://console/log',
  alarm: 'https://console/',
  runbooks: { page: 'https://wiki/page', ticket: 'https://wiki/ticket' },
  alarms: roles.map((role) => ({ role, name: `eks-vigil-eu-central-1-prod-${role}` })),
  topics: ['arn:aws:sns:eu-central-1:111122223333:one', 'arn:aws:sns:eu-central-1:111122223333:two'],
};

/** What CloudWatch has evaluated, one value a minute until `now`. */
export function evaluated(...values: readonly number[]) {
  const startDate = new Date(now - values.length * minute).toISOString().replace('Z', '+0000');
  return {
    reasonData: JSON.stringify({ version: '1.0', startDate, period: 60, recentDatapoints: values, threshold: 1 }),
  };
}

/**
 * As EventBridge sends it.
 *
 * @param more - of the new state.
 * @param previous - of the previous state.
 */
export function alarmEvent(role: AlarmRole, from: string, to: string, more: Fields = {}, previous: Fields = {}) {
  return {
    id: '2dde0eb1-528b-d2d5-9ca6-6d590caf2329',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    time: '2026-01-01T03:10:01Z',
    detail: {
      alarmName: `eks-vigil-eu-central-1-prod-${role}`,
      state: { value: to, timestamp: '2026-01-01T03:10:00.000+0000', ...more },
      previousState: { value: from, timestamp: '2026-01-01T01:00:00.000+0000', ...previous },
    },
  };
}

/** The fields of a run's line. */
export type Fields = Readonly<Record<string, unknown>>;

export const prometheus = {
  kind: 'StatefulSet',
  namespace: 'monitoring',
  name: 'prometheus-kps',
  verdict: 'Unhealthy',
  reason: 'NoneReady',
  message: '0 of 1 pods ready',
  since: '2026-01-01T03:04:00Z',
};
export const unknown = {
  kind: 'Deployment',
  namespace: 'shop',
  name: 'web',
  verdict: 'Unknown',
  reason: 'Forbidden',
  message: 'may not read deployments',
};
export const grafana = { ...prometheus, kind: 'Deployment', name: 'grafana', severity: 'ticket' };
export const counts = { healthy: 13, progressing: 0, unhealthy: 1, unknown: 0 };
export const healthy: Fields = {
  value: 1,
  summary: 'all 14 targets are healthy',
  counts: { ...counts, healthy: 14, unhealthy: 0 },
  targets: [],
};

/** The line of a run, as the function writes it. */
export function line(fields: Fields, format: NotifyConfig['format'] = 'json', at = now): string {
  let text = '';
  const log = createLog({ level: 'info', format, redact: (one) => one, now: () => at, write: (one) => (text += one) });
  log.info('run', { cluster: 'prod', counts, ...fields });
  return text;
}

/** Runs at these minutes before `now`. */
export function runsOf(...runs: readonly (readonly [age: number, fields: Fields])[]): RecentRuns {
  const parsed = runs.map(([age, fields]) => parseReportedRun(line(fields), now - age * minute) as ReportedRun);
  return { runs: parsed, from: now - 15 * minute };
}

import { formatDuration } from '../../../model/duration';
import { type JsonObject, newest, record, records, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import type { Verdict } from '../verdict';
import { type Answered, answerOf, jsonOf, type ProbedEndpoint, unansweredVerdict } from './answer';
import { deliveryFindings } from './delivery';
import { judgeProbeFinding, type ProbeClock, podClock, podsClock, startClock } from './probeGrace';
import type { ProbeContext, ProbeRule } from './probeRule';
import { silenceIds } from './silences';
import { unexpectedStatus } from './unexpected';
import { worstFinding } from './worstFinding';

/** How old the Watchdog may be; Prometheus sends it again every minute. */
const freshFor = 5 * 60;

/**
 * Alertmanager is healthy if it is ready, its cluster is settled, and the Watchdog of Prometheus has arrived and is fresh, which
 * proves the way from the rules to here. Where the Watchdog goes from here is a warning, or a condition with `requireReceiver`.
 * Source: Alertmanager, "Management API", and its OpenAPI specification (API v2).
 */
export const alertmanagerRule: ProbeRule = {
  requests: ({ path, watchdog }) => ({
    ready: `${path}/-/ready`,
    status: `${path}/api/v2/status`,
    ...(watchdog === false
      ? {}
      : { alerts: `${path}/api/v2/alerts?filter=${encodeURIComponent(`alertname="${watchdog}"`)}` }),
  }),
  followUps({ path }, endpoint) {
    const ids = silenceIds(alertsOf(endpoint) ?? []);
    return Object.fromEntries(ids.map((id, index) => [`silence${index}`, `${path}/api/v2/silence/${id}`]));
  },
  judge(first, context) {
    const { probe, endpoint, now } = context;
    if (first.status !== 200) return notReady(first, context);
    const started = startClock(startOf(endpoint), endpoint.pod);
    const alerts = alertsOf(endpoint);
    const arrived = newest((alerts ?? []).map(({ updatedAt }) => time(updatedAt)));
    const age = arrived === undefined ? undefined : Math.max(0, now - arrived) / 1000;
    const warnings = alerts === undefined || alerts.length === 0 ? [] : deliveryFindings(alerts, endpoint);
    const findings = [
      ...clusterFindings(context, started),
      ...(probe.watchdog === false ? [] : arrivalFindings(probe.watchdog, alerts, age, context, started)),
      ...(probe.requireReceiver ? warnings : []),
    ];
    const watchdog =
      probe.watchdog === false || age === undefined ? '' : `; ${probe.watchdog} arrived ${formatDuration(age)} ago`;
    const notes = probe.requireReceiver ? [] : warnings.map(({ message }) => `; warning: ${message}`);
    return worstFinding(findings, {
      verdict: 'Healthy',
      reason: 'AnswersAsExpected',
      message: `Alertmanager is ready${watchdog}${notes.join('')}`,
      ...(notes.length === 0 ? {} : { warns: true }),
    });
  },
};

function notReady(first: Answered, { probe, endpoint, outGrace, now }: ProbeContext): Verdict {
  const isDown = first.status >= 500;
  return judgeProbeFinding({
    reason: isDown ? 'NotReady' : 'UnexpectedAnswer',
    message: `Alertmanager ${unexpectedStatus(first, 'status 200')}`,
    clocks: [podClock(endpoint.pod)],
    limit: isDown ? outGrace : probe.grace,
    now,
    isShort: true,
  });
}

/** The alerts with the name of the Watchdog; undefined if they were not answered. */
function alertsOf(endpoint: ProbedEndpoint): JsonObject[] | undefined {
  const answer = answerOf(endpoint, 'alerts');
  const body = answer.type === 'answered' && answer.status === 200 ? jsonOf(answer) : undefined;
  return Array.isArray(body) ? records(body) : undefined;
}

/** When its process started: the field `uptime`. */
function startOf(endpoint: ProbedEndpoint): number | undefined {
  const answer = answerOf(endpoint, 'status');
  return answer.type === 'answered' ? time(record(jsonOf(answer)).uptime) : undefined;
}

function clusterFindings(context: ProbeContext, started: ProbeClock | undefined): Verdict[] {
  const { probe, endpoint, all, now } = context;
  const answer = answerOf(endpoint, 'status');
  if (answer.type !== 'answered') return [unansweredVerdict(answer, 'Alertmanager is ready; its status API')];
  const { status, peers } = record(record(jsonOf(answer)).cluster);
  const state = text(status);
  if (answer.status !== 200 || state === undefined) return [unusable('status', answer, context)];
  const members = probe.pods?.length ?? 1;
  const known = records(peers).length;
  const isAlone = state === 'disabled' && members === 1;
  if (isAlone || (state === 'ready' && known >= members)) return [];
  const states: Readonly<Record<string, string>> = { disabled: 'is disabled', settling: 'is settling' };
  const what = states[state] ?? `has ${pluralize(known, 'member')}, expected ${members}`;
  return [
    judgeProbeFinding({
      reason: 'ClusterNotSettled',
      message: `the cluster of the Alertmanagers ${what}`,
      clocks: [started, podsClock(all.map(({ pod }) => pod))],
      limit: probe.grace,
      now,
    }),
  ];
}

/** @param age - of the newest one, in seconds. */
function arrivalFindings(
  watchdog: string,
  alerts: readonly JsonObject[] | undefined,
  age: number | undefined,
  context: ProbeContext,
  started: ProbeClock | undefined,
): Verdict[] {
  const { probe, endpoint, now } = context;
  const answer = answerOf(endpoint, 'alerts');
  if (answer.type !== 'answered') return [unansweredVerdict(answer, 'Alertmanager is ready; its alerts API')];
  if (alerts === undefined) return [unusable('alerts', answer, context)];
  if (age !== undefined && age <= freshFor) return [];
  const message =
    age === undefined
      ? `the alert ${watchdog} of Prometheus has not arrived`
      : `the alert ${watchdog} of Prometheus last arrived ${formatDuration(age)} ago`;
  return [judgeProbeFinding({ reason: 'WatchdogNotArrived', message, clocks: [started], limit: probe.downGrace, now })];
}

function unusable(name: string, answer: Answered, { probe, endpoint, now }: ProbeContext): Verdict {
  return judgeProbeFinding({
    reason: 'UnexpectedAnswer',
    message: `Alertmanager is ready, but its ${name} API ${unexpectedStatus(answer, 'a result')}`,
    clocks: [podClock(endpoint.pod)],
    limit: probe.grace,
    now,
  });
}

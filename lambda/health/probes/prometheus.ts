import { record, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import type { Verdict } from '../verdict';
import { type Answered, answerOf, jsonOf, unansweredVerdict } from './answer';
import { judgeProbeFinding, podClock, startClock } from './probeGrace';
import type { ProbeContext, ProbeRule } from './probeRule';
import { alertmanagerFindings, databaseFindings, reloadFindings } from './prometheusFindings';
import { combinedQuery, parseParts, queryPath } from './prometheusQuery';
import { valueFindings } from './prometheusValue';
import { unexpectedStatus } from './unexpected';
import { worstFinding } from './worstFinding';

/** Milliseconds in which a Prometheus may not have scraped itself twice. */
const firstScrapes = 5 * 60 * 1000;

/**
 * Prometheus is healthy if it is ready, evaluates rules, ingests samples, has an Alertmanager and works with its newest
 * configuration. What is large, such as the list of rules, is asked by a query with few values.
 * Source: Prometheus, "Management API" and "HTTP API".
 */
export const prometheusRule: ProbeRule = {
  requests: (probe, pod) => ({
    ready: `${probe.path}/-/ready`,
    query: `${probe.path}${queryPath(combinedQuery(probe, pod))}`,
    alertmanagers: `${probe.path}/api/v1/alertmanagers`,
    runtime: `${probe.path}/api/v1/status/runtimeinfo`,
    ...(probe.query === undefined ? {} : { value: `${probe.path}${queryPath(probe.query.expression)}` }),
  }),
  judge(first, context) {
    const { endpoint } = context;
    if (first.status !== 200) return notReady(first, context);
    const runtime = dataOf(answerOf(endpoint, 'runtime'));
    const started = startClock(time(runtime?.startTime), endpoint.pod);
    const query = answerOf(endpoint, 'query');
    const parts = query.type === 'answered' ? parseParts(query) : undefined;
    const alertmanagers = dataOf(answerOf(endpoint, 'alertmanagers'))?.activeAlertmanagers;
    const facts = { ...context, started, parts: parts ?? {} };
    const findings = [
      ...['runtime', 'query', 'alertmanagers'].flatMap((name) => answerFindings(name, context)),
      ...(parts === undefined ? [] : databaseFindings(facts)),
      ...alertmanagerFindings(Array.isArray(alertmanagers) ? alertmanagers.length : undefined, facts),
      ...reloadFindings(runtime, facts),
      ...valueFindings(facts),
    ];
    const targets = parts?.targets?.value ?? 0;
    const isYoung = started !== undefined && context.now - started.since < firstScrapes;
    const note =
      parts?.samples === undefined && !isYoung
        ? '; it does not scrape itself, so dropped notifications and failures of rules are not visible'
        : '';
    const watchdog = context.probe.watchdog === false ? '' : `${context.probe.watchdog} fires, `;
    return worstFinding(findings, {
      verdict: 'Healthy',
      reason: 'AnswersAsExpected',
      message: `Prometheus is ready: ${watchdog}${pluralize(targets, 'target')} ${targets === 1 ? 'was' : 'were'} up, ${pluralize(Array.isArray(alertmanagers) ? alertmanagers.length : 0, 'active Alertmanager')}${note}`,
      ...(note === '' ? {} : { warns: true }),
    });
  },
};

function notReady(first: Answered, { probe, endpoint, outGrace, now }: ProbeContext): Verdict {
  const isStarting = first.status >= 500;
  return judgeProbeFinding({
    reason: isStarting ? 'NotReady' : 'UnexpectedAnswer',
    message: isStarting
      ? `Prometheus answers that it is not ready (HTTP status ${first.status})`
      : `Prometheus ${unexpectedStatus(first, 'status 200')}`,
    clocks: [podClock(endpoint.pod)],
    limit: isStarting ? outGrace : probe.grace,
    now,
    isShort: true,
  });
}

/** The object `data` of an answer of the API; undefined if it is not one. */
function dataOf(answer: ReturnType<typeof answerOf>) {
  if (answer.type !== 'answered' || answer.status !== 200) return undefined;
  const { status, data } = record(jsonOf(answer));
  return status === 'success' ? record(data) : undefined;
}

/** What is requested beside the readiness, and means that rules or the database do not work if it fails. */
function answerFindings(name: string, { probe, endpoint, now }: ProbeContext): Verdict[] {
  const answer = answerOf(endpoint, name);
  if (answer.type !== 'answered') return [unansweredVerdict(answer, `Prometheus is ready; its ${name} API`)];
  const isUsable = name === 'query' ? parseParts(answer) !== undefined : dataOf(answer) !== undefined;
  if (isUsable) return [];
  const message = `Prometheus is ready, but its ${name} API ${unexpectedStatus(answer, 'a result')}`;
  if (answer.status === 429) return [{ verdict: 'Unknown', reason: 'ProbeFailed', message }];
  const isDatabase = name === 'query' && answer.status >= 422;
  return [
    judgeProbeFinding({
      reason: isDatabase ? 'RulesNotEvaluated' : 'UnexpectedAnswer',
      message,
      clocks: [podClock(endpoint.pod)],
      limit: isDatabase ? probe.downGrace : probe.grace,
      now,
    }),
  ];
}

import { record } from '../../../model/json';
import { jsonOf } from './answer';
import { judgeProbeFinding, podClock } from './probeGrace';
import type { ProbeRule } from './probeRule';
import { unexpectedStatus } from './unexpected';

/**
 * Grafana is healthy if its database works. The answer needs no login: 200 with `"database": "ok"`, or 503 with `"failing"`.
 * Source: Grafana, "HTTP API" (Other API, Health API).
 */
export const grafanaRule: ProbeRule = {
  requests: ({ path }) => ({ health: `${path}/api/health` }),
  judge(first, { probe, endpoint, now }) {
    const { database } = record(jsonOf(first));
    if (first.status === 200 && database === 'ok') {
      return { verdict: 'Healthy', reason: 'AnswersAsExpected', message: 'Grafana answers, and its database works' };
    }
    const isFailing = first.status === 503 && typeof database === 'string';
    const message = isFailing
      ? 'Grafana answers that its database fails'
      : `Grafana ${unexpectedStatus(first, 'a JSON answer with the state of its database')}`;
    return judgeProbeFinding({
      reason: isFailing ? 'DatabaseFailing' : 'UnexpectedAnswer',
      message,
      clocks: [podClock(endpoint.pod)],
      limit: probe.grace,
      now,
    });
  },
};

import { minute } from '../../../support/objects/clock';
import { answered, judge, podAnswered } from './probing';

const failing = { commit: 'x', database: 'failing', version: '11.0.0' };

test.each<[title: string, status: number, body: unknown, expected: string]>([
  ['its database works', 200, { database: 'ok' }, 'Healthy AnswersAsExpected Grafana answers, and its database works'],
  ['its database fails', 503, failing, 'Unhealthy DatabaseFailing Grafana answers that its database fails'],
  ['it has another state', 200, { database: 'unknown' }, 'Unhealthy UnexpectedAnswer '],
  ['it sends garbage', 200, '<html>', 'Unhealthy UnexpectedAnswer Grafana answered with HTTP status 200; expected '],
  ['it redirects', 302, '', 'Unhealthy UnexpectedAnswer Grafana answered with HTTP status 302, a redirect'],
  [
    'it requires a login',
    401,
    {},
    'Unhealthy UnexpectedAnswer Grafana answered with HTTP status 401: it requires a login',
  ],
  ['it starts', 503, 'starting', 'Unhealthy UnexpectedAnswer Grafana answered with HTTP status 503; expected '],
])('%s', (_, status, body, expected) => {
  const { verdict, reason, message } = judge({ probe: 'grafana' }, { answers: { health: answered(status, body) } });
  expect(`${verdict} ${reason} ${message}`.startsWith(expected)).toBe(true);
  expect(message).toContain('one of its replicas');
});

test.each([
  [14, 'Progressing'],
  [15, 'Unhealthy'],
])('a database that fails in a pod that became unready %p minutes ago is %s', (minutes, expected) => {
  const pod = podAnswered({ health: answered(503, failing) }, { ready: false, since: minutes * minute });
  const verdict = judge({ probe: 'grafana', service: undefined, pods: ['grafana-0'] }, pod);
  expect(verdict).toMatchObject({
    verdict: expected,
    message: `Grafana answers that its database fails; the pod became unready ${minutes}m ago, grace 15m`,
  });
});

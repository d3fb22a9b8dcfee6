import { parseReportedRun } from '../../../lambda/notify/reportedRun';
import { grafana, line, now, prometheus } from './fixture';

const fields = {
  value: 0,
  ticketValue: null,
  tickets: 4,
  summary: 'one "is" unhealthy: a=b',
  error: { name: 'HealthUnknown', message: 'why' },
  targets: [{ ...prometheus, command: 'kubectl logs x' }, grafana],
};

test.each(['json', 'logfmt'] as const)('reads a line in %s', (format) => {
  expect(parseReportedRun(line(fields, format), now)).toEqual({
    at: now,
    value: 0,
    ticketValue: null,
    summary: 'one "is" unhealthy: a=b',
    error: 'HealthUnknown: why',
    total: 14,
    tickets: 4,
    targets: [
      {
        target: 'StatefulSet monitoring/prometheus-kps',
        verdict: 'Unhealthy',
        reason: 'NoneReady',
        message: '0 of 1 pods ready',
        isTicket: false,
        isShort: true,
        since: Date.UTC(2026, 0, 1, 3, 4),
        command: 'kubectl logs x',
      },
      expect.objectContaining({ target: 'Deployment monitoring/grafana', isTicket: true, command: undefined }),
    ],
  });
});

const progressing = { ...prometheus, verdict: 'Progressing' };
test.each([
  ['json', 'Unhealthy', prometheus, true],
  ['json', 'Progressing and short', { ...progressing, short: 1 }, true],
  ['logfmt', 'Progressing and short', { ...progressing, short: 1 }, true],
  ['json', 'Progressing, in a rollout', progressing, false],
  ['json', 'Unknown', { ...prometheus, verdict: 'Unknown', short: 1 }, false],
] as const)('in %s, whether a target is short that is %s', (format, _, target, isShort) => {
  expect(parseReportedRun(line({ targets: [target] }, format), now)?.targets).toMatchObject([{ isShort }]);
});

test.each(['json', 'logfmt'] as const)('a run without verdicts, in %s', (format) => {
  const failed = { value: null, counts: undefined, error: { name: 'LateEvent', message: 'too late' } };
  expect(parseReportedRun(line(failed, format), now)).toMatchObject({
    value: null,
    ticketValue: undefined,
    total: 0,
    targets: [],
    error: 'LateEvent: too late',
  });
});

test.each(['', 'START RequestId: 1', '{"message":"request"}', '{"mess', 'null', '[]', 'level=info message=request'])(
  '%j is not the line of a run',
  (text) => {
    expect(parseReportedRun(text, now)).toBeUndefined();
  },
);

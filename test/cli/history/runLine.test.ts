import { parseRunLine } from '../../../cli/history/runLine';
import { createLog } from '../../../lambda/logging/log';
import { parseLogfmt } from '../../../model/logfmt';

/** What the function writes, as it writes it. */
function write(format: 'json' | 'logfmt', fields: object, message = 'run'): string {
  const lines: string[] = [];
  const now = () => Date.parse('2026-01-31T03:04:20Z');
  const log = createLog({ level: 'info', format, redact: (text) => text, now, write: (line) => void lines.push(line) });
  log.error(message, { cluster: 'prod', ...fields });
  return lines.join('');
}

const at = Date.parse('2026-01-31T03:04:00Z');
const timestamp = '2026-01-31T03:04:00.000Z';
const counts = { healthy: 1, progressing: 0, unhealthy: 1, unknown: 0 };
const targets = [
  {
    kind: 'StatefulSet',
    namespace: 'monitoring',
    name: 'prometheus-kps',
    verdict: 'Unhealthy',
    reason: 'CrashLooping',
    message: '1 of 2 pods ready; prometheus-kps-1: "exit" code=2, 7 restarts',
  },
  {
    kind: 'Node',
    selector: 'kubernetes.io/os=linux',
    verdict: 'Progressing',
    reason: 'NotReady',
    message: 'a b',
    matched: 3,
  },
];

describe.each(['json', 'logfmt'] as const)('the line of a run in %s', (format) => {
  test('has the minute, and the listed verdicts', () => {
    expect(parseRunLine(write(format, { value: 0, counts, timestamp, targets }))).toEqual({
      at,
      error: undefined,
      listed: [
        {
          target: 'StatefulSet monitoring/prometheus-kps',
          verdict: 'Unhealthy',
          reason: 'CrashLooping',
          message: '1 of 2 pods ready; prometheus-kps-1: "exit" code=2, 7 restarts',
        },
        { target: 'Node kubernetes.io/os=linux', verdict: 'Progressing', reason: 'NotReady', message: 'a b' },
      ],
    });
  });

  test('without a listed verdict, all are Healthy', () => {
    expect(parseRunLine(write(format, { value: 1, counts, timestamp, targets: [] }))).toMatchObject({ listed: [] });
  });

  test('without verdicts at all, nothing is known of the targets', () => {
    const error = { name: 'LateEvent', message: 'the event is 130 s old' };
    expect(parseRunLine(write(format, { value: null, error, published: false }))).toEqual({
      at: Date.parse('2026-01-31T03:04:20Z'),
      error,
      listed: undefined,
    });
  });

  test('other lines are not runs', () => {
    expect(parseRunLine(write(format, { path: '/api' }, 'request'))).toBeUndefined();
  });
});

test.each(['', 'REPORT RequestId: 1 Duration: 3 ms', '{"message":"run"', '{"message":"run"}', '[]', 'START'])(
  'what is no run line is skipped: %s',
  (line) => {
    expect(parseRunLine(line)).toBeUndefined();
  },
);

test('logfmt: values are texts, nested keys are objects and lists', () => {
  expect(parseLogfmt('a=1 b="x \\"y\\" =" c.d=e c.list.0.f=g c.list.1.f=h')).toEqual({
    a: '1',
    b: 'x "y" =',
    c: { d: 'e', list: [{ f: 'g' }, { f: 'h' }] },
  });
});

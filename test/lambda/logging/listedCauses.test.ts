import fc from 'fast-check';
import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import { completeVerdict, withCauses } from '../../../lambda/logging/listedCauses';
import { createLog } from '../../../lambda/logging/log';
import { describeTarget } from '../../../lambda/logging/runSummary';
import { parseReportedRun } from '../../../lambda/notify/reportedRun';

const target = (name: string, given: Partial<TargetVerdict> = {}): TargetVerdict => ({
  kind: 'Deployment',
  namespace: 'shop',
  name,
  verdict: 'Unknown',
  reason: 'Timeout',
  message: 'no response from the API server; check the network',
  command: 'eks-vigil doctor --config config/prod.yaml',
  ...given,
});
const healthy = target('ok', { verdict: 'Healthy', reason: 'Ready', message: '3 of 3 pods ready' });
const { message, command, ...reference } = target('a');

test('what all say is said once, with how many, and they refer to it', () => {
  expect(withCauses([target('a'), healthy, target('b')])).toEqual({
    causes: [{ reason: 'Timeout', targets: 2, message, command }],
    targets: [{ ...reference, cause: 0 }, healthy, { ...reference, name: 'b', cause: 0 }],
  });
});

test('what only one says, and its command, stay with it', () => {
  const own = { message: 'connection refused by 10.0.0.1; check the network', command: 'another' };
  const { causes, targets } = withCauses([target('a'), target('b', own)]);
  expect(causes).toEqual([{ reason: 'Timeout', targets: 2, message: 'check the network' }]);
  expect(targets[1]).toEqual({
    ...reference,
    name: 'b',
    message: 'connection refused by 10.0.0.1',
    command: 'another',
    cause: 0,
  });
});

test('without a common cause, nothing changes', () => {
  const verdicts = [healthy, target('a'), target('b', { reason: 'Forbidden' })];
  expect(withCauses(verdicts)).toEqual({ targets: verdicts });
});

/** One line of the log. */
function lineOf(verdicts: readonly TargetVerdict[], format: 'json' | 'logfmt'): string {
  let line = '';
  const log = createLog({
    level: 'info',
    format,
    redact: (text) => text,
    now: () => 0,
    write: (text) => (line += text),
  });
  log.error('run', { value: null, counts: { unknown: verdicts.length }, ...withCauses(verdicts) });
  return line;
}

test('a thousand targets that cannot be read take a tenth of a megabyte', () => {
  const verdicts = Array.from({ length: 1000 }, (_, index) =>
    target(`workload-${index}`, { message: `${message}; ${'a long explanation '.repeat(20)}` }),
  );
  expect(lineOf(verdicts, 'json').length).toBeLessThan(125_000);
});

test.each(['json', 'logfmt'] as const)('a line in %s has all that was said, whatever it was', (format) => {
  const part = fc.constantFrom('check the network', 'no response', '10.0.0.1 refused', 'run "it" = now');
  const verdict = fc.record({
    reason: fc.constantFrom('Timeout', 'Forbidden', 'ClusterDown'),
    message: fc.uniqueArray(part, { minLength: 1 }).map((parts) => parts.join('; ')),
    command: fc.constantFrom('one', 'two'),
  });
  fc.assert(
    fc.property(fc.array(verdict, { minLength: 1, maxLength: 8 }), (some) => {
      const verdicts = some.map((one, index) => target(`w${index}`, one as Partial<TargetVerdict>));
      const read = parseReportedRun(lineOf(verdicts, format), 0)?.targets ?? [];
      const sorted = (text: string | undefined) => text?.split('; ').sort();
      expect(read.map((one) => [one.target, one.reason, sorted(one.message), one.command])).toEqual(
        verdicts.map((one) => [describeTarget(one), one.reason, sorted(one.message), one.command]),
      );
    }),
  );
});

test('a cause that the line does not have is no error', () => {
  expect(completeVerdict({ message: 'own', cause: 7 }, [])).toEqual({ message: 'own' });
});

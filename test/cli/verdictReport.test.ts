import { colorsFor } from '../../cli/io';
import { formatVerdicts, summarizeCheck } from '../../cli/verdictReport';
import { healthOfEach } from '../../lambda/health/severityHealth';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import type { Verdict } from '../../lambda/health/verdict';

const plain = colorsFor({ isTerminal: false, write: () => {} }, {});

const verdictOf = (verdict: Verdict['verdict']): TargetVerdict => ({
  kind: 'Pod',
  verdict,
  reason: 'Ready',
  message: 'message',
});
const [H, P, U, N] = (['Healthy', 'Progressing', 'Unhealthy', 'Unknown'] as const).map(verdictOf) as [
  TargetVerdict,
  TargetVerdict,
  TargetVerdict,
  TargetVerdict,
];
const ticket = (verdict: TargetVerdict): TargetVerdict => ({ ...verdict, severity: 'ticket' });

test.each<[readonly TargetVerdict[], boolean, number, string]>([
  [[H], false, 0, 'OK: 1 target is healthy (metric would be 1)'],
  [[H, H], true, 0, 'OK: all 2 targets are healthy (metric would be 1, but dryRun publishes nothing)'],
  [[H, P], false, 1, 'WARNING: 1 of 2 targets is progressing (metric would be 1)'],
  [[P, N], false, 3, 'UNKNOWN: 1 of 2 targets is unknown, 1 progressing (no data would be published)'],
  [[N], true, 3, 'UNKNOWN: 1 target is unknown (no data would be published)'],
  [[H, P, N, U, U], false, 2, 'CRITICAL: 2 of 5 targets are unhealthy, 1 unknown, 1 progressing (metric would be 0)'],
  [[U, U, U], false, 2, 'CRITICAL: all 3 targets are unhealthy (metric would be 0)'],
  [[H, ticket(H)], false, 0, 'OK: all 2 targets are healthy (metric would be 1, ticket metric would be 1)'],
  [[H, ticket(U)], false, 1, 'WARNING: 1 of 2 targets is unhealthy (metric would be 1, ticket metric would be 0)'],
  [[U, ticket(U)], false, 2, 'CRITICAL: all 2 targets are unhealthy (metric would be 0, ticket metric would be 0)'],
  [
    [N, ticket(U)],
    true,
    3,
    'UNKNOWN: 1 of 2 targets is unhealthy, 1 unknown (metric would have no data, ticket metric would be 0, but dryRun publishes nothing)',
  ],
  [
    [H, ticket(N)],
    false,
    3,
    'UNKNOWN: 1 of 2 targets is unknown (metric would be 1, ticket metric would have no data)',
  ],
  [
    [P, ticket(N), ticket(U)],
    false,
    1,
    'WARNING: 1 of 3 targets is unhealthy, 1 unknown, 1 progressing (metric would be 1, ticket metric would be 0)',
  ],
  [[N, ticket(N)], true, 3, 'UNKNOWN: all 2 targets are unknown (no data would be published)'],
])('%#', (verdicts, dryRun, exitCode, summary) => {
  expect(summarizeCheck(verdicts, healthOfEach(verdicts), dryRun, plain)).toEqual({ exitCode, text: summary });
});

describe('the table', () => {
  const target: TargetVerdict = {
    kind: 'Deployment',
    namespace: 'shop',
    selector: 'app=web',
    verdict: 'Unhealthy',
    reason: 'NoneReady',
    message: `none of 3 pods ready; ${'Back-off pulling image '.repeat(5)}\u001b[2J\nend`,
    ready: 0,
    desired: 3,
  };

  test('marks tickets, where there are some', () => {
    const verdicts = [target, { ...target, severity: 'ticket' as const }];
    const cells = formatVerdicts({ verdicts }, { colors: plain })
      .split('\n')
      .map((line) => line.split(/ {2,}/)[0]);
    expect(cells).toEqual(['VERDICT', 'Unhealthy', 'Unhealthy (ticket)']);
  });

  test('wraps only the message to the width', () => {
    const lines = formatVerdicts({ verdicts: [target] }, { colors: plain, columns: 100 }).split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines[1]).toMatch(/^Unhealthy {2}Deployment {2}shop {7}app=web {2}0\/3 {4}NoneReady {2}none of 3 pods/);
    expect(lines.slice(2).every((line) => /^ {60}/.test(line))).toBe(true);
  });

  test('shows many rows in their order and in the same columns', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `web-${index}`);
    const verdicts = names.map((name) => ({ ...H, kind: 'Pod', namespace: 'shop', name }));
    const [headings = '', ...rows] = formatVerdicts({ verdicts }, { colors: plain }).split('\n');
    expect(rows.map((row) => row.split(/ +/)[3])).toEqual(names);
    expect(new Set(rows.map((row) => row.indexOf('Ready')))).toEqual(new Set([headings.indexOf('REASON')]));
  });

  test('does not wrap without a width', () => {
    const lines = formatVerdicts({ verdicts: [target] }, { colors: plain }).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/\[2J end$/);
  });

  test('has the messages below the other cells if the terminal is too narrow for both', () => {
    const name = 'prometheus-kube-prometheus-stack-prometheus';
    const verdicts = [target, { ...H, kind: 'StatefulSet', namespace: 'monitoring', name }];
    const lines = formatVerdicts({ verdicts }, { colors: plain, columns: 80 }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines).toEqual([
      'Unhealthy Deployment shop app=web 0/3 NoneReady',
      expect.stringMatching(/^ {2}none of 3 pods ready; Back-off /),
      expect.stringMatching(/^ {2}\S.*\[2J end$/),
      `Healthy StatefulSet monitoring ${name} Ready`,
      '  message',
    ]);
  });
});

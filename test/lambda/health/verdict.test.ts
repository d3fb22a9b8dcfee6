import { clusterHealth, type Verdict, worstFirst, worstVerdict } from '../../../lambda/health/verdict';
import type { Reason } from '../../../model/reasons';
import { ago, hour, minute } from '../../support/objects/clock';

const verdict = (value: Verdict['verdict']): Verdict => ({ verdict: value, reason: 'Ready', message: '' });

test.each<[Verdict['verdict'][], 0 | 1 | undefined]>([
  [['Healthy'], 1],
  [['Healthy', 'Progressing'], 1],
  [['Progressing'], 1],
  [['Healthy', 'Unknown'], undefined],
  [['Progressing', 'Unknown'], undefined],
  [['Unknown'], undefined],
  [['Healthy', 'Unhealthy'], 0],
  [['Unknown', 'Unhealthy'], 0],
  [['Unhealthy', 'Unknown', 'Progressing', 'Healthy'], 0],
  [[], undefined],
])('the cluster health of %j is %p', (given, expected) => {
  expect(clusterHealth(given.map(verdict))).toBe(expected);
});

test('the worst comes first', () => {
  const given = (['Healthy', 'Unknown', 'Progressing', 'Unhealthy'] as const).map(verdict);
  expect(given.sort(worstFirst).map((one) => one.verdict)).toEqual(['Unhealthy', 'Unknown', 'Progressing', 'Healthy']);
});

describe('worstVerdict', () => {
  const finding = (name: Verdict['verdict'], reason: string, since?: string, message = ''): Verdict => ({
    verdict: name,
    reason: reason as Reason,
    message,
    ...(since === undefined ? {} : { since }),
  });
  const healthy = finding('Healthy', 'Ready');

  test.each<[findings: Verdict[], expected: string]>([
    [[], 'Ready'],
    [[finding('Progressing', 'A'), finding('Unhealthy', 'B'), finding('Unknown', 'C')], 'B'],
    [[finding('Progressing', 'A'), finding('Unknown', 'C')], 'C'],
    [[finding('Unhealthy', 'A', ago(minute)), finding('Unhealthy', 'B', ago(hour))], 'B'],
    [[finding('Unhealthy', 'B'), finding('Unhealthy', 'A')], 'A'],
    [[finding('Unhealthy', 'B'), finding('Unhealthy', 'A', ago(hour))], 'B'],
    [[finding('Unhealthy', 'A', undefined, 'z'), finding('Unhealthy', 'AB', undefined, 'a')], 'A'],
  ])('of %j is %s, in any order', (findings, expected) => {
    expect(worstVerdict(findings, healthy).reason).toBe(expected);
    expect(worstVerdict([...findings].reverse(), healthy).reason).toBe(expected);
  });

  test('does not change its input', () => {
    const findings = [finding('Progressing', 'A'), finding('Unhealthy', 'B')];
    worstVerdict(findings, healthy);
    expect(findings.map(({ reason }) => reason)).toEqual(['A', 'B']);
  });
});

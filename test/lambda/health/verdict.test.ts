import { clusterHealth, type Verdict, worstFirst } from '../../../lambda/health/verdict';

const verdict = (value: Verdict['verdict']): Verdict => ({ verdict: value, reason: 'Given', message: '' });

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

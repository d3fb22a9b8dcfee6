import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import { countVerdicts, summarizeVerdicts } from '../../../lambda/logging/runSummary';

const healthy: TargetVerdict = {
  kind: 'Deployment',
  namespace: 'shop',
  name: 'web',
  verdict: 'Healthy',
  reason: 'Ready',
  message: '',
};
const missing: TargetVerdict = {
  ...healthy,
  name: 'db',
  verdict: 'Unhealthy',
  reason: 'NotFound',
  message: 'it does not exist',
};
const forbidden: TargetVerdict = {
  ...healthy,
  name: 'api',
  verdict: 'Unknown',
  reason: 'Forbidden',
  message: 'no permission',
};
const young: TargetVerdict = {
  ...healthy,
  name: 'new',
  verdict: 'Progressing',
  reason: 'TooFewReady',
  message: '1 of 3 pods ready',
};
const selected: TargetVerdict = {
  kind: 'Node',
  selector: 'role=db',
  verdict: 'Unhealthy',
  reason: 'NotReady',
  message: '2 of 3 matching objects are healthy',
};

test.each<[string, readonly TargetVerdict[], string]>([
  ['all healthy', [healthy, healthy], 'all 2 targets are healthy'],
  [
    'one unhealthy',
    [healthy, missing],
    '1 of 2 targets is unhealthy: Deployment shop/db (NotFound); Deployment shop/db: it does not exist',
  ],
  [
    'unhealthy beside what could not be read',
    [forbidden, selected, missing],
    '2 of 3 targets are unhealthy: Node role=db (NotReady), Deployment shop/db (NotFound); 1 of 3 targets is unknown: Deployment shop/api (Forbidden); Node role=db: 2 of 3 matching objects are healthy',
  ],
  [
    'unknown beside progressing',
    [young, forbidden],
    '1 of 2 targets is unknown: Deployment shop/api (Forbidden); 1 of 2 targets is progressing: Deployment shop/new (TooFewReady); Deployment shop/api: no permission',
  ],
  [
    'progressing',
    [young, healthy],
    '1 of 2 targets is progressing: Deployment shop/new (TooFewReady); Deployment shop/new: 1 of 3 pods ready',
  ],
  [
    'many',
    Array.from({ length: 7 }, () => missing),
    `7 of 7 targets are unhealthy: ${Array.from({ length: 5 }, () => 'Deployment shop/db (NotFound)').join(', ')}, and 2 more; Deployment shop/db: it does not exist`,
  ],
])('the summary of %s', (_, verdicts, expected) => {
  expect(summarizeVerdicts(verdicts)).toBe(expected);
});

test('the message in a summary is on one line, and unsafe characters are escaped', () => {
  const summary = summarizeVerdicts([{ ...missing, message: 'a\n  b\u001b[31m' }]);
  expect(summary).toMatch(/; Deployment shop\/db: a b\\u001b\[31m$/);
});

test('a summary is short, however many targets there are and however long their messages are', () => {
  const names = { namespace: 'n'.repeat(63), name: 'd'.repeat(253) };
  const all = [missing, forbidden, young].flatMap((one) =>
    Array.from({ length: 1000 }, () => ({ ...one, ...names, message: 'm'.repeat(5000) })),
  );
  const summary = summarizeVerdicts(all);
  expect(summary.endsWith(`: ${'m'.repeat(999)}…`)).toBe(true);
  expect(summary.length).toBeLessThan(8000);
});

test('verdicts are counted', () => {
  expect(countVerdicts([healthy, missing, forbidden, forbidden, young])).toEqual({
    healthy: 1,
    progressing: 1,
    unhealthy: 1,
    unknown: 2,
  });
});

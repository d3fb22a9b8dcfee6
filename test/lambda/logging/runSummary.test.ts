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
const missing: TargetVerdict = { ...healthy, name: 'db', verdict: 'Unhealthy', reason: 'NotFound' };
const forbidden: TargetVerdict = { ...healthy, name: 'api', verdict: 'Unknown', reason: 'Forbidden' };
const young: TargetVerdict = { ...healthy, name: 'new', verdict: 'Progressing', reason: 'TooFewReady' };
const selected: TargetVerdict = {
  kind: 'Node',
  selector: 'role=db',
  verdict: 'Unhealthy',
  reason: 'NotReady',
  message: '',
};

test.each<[string, readonly TargetVerdict[], string]>([
  ['all healthy', [healthy, healthy], 'all 2 targets are healthy'],
  ['one unhealthy', [healthy, missing], '1 of 2 targets is unhealthy: Deployment shop/db (NotFound)'],
  [
    'unhealthy beside what could not be read',
    [forbidden, missing, selected],
    '2 of 3 targets are unhealthy: Deployment shop/db (NotFound), Node role=db (NotReady); 1 of 3 targets is unknown: Deployment shop/api (Forbidden)',
  ],
  ['progressing', [young, healthy], '1 of 2 targets is progressing: Deployment shop/new (TooFewReady)'],
  [
    'many',
    Array.from({ length: 7 }, () => missing),
    `7 of 7 targets are unhealthy: ${Array.from({ length: 5 }, () => 'Deployment shop/db (NotFound)').join(', ')}, and 2 more`,
  ],
])('the summary of %s', (_, verdicts, expected) => {
  expect(summarizeVerdicts(verdicts)).toBe(expected);
});

test('verdicts are counted', () => {
  expect(countVerdicts([healthy, missing, forbidden, forbidden, young])).toEqual({
    healthy: 1,
    progressing: 1,
    unhealthy: 1,
    unknown: 2,
  });
});

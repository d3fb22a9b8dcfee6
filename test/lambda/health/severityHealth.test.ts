import fc from 'fast-check';
import { healthOfEach, unknownSeverities, withSeverity } from '../../../lambda/health/severityHealth';
import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import type { Verdict } from '../../../lambda/health/verdict';
import { ofSeverity, type Severity, severities } from '../../../model/severity';

type State = Verdict['verdict'];

const verdictOf = (verdict: State, severity: Severity): TargetVerdict => ({
  kind: 'Deployment',
  verdict,
  reason: 'Ready',
  message: 'any',
  ...(severity === 'ticket' ? { severity } : {}),
});

const anyVerdict = fc
  .tuple(fc.constantFrom<State>('Healthy', 'Progressing', 'Unhealthy', 'Unknown'), fc.constantFrom(...severities))
  .map(([verdict, severity]) => verdictOf(verdict, severity));
const anyVerdicts = fc.array(anyVerdict, { minLength: 1, maxLength: 8 });

describe('for each severity by itself', () => {
  const states = (verdicts: readonly TargetVerdict[], severity: Severity) =>
    ofSeverity(verdicts, severity).map(({ verdict }) => verdict);

  test.each(severities)('1 of %s means that all of its targets are Healthy or Progressing', (severity) => {
    fc.assert(
      fc.property(anyVerdicts, (verdicts) => {
        const own = states(verdicts, severity);
        const isGood = own.length > 0 && own.every((one) => one === 'Healthy' || one === 'Progressing');
        expect(healthOfEach(verdicts)[severity] === 1).toBe(isGood);
      }),
    );
  });

  test.each(severities)('0 of %s means that one of its targets is Unhealthy', (severity) => {
    fc.assert(
      fc.property(anyVerdicts, (verdicts) => {
        expect(healthOfEach(verdicts)[severity] === 0).toBe(states(verdicts, severity).includes('Unhealthy'));
      }),
    );
  });

  test.each(severities)('%s is unknown if one of its targets is, and none is Unhealthy', (severity) => {
    fc.assert(
      fc.property(anyVerdicts, (verdicts) => {
        const own = states(verdicts, severity);
        const isUnknown = own.includes('Unknown') && !own.includes('Unhealthy');
        const isMissing = severity === 'page' && own.length === 0;
        expect(unknownSeverities(healthOfEach(verdicts)).includes(severity)).toBe(isUnknown || isMissing);
      }),
    );
  });

  test.each(severities)('what the others are changes nothing for %s', (severity) => {
    fc.assert(
      fc.property(anyVerdicts, anyVerdicts, (verdicts, others) => {
        const foreign = others.filter((one) => (one.severity ?? 'page') !== severity);
        const own = ofSeverity(verdicts, severity);
        fc.pre(own.length > 0);
        expect(healthOfEach([...foreign, ...own])[severity]).toBe(healthOfEach(own)[severity]);
      }),
    );
  });
});

test('without tickets there is only the page', () => {
  expect(Object.keys(healthOfEach([verdictOf('Healthy', 'page')]))).toEqual(['page']);
});

test('a page has no field, so that logs stay as they are without tickets', () => {
  const verdict = verdictOf('Healthy', 'page');
  expect(withSeverity(verdict, {})).toBe(verdict);
  expect(withSeverity(verdict, { severity: 'ticket' })).toEqual({ ...verdict, severity: 'ticket' });
});

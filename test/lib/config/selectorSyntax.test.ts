import { canonicalSelector, matchesLabels, parseLabelSelector } from '../../../lib/config/selectorSyntax';

const isIn = (key: string, ...values: string[]) => ({ key, operator: 'In', values });
const isNotIn = (key: string, ...values: string[]) => ({ key, operator: 'NotIn', values });
const exists = (key: string) => ({ key, operator: 'Exists', values: [] });
const isAbsent = (key: string) => ({ key, operator: 'DoesNotExist', values: [] });

describe('valid selectors, by "Labels and Selectors" of Kubernetes and its parser', () => {
  test.each([
    ['environment = production', [isIn('environment', 'production')]],
    ['tier != frontend', [isNotIn('tier', 'frontend')]],
    ['environment in (production, qa)', [isIn('environment', 'production', 'qa')]],
    ['tier notin (frontend, backend)', [isNotIn('tier', 'frontend', 'backend')]],
    ['partition', [exists('partition')]],
    ['!partition', [isAbsent('partition')]],
    ['environment=production,tier!=frontend', [isIn('environment', 'production'), isNotIn('tier', 'frontend')]],
    [
      'partition in (customerA, customerB),environment!=qa',
      [isIn('partition', 'customerA', 'customerB'), isNotIn('environment', 'qa')],
    ],
    ['a==b', [isIn('a', 'b')]],
    ['a=', [isIn('a', '')]],
    ['a!=,b', [isNotIn('a', ''), exists('b')]],
    ['a in(b)', [isIn('a', 'b')]],
    ['a in ()', [isIn('a', '')]],
    ['a in (,)', [isIn('a', '', '')]],
    ['a in (b,)', [isIn('a', 'b', '')]],
    ['\t! a \r\n', [isAbsent('a')]],
    ['in in (in)', [isIn('in', 'in')]],
    ['notin', [exists('notin')]],
    ['app.kubernetes.io/part-of=kube-prometheus-stack', [isIn('app.kubernetes.io/part-of', 'kube-prometheus-stack')]],
    [
      `${'p'.repeat(253)}/${'k'.repeat(63)}=${'v'.repeat(63)}`,
      [isIn(`${'p'.repeat(253)}/${'k'.repeat(63)}`, 'v'.repeat(63))],
    ],
    ['A_b.C-9=9_b.C-A', [isIn('A_b.C-9', '9_b.C-A')]],
  ])('%j', (text, requirements) => {
    expect(parseLabelSelector(text)).toEqual(requirements);
  });
});

describe('invalid selectors', () => {
  test.each([
    ['', /^the selector is empty and would match every object/],
    [' \n', /^the selector is empty/],
    [',', /^cannot parse ""/],
    ['a=b,', /^cannot parse ""; use key=value, key!=value, key in \(a,b\), key notin \(a,b\), key or !key$/],
    ['a=b,,c', /^cannot parse ""/],
    ['=b', /^cannot parse "= b"/],
    ['a b', /^cannot parse "a b"/],
    ['a=b c', /^cannot parse "a = b c"/],
    ['a=b=c', /^cannot parse "a = b = c"/],
    ['a===b', /^cannot parse "a == = b"/],
    ['a! =b', /^cannot parse "a ! = b"/],
    ['!a=b', /^cannot parse "! a = b"/],
    ['!!a', /^cannot parse "! ! a"/],
    ['!', /^"!" is not a valid label key/],
    ['a in', /^cannot parse "a in"/],
    ['a in b', /^cannot parse "a in b"/],
    ['a in (b', /^cannot parse "a in \( b"/],
    ['a in b)', /^cannot parse "a in b \)"/],
    ['a in ((b))', /is not a valid label value/],
    ['a in (b c)', /^"b c" in "a in \( b c \)" is not a valid label value/],
    ['a in (b) c', /^cannot parse/],
    ['ain(b)', /^cannot parse "ain \( b \)"/],
    ['in (a)', /^cannot parse "in \( a \)"/],
    ['a IN (b)', /^cannot parse/],
    ['a>1', /^cannot parse "a > 1"/],
    ['a<1', /^cannot parse "a < 1"/],
    ['-a=b', /^"-a" is not a valid label key: at most 63 letters/],
    ['a.=b', /^"a\." is not a valid label key/],
    ['k'.repeat(64), /^"k{64}" is not a valid label key/],
    ['/a=b', /^"" is not a valid label key prefix: it must be a DNS subdomain$/],
    ['a/=b', /^"" is not a valid label key/],
    ['a/b/c', /^"b\/c" is not a valid label key/],
    ['Example.com/a', /^"Example\.com" is not a valid label key prefix/],
    ['a_b/c', /^"a_b" is not a valid label key prefix/],
    [`${'p'.repeat(254)}/a`, /is not a valid label key prefix/],
    ['a=b_', /^"b_" in "a = b_" is not a valid label value: at most 63 letters/],
    [`a=${'v'.repeat(64)}`, /is not a valid label value/],
    ['a=b/c', /^"b\/c" in "a = b\/c" is not a valid label value/],
    ['a=ü', /is not a valid label value/],
    ['a=b\u00a0', /^cannot parse/],
  ])('%j', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });

  test.each([
    ['spaces', `a=${' '.repeat(100_000)}=`],
    ['commas', ','.repeat(100_000)],
    ['parentheses', '('.repeat(100_000)],
    ['a value', `a=${'b-'.repeat(100_000)}`],
  ])('a very long selector of %s gives a short message', (_, text) => {
    expect(() => parseLabelSelector(text)).toThrow(/^.{1,400}$/);
  });
});

describe('matching labels', () => {
  const labels = { app: 'web', tier: 'front', empty: '' };

  test.each([
    ['app=web', true],
    ['app==web', true],
    ['app=api', false],
    ['app!=web', false],
    ['app!=api', true],
    ['absent!=x', true],
    ['absent=', false],
    ['empty=', true],
    ['empty', true],
    ['app in (api,web)', true],
    ['app in (api)', false],
    ['absent in (x)', false],
    ['app notin (api)', true],
    ['app notin (api,web)', false],
    ['absent notin (x)', true],
    ['app', true],
    ['absent', false],
    ['!absent', true],
    ['!app', false],
    ['app=web,tier=front', true],
    ['app=web,tier=back', false],
    ['constructor', false],
  ])('%s: %s', (text, matches) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(matches);
  });

  test('an object without labels matches only requirements of absence', () => {
    expect(matchesLabels(parseLabelSelector('!app,app!=web'), undefined)).toBe(true);
    expect(matchesLabels(parseLabelSelector('app'), undefined)).toBe(false);
  });
});

describe('selectors with equal requirements', () => {
  test.each([
    ['a=b', 'a == b'],
    ['a=b', 'a in (b)'],
    ['a!=b', 'a notin ( b )'],
    ['a=b,c=d', 'c=d , a=b'],
    ['a in (b,c)', 'a in (c,b,c)'],
    ['a,a', 'a'],
    ['!a', '! a'],
  ])('%s and %s have the same canonical text', (one, other) => {
    expect(canonicalSelector(one)).toBe(canonicalSelector(other));
  });

  test.each([
    ['a=b', 'a!=b'],
    ['a', '!a'],
    ['a', 'a='],
    ['a=b', 'a=B'],
    ['a in (b,c)', 'a=b,a=c'],
    ['a=b', 'a=b,c'],
    ['a b', 'a  b'],
  ])('%s and %s do not', (one, other) => {
    expect(canonicalSelector(one)).not.toBe(canonicalSelector(other));
  });
});

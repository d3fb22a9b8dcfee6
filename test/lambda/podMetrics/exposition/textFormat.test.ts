import type { Family } from '../../../../lambda/podMetrics/exposition/family';
import { parseExposition } from '../../../../lambda/podMetrics/exposition/parseExposition';

/** Statements of Prometheus, "Exposition formats" (text format details). */

const parse = (text: string): Family[] => parseExposition(text, 'text', () => true);
const values = (text: string) =>
  parse(text).flatMap(({ samples }) =>
    samples.map(({ name, labels, value }) => [name, Object.fromEntries(labels), value]),
  );

test('each type has its samples, and what has no type is unknown', () => {
  const text = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# TYPE latency_seconds histogram
latency_seconds_bucket{le="0.05"} 24054
latency_seconds_bucket{le="+Inf"} 144320
latency_seconds_sum 53423
latency_seconds_count 144320

# A comment
# TYPE rpc_seconds summary
rpc_seconds{quantile="0.99"} 76656
rpc_seconds_sum 1.7560473e+07
rpc_seconds_count 2693
queue_length 12.47
latency_seconds_created 1
`;
  expect(parse(text).map(({ name, type, samples }) => [name, type, samples.length])).toEqual([
    ['http_requests_total', 'counter', 2],
    ['latency_seconds', 'histogram', 5],
    ['rpc_seconds', 'summary', 3],
    ['queue_length', 'unknown', 1],
  ]);
  expect(values(text)[0]).toEqual(['http_requests_total', { method: 'post', code: '200' }, 1027]);
});

test.each([
  ['m 1\n', ['m', {}, 1]],
  ['m 1', ['m', {}, 1]],
  ['  m\t1  \n', ['m', {}, 1]],
  ['m {a="b"} 1\n', ['m', { a: 'b' }, 1]],
  ['m{a="b"}1\n', ['m', { a: 'b' }, 1]],
  ['m{} 1\n', ['m', {}, 1]],
  ['m{a="b",} 1\n', ['m', { a: 'b' }, 1]],
  ['m{ a = "b" , c = "d" } 1 -5\n', ['m', { a: 'b', c: 'd' }, 1]],
  ['m{path="C:\\\\DIR\\\\FILE",error="no:\\n\\"x\\""} 1\n', ['m', { path: 'C:\\DIR\\FILE', error: 'no:\n"x"' }, 1]],
  ['m{a="}{,=# "} 1\n', ['m', { a: '}{,=# ' }, 1]],
  ['m{a=""} 1\n', ['m', { a: '' }, 1]],
  ['m{a="ü😀"} 1\n', ['m', { a: 'ü😀' }, 1]],
  ['m{__proto__="x"} 1\n', ['m', JSON.parse('{"__proto__":"x"}'), 1]],
  ['{"my.metric","my.label"="x",a="b"} 1\n', ['my.metric', { 'my.label': 'x', a: 'b' }, 1]],
  ['ns:sub:m 1\n', ['ns:sub:m', {}, 1]],
])('%j has one sample', (text, expected) => {
  expect(values(text)).toEqual([expected]);
});

test.each([
  ['0', 0],
  ['-1.5e-3', -0.0015],
  ['+.5', 0.5],
  ['5.', 5],
  ['1E3', 1000],
  ['NaN', Number.NaN],
  ['+Inf', Number.POSITIVE_INFINITY],
  ['Inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
])('the value %s is a number', (text, expected) => {
  expect(values(`m ${text}\n`)).toEqual([['m', {}, expected]]);
});

test.each([
  ['a 1\nm\n', 'line 2: expected a space before the value, got the end of the line'],
  ['m \n', 'line 1: expected a number as value, got nothing'],
  ['m 1_000\n', 'line 1: expected a number as value, got "1_000"'],
  ['m 0x1p-3\n', 'line 1: expected a number as value, got "0x1p-3"'],
  ['m +NaN\n', 'line 1: expected a number as value, got "+NaN"'],
  ['m-1\n', 'line 1: expected a space before the value, got "-1"'],
  ['m 1 1.5\n', 'line 1: expected whole milliseconds as timestamp, got "1.5"'],
  ['m 1 2 3\n', 'line 1: text after the timestamp: "3"'],
  ['m 1 # {a="b"} 1\n', 'line 1: expected whole milliseconds as timestamp, got "#"'],
  ['\n\nm{a="b} 1\n', 'line 3: expected a closing quote of the value of label a, got the end of the line'],
  ['m{a="x\\t"} 1\n', 'line 1: invalid escape sequence \\t'],
  ['m{a="b" c="d"} 1\n', 'line 1: expected , or } after the label a, got "c=\\"d\\"} 1"'],
  ['m{a=b} 1\n', 'line 1: expected " at the start of the value of label a, got "b} 1"'],
  ['m{a+="b"} 1\n', 'line 1: expected = after the label name a, got "+=\\"b\\"} 1"'],
  ['m{0="b"} 1\n', 'line 1: expected a label name, got "0=\\"b\\"} 1"'],
  ['m{a="b",a="c"} 1\n', 'line 1: the label a occurs twice'],
  ['m{__name__="b"} 1\n', 'line 1: the label name __name__ is reserved'],
  ['{a="b"} 1\n', 'line 1: expected a metric name, got "{a=\\"b\\"} 1"'],
  ['m{"n"} 1\n', 'line 1: the metric has two names'],
  ['@m 1\n', 'line 1: expected a metric name, got "@m 1"'],
  ['<!doctype html>\n<html>\n', 'line 1: expected a metric name, got "<!doctype html>"'],
  ['# TYPE m counter\n# TYPE m gauge\n', 'line 2: a second # TYPE of m'],
  ['# HELP m one\n# HELP m two\n', 'line 2: a second # HELP of m'],
  ['m 1\n# TYPE m counter\n', 'line 2: # TYPE of m comes after its samples'],
  ['# TYPE m countr\n', 'line 1: expected a type (counter, gauge, histogram, summary, untyped), got "countr"'],
  ['# TYPE m stateset\n', 'line 1: expected a type (counter, gauge, histogram, summary, untyped), got "stateset"'],
  ['# TYPE m-x counter\n', 'line 1: expected a space before the text of # TYPE, got "-x counter"'],
  ['m 1\nm 2\n', 'line 2: the series m occurs twice'],
  ['m{a="1",b="2"} 1\nm{b="2",a="1"} 2\n', 'line 2: the series m{a="1",b="2"} occurs twice'],
  ['# TYPE m histogram\nm_bucket{le="x"} 1\n', 'line 2: expected a number in the label le of a bucket, got "x"'],
  ['# TYPE m histogram\nm_bucket 1\n', 'line 2: expected a number in the label le of a bucket, got nothing'],
  ['# TYPE m histogram\nm_bucket{le="1"} -1\n', 'line 2: m_bucket: expected a count of at least 0, got -1'],
  ['# TYPE m summary\nm{quantile="2"} 1\n', 'line 2: m: expected a quantile from 0 to 1, got 2'],
])('%j is rejected', (text, message) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'ExpositionError', message }));
});

test('lines of a metric may be in any order, and comments are ignored', () => {
  const text = 'a{x="1"} 1\nb 2\na{x="2"} 3\n#no space\n# HELP\n# TYPE b\n#TYPE\n# EOF\n';
  expect(parse(text).map(({ name, samples }) => [name, samples.length])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});

test('what is not wanted is checked, but not kept', () => {
  const parseWanted = (text: string) => parseExposition(text, 'text', (name) => name === 'b');
  expect(parseWanted('a 1\nb 2\n').map(({ name }) => name)).toEqual(['b']);
  expect(() => parseWanted('b 2\na 1\na x\n')).toThrow('line 3: expected a number as value, got "x"');
  expect(() => parseWanted('# TYPE a histogram\na_total 1\na 1\n')).toThrow(
    'line 3: a is not a sample of the histogram a',
  );
});

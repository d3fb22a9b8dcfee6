import type { Family } from '../../../../lambda/podMetrics/exposition/family';
import { parseExposition } from '../../../../lambda/podMetrics/exposition/parseExposition';

/** Statements of OpenMetrics 1.0, "Text format" and "Metric Types". */

const parse = (text: string): Family[] => parseExposition(`${text}# EOF\n`, 'openMetrics', () => true);

test('suffixes, units, exemplars and timestamps', () => {
  const text = `# TYPE acme_http_router_request_seconds summary
# UNIT acme_http_router_request_seconds seconds
# HELP acme_http_router_request_seconds Latency through all of ACME's HTTP request router.
acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32
acme_http_router_request_seconds_count{path="/api/v1",method="GET"} 807283.0
acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325.0
# TYPE foo histogram
foo_bucket{le="0.01"} 0
foo_bucket{le="0.1"} 8 # {} 0.054
foo_bucket{le="+Inf"} 17 1520879607.789 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789
foo_count 17
foo_sum 324789.3
# TYPE requests counter
requests_total{code="200"} 7 # {id="#}\\""} 0.5
requests_created{code="200"} 1.5
# TYPE build info
build_info{version="1"} 1
# TYPE color stateset
color{color="blue"} 0
# TYPE pending gaugehistogram
pending_bucket{le="+Inf"} 3
pending_gcount 3
pending_gsum 6
loose 4
`;
  expect(parse(text).map(({ name, type, samples }) => [name, type, samples.length])).toEqual([
    ['acme_http_router_request_seconds', 'summary', 3],
    ['foo', 'histogram', 5],
    ['requests', 'counter', 2],
    ['build', 'info', 1],
    ['color', 'stateset', 1],
    ['pending', 'gaugehistogram', 3],
    ['loose', 'unknown', 1],
  ]);
});

test('an unknown escape is kept', () => {
  const [family] = parse('m{a="\\t\\\\\\n\\""} 1\n');
  expect(family?.samples[0]?.labels.get('a')).toBe('\\t\\\n"');
});

test('of several points of a series, the last one counts', () => {
  expect(parse('m 1 1\nm 2 2\n')[0]?.samples).toEqual([{ name: 'm', labels: new Map(), value: 2 }]);
});

test.each([
  ['m 1\n', 'line 1: expected # EOF at the end'],
  ['', 'line 1: expected # EOF at the end'],
  ['m 1\n# EOF\nm 2\n', 'line 3: text after # EOF'],
  ['# EOF\n\n', 'line 2: text after # EOF'],
])('the end of %j is rejected', (text, message) => {
  expect(() => parseExposition(text, 'openMetrics', () => true)).toThrow(message);
});

test.each([
  ['\n', 'line 1: expected a metric name, got ""'],
  [' m 1\n', 'line 1: expected a metric name, got " m 1"'],
  ['m  1\n', 'line 1: expected a number as value, got nothing'],
  ['m{a="b"}1\n', 'line 1: expected a space before the value, got "1"'],
  ['m{a="b", c="d"} 1\n', 'line 1: expected a label name, got " c=\\"d\\"} 1"'],
  ['m{a="b",} 1\n', 'line 1: expected a label name, got "} 1"'],
  ['m 1 \n', 'line 1: expected seconds as timestamp, got ""'],
  ['m 1 NaN\n', 'line 1: expected seconds as timestamp, got "NaN"'],
  ['# comment\n', 'line 1: expected # TYPE, # HELP, # UNIT or # EOF, got "# comment"'],
  ['#TYPE m gauge\n', 'line 1: expected a space before a keyword, got "TYPE m gauge"'],
  [
    '# TYPE m untyped\n',
    'line 1: expected a type (counter, gauge, histogram, gaugehistogram, summary, info, stateset, unknown), got "untyped"',
  ],
  ['# TYPE m gauge\n# UNIT m seconds\n', 'line 2: the name m does not end with its unit "seconds"'],
  ['a 1\nb 1\na{x="1"} 2\n', 'line 3: the metric a is in two places'],
  ['# TYPE a counter\na 1\n', 'line 2: a is not a sample of the counter a'],
  ['a 1\n# HELP a x\n', 'line 2: # HELP of a comes after its samples'],
  ['# TYPE a counter\na_total -1\n', 'line 2: a_total: expected a count of at least 0, got -1'],
  ['# TYPE a counter\na_total NaN\n', 'line 2: a_total: expected a count of at least 0, got NaN'],
  ['# TYPE a info\na_info 2\n', 'line 2: a_info: expected the value 1 of an info, got 2'],
  ['# TYPE a stateset\na{a="x"} 2\n', 'line 2: a: expected the value 0 or 1 of a state, got 2'],
  ['# TYPE a stateset\na{b="x"} 1\n', 'line 2: a: the label a with the state is missing'],
  ['# TYPE a gauge\na 1 # {x="y"} 1\n', 'line 2: a cannot have an exemplar'],
  [
    '# TYPE a counter\na_total 1 # {x="y"}\n',
    'line 2: expected a space before the value of the exemplar, got the end of the line',
  ],
  ['# TYPE a counter\na_total 1 # 1\n', 'line 2: expected { at the start of labels, got "1"'],
  [
    `# TYPE a counter\na_total 1 # {x="${'y'.repeat(128)}"} 1\n`,
    'line 2: the labels of the exemplar have more than 128 characters',
  ],
])('%j is rejected', (text, message) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'ExpositionError', message }));
});

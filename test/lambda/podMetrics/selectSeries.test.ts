import { type Format, parseExposition } from '../../../lambda/podMetrics/exposition/parseExposition';
import { type Selected, selectSeries, wantedNames } from '../../../lambda/podMetrics/selectSeries';
import type { RuntimePodMetric } from '../../../model/podMetricsConfig';

const histogram = `# TYPE h histogram
h_bucket{a="1",le="+Inf"} 5
h_bucket{a="1",le="0.1"} 2
h_bucket{a="2",le="+Inf"} 1
h_sum{a="1"} 3.5
h_count{a="1"} 5
`;
const summary = `# TYPE s summary
s{a="1",quantile="0.5"} 1
s{a="1",quantile="0.99"} 9
s{a="2",quantile="0.99"} NaN
s_sum{a="1"} 3.5
s_count{a="1"} 5
`;
const withoutQuantiles = '# TYPE s summary\ns_sum{a="1"} 3.5\ns_count{a="1"} 5\n';

function select(
  text: string,
  metric: Partial<RuntimePodMetric>,
  format: Format = 'text',
): Partial<Selected> | undefined {
  const whole = { name: '', as: 'any', aggregate: 'sum', ...metric } as const;
  const names = wantedNames([whole]);
  const selected = selectSeries(
    parseExposition(text, format, (name) => names.has(name)),
    whole,
  );
  if (selected === undefined) return undefined;
  const { gauges, counters, histograms, means } = selected;
  return {
    ...(gauges.length === 0 ? {} : { gauges }),
    ...(counters.size === 0 ? {} : { counters }),
    ...(histograms.size === 0 ? {} : { histograms }),
    ...(means.size === 0 ? {} : { means }),
  };
}

test.each<[string, string, string, Partial<Selected> | undefined]>([
  ['a gauge', '# TYPE g gauge\ng 1\ng{a="b"} 2\nother 3\n', 'g', { gauges: [1, 2] }],
  ['a value without a type', 'g 1\n', 'g', { gauges: [1] }],
  ['a counter', '# TYPE c counter\nc{b="2",a="1"} 1\n', 'c', { counters: new Map([['c{a="1",b="2"}', 1]]) }],
  [
    'a histogram',
    histogram,
    'h',
    {
      histograms: new Map([
        [
          'a="1"',
          [
            [0.1, 2],
            [Number.POSITIVE_INFINITY, 5],
          ] as const,
        ],
        ['a="2"', [[Number.POSITIVE_INFINITY, 1]] as const],
      ]),
    },
  ],
  ['the count of a histogram', histogram, 'h_count', { counters: new Map([['h_count{a="1"}', 5]]) }],
  ['the sum of a histogram', histogram, 'h_sum', { counters: new Map([['h_sum{a="1"}', 3.5]]) }],
  ['the 0.99 quantile of a summary, unless it is NaN', summary, 's', { gauges: [9] }],
  ['the count of a summary', summary, 's_count', { counters: new Map([['s_count{a="1"}', 5]]) }],
  ['a summary without quantiles', withoutQuantiles, 's', { means: new Map([['a="1"', { sum: 3.5, count: 5 }]]) }],
  ['what is not exposed', 'g 1\n', 'x', undefined],
  ['a name that only begins so', 'g_total 1\ngg 1\n', 'g', undefined],
])('%s', (_, text, name, expected) => {
  expect(select(text, { name })).toEqual(expected);
});

test('a quantile other than 0.99 is not published in its place', () => {
  expect(select('# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 1\ns_count 1\n', { name: 's' })).toBeUndefined();
});

test.each(['c', 'c_total'])('a counter of OpenMetrics is found as %s, without the time of its creation', (name) => {
  const text = '# TYPE c counter\nc_total 7\nc_created 1600000000\n# EOF\n';
  expect(select(text, { name }, 'openMetrics')).toEqual({ counters: new Map([['c_total', 7]]) });
});

test.each<[string, RuntimePodMetric['labels'], number[] | undefined]>([
  ['one value', { code: ['500'] }, [1]],
  ['several values', { code: ['500', '503'] }, [1, 2]],
  ['several labels', { code: ['500', '503'], method: ['GET'] }, [2]],
  ['an empty value means no label', { method: [''] }, [1]],
  ['no series', { code: ['404'] }, undefined],
])('labels: %s', (_, labels, gauges) => {
  const text = 'g{code="500"} 1\ng{code="503",method="GET"} 2\ng{code="200",method="GET"} 4\n';
  expect(select(text, { name: 'g', ...(labels === undefined ? {} : { labels }) })).toEqual(
    gauges === undefined ? undefined : { gauges },
  );
});

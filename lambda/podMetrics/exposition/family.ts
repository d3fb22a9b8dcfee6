/** Types of metric families. Source: OpenMetrics 1.0, "MetricFamily" (type). `untyped` is the text format's word for `unknown`. */
export const metricTypes = [
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
  'unknown',
] as const;

export type MetricType = (typeof metricTypes)[number];

/** By the name of the label. */
export type Labels = ReadonlyMap<string, string>;

/** One line with a value. */
export interface Sample {
  /** With the suffix, such as `_bucket`. */
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** All samples of one metric name. */
export interface Family {
  readonly name: string;
  readonly type: MetricType;
  readonly samples: readonly Sample[];
}

/** What a sample's name may append to that of its family. Source: OpenMetrics 1.0, "Suffixes", and the text format's document. */
export const suffixes: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['', '_count', '_sum', '_created'],
  info: ['_info'],
  stateset: [''],
  unknown: [''],
};

/** The text does not follow its format. */
export class ExpositionError extends Error {
  override readonly name = 'ExpositionError';
  /** From 1. */
  readonly line: number;

  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`);
    this.line = line;
  }
}

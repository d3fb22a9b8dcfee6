import { shortTargetsName, ticketMetricName } from '../../../../lib/config/names';
import { targetDimension } from '../../../../model/runtimeConfig';
import type { Severity } from '../../../../model/severity';

/** A PutMetricData call that was accepted. */
export interface RecordedPut {
  readonly namespace: string;
  readonly metricData: readonly RecordedDatum[];
  /** When it was received, in milliseconds since the epoch. */
  readonly at: number;
}

export interface RecordedDatum {
  readonly name: string;
  /** `NaN` where the call had values and counts. */
  readonly value: number;
  /** A value, and how often it occurred. */
  readonly observations?: readonly (readonly [value: number, count: number])[];
  readonly unit?: string;
  /** Milliseconds; absent when the call had none. */
  readonly timestamp?: number;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
}

/** The body in JSON. */
interface PutMetricDataBody {
  readonly Namespace: string;
  readonly MetricData?: readonly {
    readonly MetricName: string;
    readonly Value?: number;
    readonly Values?: readonly number[];
    readonly Counts?: readonly number[];
    readonly Unit?: string;
    readonly Timestamp?: number;
    readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  }[];
}

/** Reads the body of a PutMetricData call. */
export function readPut(body: string): RecordedPut {
  const { Namespace, MetricData = [] } = JSON.parse(body) as PutMetricDataBody;
  const metricData = MetricData.map(
    ({ MetricName, Value = Number.NaN, Values, Counts = [], Unit, Timestamp, Dimensions = [] }) => ({
      name: MetricName,
      value: Value,
      ...(Values === undefined
        ? {}
        : { observations: Values.map((value, index) => [value, Counts[index] ?? 1] as const) }),
      ...(Unit === undefined ? {} : { unit: Unit }),
      ...(Timestamp === undefined ? {} : { timestamp: Timestamp * 1000 }),
      dimensions: Dimensions.map((dimension) => ({ name: dimension.Name, value: dimension.Value })),
    }),
  );
  return { namespace: Namespace, metricData, at: Date.now() };
}

/** What a data point is about: the cluster health of a severity, the targets that are short, or one target. */
export type DatumSubject = Severity | 'short' | 'target';

/** The data points about a subject. By their names: no test names a metric as the function names its others. */
export function dataAbout(subject: DatumSubject, puts: readonly RecordedPut[]): readonly RecordedDatum[] {
  return puts.flatMap(({ metricData }) => metricData).filter((datum) => subjectOf(datum) === subject);
}

function subjectOf({ name, dimensions }: RecordedDatum): DatumSubject {
  if (dimensions.some((dimension) => dimension.name === targetDimension)) return 'target';
  if (name.endsWith(shortTargetsName({ name: '' }))) return 'short';
  return name.endsWith(ticketMetricName({ name: '' })) ? 'ticket' : 'page';
}

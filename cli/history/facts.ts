import type { DataPoint } from '../doctor/metricHistory';
import type { RunLine } from './runLine';
import type { LaneEvent, Span } from './timeline';

/** The values of one metric that is 1, 0 or missing. */
export interface MetricFacts {
  readonly name: string;
  readonly points: readonly DataPoint[];
}

/** A change of an alarm's state. */
export interface StateChange {
  readonly at: number;
  readonly before: string;
  readonly after: string;
  readonly reason: string;
}

export interface AlarmFacts {
  readonly name: string;
  /** From the start of the span until now. */
  readonly changes: readonly StateChange[];
  /** What its actions did. */
  readonly actions: readonly LaneEvent[];
  /** The state now; undefined if there is no such alarm anymore. */
  readonly state: string | undefined;
}

/** A mute rule of CloudWatch, and when it mutes the alarms. */
export interface MuteFacts {
  readonly name: string;
  readonly reason: string;
  readonly windows: readonly Span[];
}

/** What a history is made of. */
export interface HistoryFacts {
  readonly cluster: string;
  /** Between two runs, in milliseconds. */
  readonly period: number;
  /** The current time, in milliseconds since the epoch. */
  readonly now: number;
  /** Undefined if the log could not be read. */
  readonly runs: readonly RunLine[] | undefined;
  readonly metrics: readonly MetricFacts[];
  readonly alarms: readonly AlarmFacts[];
  readonly mutes: readonly MuteFacts[];
  readonly notes: readonly string[];
}

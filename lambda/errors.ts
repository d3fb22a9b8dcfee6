import type { Reason } from '../model/reasons';

/** Something could not be read, so its health is unknown. */
export class ReadFailure extends Error {
  override readonly name = 'ReadFailure';
  readonly reason: Reason;
  /** The first command to run. */
  readonly command: string | undefined;

  constructor(reason: Reason, message: string, options?: ErrorOptions & { readonly command?: string | undefined }) {
    super(message, options);
    this.reason = reason;
    this.command = options?.command;
  }
}

/** A target is Unknown and none is Unhealthy, so neither 1 nor 0 would be true. */
export class HealthUnknown extends Error {
  override readonly name = 'HealthUnknown';
}

/** An event for which no metric may be published. */
export class EventRejected extends Error {
  override readonly name: 'LateEvent' | 'EarlyEvent' | 'InvalidEvent';

  constructor(name: EventRejected['name'], message: string) {
    super(message);
    this.name = name;
  }
}

/** CloudWatch did not confirm that it stored the metric. */
export class PublicationFailed extends Error {
  override readonly name = 'PublicationFailed';
}

/** The replicas of a target could not be changed, or may not be. */
export class ScalingFailed extends Error {
  override readonly name = 'ScalingFailed';
}

/** The pods of a group could not be read, or what they expose could not be published. */
export class PodMetricsFailed extends Error {
  override readonly name = 'PodMetricsFailed';
}

import { count, type JsonObject, record, text, time } from '../../model/json';
import { type ScalingDirectionName, scalingDirections } from '../../model/scalingConfig';
import type { ScalingChange } from './decide';

/** A change as a Lease records it. Before the replicas are written it is a claim, which no other run may cross. */
export interface RecordedChange extends ScalingChange {
  /** By the API server's clock, in milliseconds since the epoch. */
  readonly at: number;
}

/** What a Lease says. */
export interface LeaseState {
  /** The last change, or the claimed one. */
  readonly change?: RecordedChange | undefined;
  /** The change before that, which counts if the claimed one was never made. */
  readonly previous?: RecordedChange | undefined;
  /** Until when the run that claims the change may still write it; absent if it has confirmed it. */
  readonly claimedUntil?: number | undefined;
}

/** Holds what the fields of a Lease have no place for. */
export const changeAnnotation = 'eks-vigil-change';
const previousAnnotation = 'eks-vigil-previous-change';

/** Reads a Lease; what was not written by `writeLease` counts as absent. */
export function readLease(lease: JsonObject): LeaseState {
  const { holderIdentity, acquireTime, leaseDurationSeconds } = record(lease.spec);
  const annotations = record(record(lease.metadata).annotations);
  const change = parseChange(annotations[changeAnnotation]);
  const previous = parseChange(annotations[previousAnnotation]);
  const isClaimed = (text(holderIdentity) ?? '') !== '';
  const since = time(acquireTime) ?? change?.at ?? 0;
  const claimedUntil = isClaimed ? since + (count(leaseDurationSeconds) ?? 0) * 1000 : undefined;
  return { change, previous, claimedUntil };
}

/**
 * The last change that was made. A claim whose time is over counts if the replicas are what it wanted: then its run could write them, but
 * not confirm it.
 */
export function lastChange(
  { change, previous, claimedUntil }: LeaseState,
  replicas: number,
): RecordedChange | undefined {
  return claimedUntil === undefined || change?.to === replicas ? change : previous;
}

export interface Claim {
  /** Who holds the Lease: the ID of the invocation. */
  readonly holder: string;
  /** Seconds after which the run has certainly ended. */
  readonly seconds: number;
}

/**
 * The Lease with another state, and everything else as it was, such as the annotation of `kubectl apply`.
 *
 * @param claim - undefined if the change was made, or none is.
 */
export function writeLease(lease: JsonObject, { change, previous }: LeaseState, claim: Claim | undefined): JsonObject {
  const { [changeAnnotation]: _, [previousAnnotation]: __, ...others } = record(record(lease.metadata).annotations);
  return {
    ...lease,
    metadata: {
      ...record(lease.metadata),
      annotations: { ...others, ...annotate(changeAnnotation, change), ...annotate(previousAnnotation, previous) },
    },
    spec: {
      // Without a holder, nobody claims anything.
      ...(claim === undefined ? {} : { holderIdentity: claim.holder, leaseDurationSeconds: claim.seconds }),
      ...(change === undefined ? {} : { acquireTime: microTime(change.at), renewTime: microTime(change.at) }),
    },
  };
}

function annotate(name: string, change: RecordedChange | undefined): JsonObject {
  return change === undefined ? {} : { [name]: JSON.stringify({ ...change, at: new Date(change.at).toISOString() }) };
}

function parseChange(annotation: unknown): RecordedChange | undefined {
  const parsed = parseJson(text(annotation));
  const [at, from, to, alarm] = [time(parsed.at), count(parsed.from), count(parsed.to), text(parsed.alarm)];
  const direction = scalingDirections.find((name) => name === parsed.direction);
  if (at === undefined || from === undefined || to === undefined || direction === undefined) return undefined;
  return { direction: direction satisfies ScalingDirectionName, alarm: alarm ?? '', from, to, at };
}

function parseJson(value: string | undefined): JsonObject {
  try {
    return record(JSON.parse(value ?? ''));
  } catch {
    return {};
  }
}

/** Source: Kubernetes API reference, MicroTime (six digits after the point). */
function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}

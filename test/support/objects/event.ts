import type { JsonObject } from '../../../model/json';
import { minute, now } from './clock';

export interface EventShape {
  readonly name?: string;
  readonly namespace?: string;
  /** What it is about. @default the pod `web-0` */
  readonly involved?: { readonly kind: string; readonly name: string; readonly uid?: string };
  readonly type?: 'Normal' | 'Warning';
  readonly reason?: string;
  readonly message?: string;
  /** When it was last seen, in milliseconds since the epoch. @default a minute ago */
  readonly seen?: number;
  /** How often. @default 1 */
  readonly times?: number;
  /** Whether a client of `events.k8s.io/v1` wrote it, such as the scheduler. @default false */
  readonly isSeries?: boolean;
  /** Added to it. */
  readonly over?: JsonObject;
}

/** A Warning event as the API server returns it. */
export function event(shape: EventShape = {}) {
  const { namespace = 'shop', involved = { kind: 'Pod', name: 'web-0' }, reason = 'FailedMount', times = 1 } = shape;
  const { name = `${involved.name}.17f`, message = 'configmap "web" not found', seen = now - minute } = shape;
  const time = new Date(seen).toISOString();
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace, uid: `uid-of-${name}`, creationTimestamp: time },
    involvedObject: { namespace, ...involved },
    type: shape.type ?? 'Warning',
    reason,
    message,
    ...(shape.isSeries
      ? {
          eventTime: times > 1 ? new Date(seen - 10 * minute).toISOString() : time,
          firstTimestamp: null,
          lastTimestamp: null,
          ...(times > 1 ? { series: { count: times, lastObservedTime: time } } : {}),
        }
      : { eventTime: null, firstTimestamp: time, lastTimestamp: time, count: times }),
    ...shape.over,
  };
}

/** A list of events, as the API server returns it. */
export function eventList(...items: readonly unknown[]): JsonObject {
  return { apiVersion: 'v1', kind: 'EventList', metadata: { resourceVersion: '1' }, items };
}

import type { JsonObject } from '../../../model/json';
import { ago, month } from './clock';

/** One condition; `age` in milliseconds since its status changed. */
export function condition(type: string, status: unknown, age: number, over: JsonObject = {}): JsonObject {
  return { type, status, lastTransitionTime: ago(age), ...over };
}

/** Who wrote which fields, and how many milliseconds ago; the status is a subresource. */
export function written(fieldsV1: JsonObject, age: number): JsonObject {
  return {
    manager: 'a-controller',
    operation: 'Update',
    time: ago(age),
    fieldsV1,
    ...('f:status' in fieldsV1 ? { subresource: 'status' } : {}),
  };
}

export interface ObjectShape {
  readonly kind?: string;
  /** Milliseconds since it was made. */
  readonly created?: number;
  readonly metadata?: JsonObject;
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** An object `shop/web`. */
export function object({ kind = 'Widget', created = month, metadata = {}, spec, status }: ObjectShape): JsonObject {
  return {
    kind,
    metadata: { name: 'web', namespace: 'shop', creationTimestamp: ago(created), ...metadata },
    ...(spec === undefined ? {} : { spec }),
    ...(status === undefined ? {} : { status }),
  };
}

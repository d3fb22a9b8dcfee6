/** Safe access to JSON from an API server: any value may be missing or of another type, and nothing here throws. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one if it is not one. */
export function record(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** A copy of a JSON value with each string in it replaced. Keys are kept. */
export function mapStrings<T>(value: T, map: (text: string) => string): T {
  if (typeof value === 'string') return map(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => mapStrings(item, map)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapStrings(inner, map)])) as T;
}

/** The value as a list of objects; an empty one if it is not a list. */
export function records(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** The value as a string; undefined if it is not one. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value as an integer of at least 0, also if sent as a string; undefined if it is not one. */
export function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** The value as a count; `absent` if there is no value; undefined if it is not a count. */
export function countOr(absent: number, value: unknown): number | undefined {
  return value === undefined || value === null ? absent : count(value);
}

/** `spec.replicas` of a workload, 1 if absent; undefined without a spec, or if it is not a count. */
export function desiredReplicas(spec: unknown): number | undefined {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return undefined;
  const { replicas } = record(spec);
  return replicas === undefined ? 1 : count(replicas);
}

/** An RFC 3339 time in milliseconds since the epoch; undefined if it is not one. */
export function time(value: unknown): number | undefined {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** The latest of the known times. */
export function newest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The earliest of the known times. */
export function oldest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

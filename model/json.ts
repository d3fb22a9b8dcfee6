/** Access to JSON that an API server sent: nothing in it is taken for granted, and nothing here throws. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as a mapping; an empty one where it is none. */
export function record(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The value as a list of mappings; an empty one where it is none. */
export function records(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** The value as text; undefined where it is none. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value as a whole number from 0, also when it was sent as text; undefined where it is none. */
export function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** The value as a count where there is one, `absent` where there is none; undefined where it is something else. */
export function countOr(absent: number, value: unknown): number | undefined {
  return value === undefined || value === null ? absent : count(value);
}

/** `spec.replicas` of a workload, of which absent means 1; undefined where there is no spec, or it says something else. */
export function desiredReplicas(spec: unknown): number | undefined {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return undefined;
  const { replicas } = record(spec);
  return replicas === undefined ? 1 : count(replicas);
}

/** An RFC 3339 time as milliseconds since the epoch; undefined where it is none. */
export function time(value: unknown): number | undefined {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** The largest of the times that are known. */
export function newest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The smallest of the times that are known. */
export function oldest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

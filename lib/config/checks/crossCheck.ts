import { parseDuration } from '../../../model/duration';
import { type JsonObject, record, records } from '../../../model/json';
import { builtinKind, splitApiVersion } from '../../../model/kinds';
import type { Problem } from '../diagnostics/diagnostic';
import { defaultGrace } from '../schema/schema';
import { canonicalSelector } from '../selectorSyntax';
import { findKindProblems, findKindWarnings } from './kindCheck';

/** What only several values together can get wrong. It reads the raw input, so that it speaks beside other mistakes. */

/** Entries that name one and the same thing twice. */
export function findConflicts(input: unknown): Problem[] {
  return [...sameDimensions(input), ...sameTargets(input), ...inEachTarget(input, findKindProblems)];
}

/** What is allowed, but most likely not meant. */
export function findWarnings(input: unknown): Problem[] {
  return [...withoutDimensions(input), ...withoutEffect(input), ...inEachTarget(input, findKindWarnings)];
}

function inEachTarget(input: unknown, find: (target: JsonObject) => Problem[]): Problem[] {
  return records(record(input).targets).flatMap((target, index) =>
    find(target).map((mistake) => ({ ...mistake, path: ['targets', index, ...mistake.path] })),
  );
}

function sameDimensions(input: unknown): Problem[] {
  const dimensions = records(record(record(input).metric).dimensions);
  return repeated(dimensions, ({ name }) => (typeof name === 'string' ? name : undefined)).map(([index, earlier]) => ({
    path: ['metric', 'dimensions', index, 'name'],
    atKey: false,
    message: `is the name of dimensions[${earlier}] already; CloudWatch allows each name once.`,
  }));
}

function sameTargets(input: unknown): Problem[] {
  return repeated(records(record(input).targets), targetKey).map(([index, earlier]) => ({
    path: ['targets', index],
    atKey: false,
    message: `names the same objects as targets[${earlier}]; keep one of them.`,
  }));
}

/** What makes two targets the same; undefined where one is not complete. The version does not: it is a view of one object. */
function targetKey({ kind, apiVersion, namespace, name, selector }: JsonObject): string | undefined {
  if (typeof kind !== 'string' || typeof (name ?? selector) !== 'string') return undefined;
  if (!isTextOrAbsent(apiVersion) || !isTextOrAbsent(namespace)) return undefined;
  const builtin = builtinKind({ kind, apiVersion });
  const mayLackNamespace = builtin === undefined ? apiVersion !== undefined : builtin.scope === 'Cluster';
  if (namespace === undefined && !mayLackNamespace) return undefined;
  const { group } = builtin ?? splitApiVersion(apiVersion ?? '');
  const set = typeof selector === 'string' ? canonicalSelector(selector) : undefined;
  return JSON.stringify([kind, group, namespace, name, set]);
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

/** Each entry that has the identity of an earlier one: its index and that of the first. */
function repeated<T>(entries: readonly T[], identity: (entry: T) => string | undefined): [number, number][] {
  const first = new Map<string, number>();
  return entries.flatMap((entry, index): [number, number][] => {
    const id = identity(entry);
    if (id === undefined) return [];
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    return earlier === undefined ? [] : [[index, earlier]];
  });
}

function withoutDimensions(input: unknown): Problem[] {
  const metric = record(record(input).metric);
  const { name, dimensions = [] } = metric;
  if (name === undefined || !Array.isArray(dimensions) || dimensions.length > 0) return [];
  const message =
    'has no dimensions: another cluster that writes the same metric would hide this one; add { name: Cluster, value: NAME }.';
  return [{ path: ['metric'], atKey: false, message }];
}

function withoutEffect(input: unknown): Problem[] {
  const root = record(input);
  const places: { path: PropertyKey[]; values: JsonObject }[] = [
    { path: [], values: root },
    ...records(root.targets).map((values, index) => ({ path: ['targets', index], values })),
  ];
  return places.flatMap(({ path, values }) => {
    const shown = values.grace ?? root.grace ?? defaultGrace;
    const grace = secondsOf(shown);
    const downGrace = secondsOf(values.downGrace);
    if (grace === undefined || downGrace === undefined || downGrace <= grace) return [];
    const message = `is longer than grace (${shown}), which cuts it: raise grace too.`;
    return [{ path: [...path, 'downGrace'], atKey: false, message }];
  });
}

function secondsOf(value: unknown): number | undefined {
  return value === 0 || typeof value === 'string' ? parseDuration(String(value)) : undefined;
}

import * as fc from 'fast-check';

/** JSON values. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The parameters of one change. The numbers select among the places in a document. */
export interface Mutation {
  readonly how: How;
  readonly where: number;
  readonly from: number;
  readonly value: Json;
  readonly key: string;
}

interface Place {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string;
}

type Change = (place: Place, mutation: Mutation, places: readonly Place[]) => void;

const changes = {
  /** Removes a value. */
  remove: ({ holder, key }) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  },
  /** Replaces a value. */
  replace: (place, { value }) => put(place, structuredClone(value)),
  /** Replaces a value with another part of the document, so that its type is usually valid somewhere. */
  graft: (place, { from }, places) => put(place, structuredClone(get(pick(places, from)))),
  /** Duplicates a value in its list, or under another key. */
  double: ({ holder, key }, mutation) => {
    if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)] ?? null));
    else define(holder, mutation.key, structuredClone(holder[key] ?? null));
  },
  /** Moves a value to another key. */
  rename: ({ holder, key }, mutation) => {
    if (Array.isArray(holder)) return;
    const value = holder[key] ?? null;
    delete holder[key];
    define(holder, mutation.key, value);
  },
  /** Changes the type, but not the content. */
  wrap: (place, { from }) => {
    const value = get(place);
    put(place, pick([[value], { value }, JSON.stringify(value), `${JSON.stringify(value)} `], from));
  },
  /** Changes a number, time or text slightly. */
  nudge: (place, { from }) => {
    const value = get(place);
    const step = pick([1, -1, 1000, -1e6, 1e9, 0.5], from);
    if (typeof value === 'number') put(place, value + step);
    else if (typeof value !== 'string') put(place, value === true ? false : (value ?? 0));
    else if (Number.isNaN(Date.parse(value))) put(place, value.slice(0, from % (value.length + 1)));
    else put(place, new Date(clamp(Date.parse(value) + step * 1000)).toISOString());
  },
  /** Reverses a list. */
  reverse: (place) => {
    const value = get(place);
    if (Array.isArray(value)) put(place, value.toReversed());
  },
} satisfies Readonly<Record<string, Change>>;

type How = keyof typeof changes;

/** Arbitrary changes to a document. */
export function anyMutations(anyValue: fc.Arbitrary<Json>, anyKey: fc.Arbitrary<string>): fc.Arbitrary<Mutation[]> {
  const how = fc.constantFrom(...(Object.keys(changes) as How[]));
  const mutation = fc.record({ how, where: fc.nat(), from: fc.nat(), value: anyValue, key: anyKey });
  return fc.array(mutation, { minLength: 1, maxLength: 6 });
}

/** Applies changes one after the other to a copy of the document. */
export function mutate(document: unknown, mutations: readonly Mutation[]): unknown {
  const root: { [key: string]: Json } = { document: structuredClone(document) as Json };
  for (const mutation of mutations) {
    const places = placesIn(root);
    if (places.length === 0) break;
    changes[mutation.how](pick(places, mutation.where), mutation, places);
  }
  return root.document;
}

/** All places in a document, outer ones first. */
function placesIn(root: { [key: string]: Json }): Place[] {
  const places: Place[] = [];
  const pending: Json[] = [root.document ?? null];
  for (const holder of pending) {
    if (typeof holder !== 'object' || holder === null) continue;
    for (const [key, value] of Object.entries(holder)) {
      places.push({ holder, key });
      pending.push(value);
    }
  }
  return places;
}

function get({ holder, key }: Place): Json {
  return (Array.isArray(holder) ? holder[Number(key)] : holder[key]) ?? null;
}

function put({ holder, key }: Place, value: Json): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else define(holder, key, value);
}

/** Like JSON.parse: `__proto__` is an ordinary key. */
function define(holder: { [key: string]: Json }, key: string, value: Json): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function pick<T>(from: readonly T[], index: number): T {
  return from[index % from.length] as T;
}

/** Limits a time to the range of Date. */
function clamp(time: number): number {
  return Math.max(-8.64e15, Math.min(8.64e15, time));
}

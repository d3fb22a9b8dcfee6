import type { JsonObject } from '../../model/json';
import { allNamespaces } from '../../model/readingPlan';
import type { ListedKindName } from './lists';
import { identityOf } from './objectName';

/** The objects of one kind, and in which namespaces they were listed. */
export interface Listing {
  readonly objects: readonly JsonObject[];
  /** `*` if in all. */
  readonly namespaces: ReadonlySet<string>;
}

/** Something that could not be listed. */
export interface Unread {
  readonly kind: ListedKindName;
  /** Absent for all namespaces. */
  readonly namespace?: string;
  /** Whether it could be listed in the namespaces that are asked for. @default false */
  readonly isElsewhere?: true;
  readonly why: string;
}

/** What a cluster has, as far as it could be read. */
export interface Inventory {
  readonly listings: Readonly<Partial<Record<ListedKindName, Listing>>>;
  readonly unread: readonly Unread[];
}

/** An inventory whose objects are ordered by namespace and name, whatever the order in which they were read. */
export function createInventory({ listings, unread }: Inventory): Inventory {
  const sorted = Object.entries(listings).map(([kind, { objects, namespaces }]) => {
    return [kind, { objects: [...objects].sort(byName), namespaces }] as const;
  });
  return { listings: Object.fromEntries(sorted), unread };
}

/** The objects of a kind that were read. */
export function objectsOf({ listings }: Inventory, kind: ListedKindName): readonly JsonObject[] {
  return listings[kind]?.objects ?? [];
}

/** One object of a kind, if it was read. */
export function findObject(
  inventory: Inventory,
  kind: ListedKindName,
  namespace: string,
  name: string,
): JsonObject | undefined {
  return objectsOf(inventory, kind).find((object) => {
    const own = identityOf(object);
    return own.namespace === namespace && own.name === name;
  });
}

/** Whether all objects of a kind in a namespace (`*`: in all) were read. */
export function isRead({ listings }: Inventory, kind: ListedKindName, namespace: string): boolean {
  const namespaces = listings[kind]?.namespaces;
  return namespaces !== undefined && (namespaces.has(allNamespaces) || namespaces.has(namespace));
}

/** Orders objects by namespace and name. */
function byName(a: JsonObject, b: JsonObject): number {
  const [one, other] = [identityOf(a), identityOf(b)];
  return compare(one.namespace, other.namespace) || compare(one.name, other.name);
}

/** Orders texts by their code units, so that the order is the same everywhere. */
export function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

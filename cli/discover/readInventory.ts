import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { collectList } from '../../lambda/kubernetes/pages';
import { discoveryPath } from '../../lambda/kubernetes/resourcePath';
import { describeRead, observeFailure } from '../../lambda/observe/response';
import type { Limits } from '../../lambda/time/limits';
import { type JsonObject, records } from '../../model/json';
import { allNamespaces, type Read } from '../../model/readingPlan';
import type { Reason } from '../../model/reasons';
import { createInventory, type Inventory, type Listing, type Unread } from './clusterObjects';
import { type ListedKind, type ListedKindName, lists } from './lists';

/** Objects in one response: fewer round trips than a run of the function, which has to save memory. */
const pageSize = 200;
const notFound = 404;

/** What listing needs of the client. */
type ListingClient = Pick<KubernetesClient, 'read' | 'get'>;

/**
 * Lists the given kinds, page by page and in parallel. What cannot be listed is in `unread`; a kind that is not served, and need
 * not be, has no objects.
 *
 * @param namespaces - in which to list. Empty: in all.
 */
export async function readInventory(
  client: ListingClient,
  limits: Limits,
  namespaces: readonly string[],
  names: readonly ListedKindName[],
): Promise<Inventory> {
  const read = await Promise.all(
    names.map(async (kind) => {
      const { everywhere, withoutOthers }: ListedKind = lists[kind];
      const where = everywhere || namespaces.length === 0 ? [allNamespaces] : namespaces;
      const readIn = (some: readonly string[]) =>
        Promise.all(some.map((namespace) => readList(client, limits, kind, namespace)));
      const parts = await readIn(where);
      const [everything] = parts;
      const isEverything = everywhere && withoutOthers !== undefined && namespaces.length > 0;
      if (!isEverything || everything?.unread === undefined) return { kind, parts };
      // What may only be listed in a namespace is still needed there, such as for probes.
      const unread = { ...everything.unread, isElsewhere: true } as const;
      return { kind, parts: [...(await readIn(namespaces)), { ...everything, unread }] };
    }),
  );
  return createInventory({
    listings: Object.fromEntries(read.map(({ kind, parts }) => [kind, join(parts)])),
    unread: read.flatMap(({ parts }) => parts.flatMap(({ unread }) => unread ?? [])),
  });
}

interface Part {
  readonly namespace: string;
  readonly objects: readonly JsonObject[];
  readonly unread?: Unread;
}

function join(parts: readonly Part[]): Listing {
  const complete = parts.filter(({ unread }) => unread === undefined);
  return {
    objects: complete.flatMap(({ objects }) => objects),
    namespaces: new Set(complete.map(({ namespace }) => namespace)),
  };
}

async function readList(client: ListingClient, limits: Limits, kind: ListedKindName, namespace: string): Promise<Part> {
  const { group, version, resource, optional }: ListedKind = lists[kind];
  const where = namespace === allNamespaces ? {} : { namespace };
  const read: Read = { verb: 'list', group, version, resource, ...where, pageSize };
  const { collected, failure } = await collectList(
    read,
    kind,
    (continueToken) => client.read(read, limits, continueToken),
    () => [] as JsonObject[],
    // The items of a list have no kind of their own.
    (objects, { items }) => objects.push(...items.map((item) => ({ ...item, kind }))),
  );
  if (failure === undefined) return { namespace, objects: collected };
  const { reason, message } = observeFailure(read, failure);
  if (optional === true && !(await isServed(client, limits, read, reason))) return { namespace, objects: [] };
  // Without the response of the API server, which names the user: the reason is written into a file.
  const why = reason === 'Forbidden' ? `no permission to list ${describeRead(read)}` : message;
  return { namespace, objects: [], unread: { kind, ...where, why } };
}

/**
 * Whether a kind that could not be listed is served, as far as is known: without permission, the API server responds with 403 also
 * for what it does not serve. Every authenticated identity may read what is served.
 */
async function isServed(client: ListingClient, limits: Limits, { group, version, resource }: Read, reason: Reason) {
  if (reason !== 'Forbidden') return reason !== 'ApiNotServed';
  return client.get(discoveryPath(group, version), limits).then(
    ({ body }) => records(body.resources).some(({ name }) => name === resource),
    (error: unknown) => !(error instanceof ApiException && error.code === notFound),
  );
}

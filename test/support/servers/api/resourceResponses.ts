import { parseLabelSelector, type Requirement } from '../../../../lib/config/selectorSyntax';
import type { ResourceRequest } from './requestInfo';
import { apiVersionOf, type ServedResource, servedResources } from './servedResources';
import { type ApiResponse, badRequest, continueExpired, json, notFound, pageNotFound } from './statusResponses';
import type { ObjectStore } from './store';

/** Responds to a GET or LIST from the store, as kube-apiserver does. */
export function readResource(request: ResourceRequest, query: URLSearchParams, store: ObjectStore): ApiResponse {
  const served = servedResources.find(
    ({ group, version, resource }) =>
      group === request.group && version === request.version && resource === request.resource,
  );
  if (served === undefined || isOutOfScope(served, request)) return pageNotFound;
  return request.verb === 'get' ? getObject(served, request, store) : listObjects(served, request, query, store);
}

/** Whether no route exists: a namespaced object without a namespace, or a cluster-scoped object in a namespace. */
function isOutOfScope({ namespaced }: ServedResource, { verb, resource, namespace }: ResourceRequest): boolean {
  if (namespaced) return verb === 'get' && namespace === undefined;
  return namespace !== undefined && resource !== 'namespaces';
}

function getObject(served: ServedResource, request: ResourceRequest, store: ObjectStore): ApiResponse {
  const namespace = served.namespaced ? request.namespace : undefined;
  const object = store.get(apiVersionOf(served), served.kind, namespace, request.name ?? '');
  return object === undefined ? notFound(request) : json(200, object);
}

function listObjects(
  served: ServedResource,
  { namespace }: ResourceRequest,
  query: URLSearchParams,
  store: ObjectStore,
): ApiResponse {
  let requirements: Requirement[];
  try {
    const selector = query.get('labelSelector') ?? '';
    requirements = selector === '' ? [] : parseLabelSelector(selector);
  } catch (error) {
    return badRequest(`unable to parse requirement: ${(error as Error).message}`);
  }
  const fields = parseFieldSelector(served, query.get('fieldSelector') ?? '');
  if (fields === undefined) return badRequest(`field label not supported: ${query.get('fieldSelector')}`);
  const after = readContinue(query.get('continue'));
  if (after === undefined) return continueExpired;
  const limit = Number(query.get('limit') ?? 0);
  const apiVersion = apiVersionOf(served);
  const page = store.list(apiVersion, served.kind, {
    requirements,
    fields,
    limit,
    after,
    ...(namespace === undefined ? {} : { namespace }),
  });
  return json(200, {
    kind: `${served.kind}List`,
    apiVersion,
    metadata: {
      resourceVersion: page.resourceVersion,
      ...(page.next === undefined ? {} : { continue: writeContinue(page.next) }),
      // The API server cannot count what a selector leaves out.
      ...(page.next === undefined || requirements.length + fields.size > 0
        ? {}
        : { remainingItemCount: page.remaining }),
    },
    // The items of a list carry no type of their own.
    items: page.items.map(({ apiVersion: _, kind: __, ...item }) => item),
  });
}

/** `FIELD=VALUE`, for the one field that tests need; undefined for any other. */
function parseFieldSelector({ kind }: ServedResource, selector: string): ReadonlyMap<string, string> | undefined {
  if (selector === '') return new Map();
  const value = /^type=(\w+)$/.exec(selector)?.[1];
  return kind === 'Event' && value !== undefined ? new Map([['type', value]]) : undefined;
}

const continueVersion = 'meta.k8s.io/v1';

function writeContinue(after: string): string {
  return Buffer.from(JSON.stringify({ v: continueVersion, start: after })).toString('base64url');
}

/** The key in a continue token, '' without a token, undefined when it is none of this server's. */
function readContinue(token: string | null): string | undefined {
  if (token === null || token === '') return '';
  try {
    const { v, start } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    return v === continueVersion ? start : undefined;
  } catch {
    return undefined;
  }
}

import { defaultPageSize, type Read } from '../../model/readingPlan';

/**
 * The path and query of a read. Without `resourceVersion`, so that the API server responds from etcd and not from its cache.
 * Source: Kubernetes, "Kubernetes API Concepts" (resource URIs, retrieving large results sets in chunks).
 */
export function resourcePath(read: Read, continueToken?: string): string {
  const {
    verb,
    group,
    version,
    resource,
    namespace,
    name,
    labelSelector,
    fieldSelector,
    pageSize = defaultPageSize,
  } = read;
  const [plural = '', ...subresource] = resource.split('/');
  const path = joinSegments([
    ...apiSegments(group, version),
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    plural,
    ...(name === undefined ? [] : [name]),
    ...subresource,
  ]);
  if (verb === 'get') return path;
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (labelSelector !== undefined) query.set('labelSelector', labelSelector);
  if (fieldSelector !== undefined) query.set('fieldSelector', fieldSelector);
  if (continueToken !== undefined) query.set('continue', continueToken);
  return `${path}?${query}`;
}

/**
 * The path to a program behind the API server's proxy. RBAC compares the segment `http:NAME:PORT` literally.
 *
 * @param path - of the program, with a slash at its beginning.
 */
export function proxyPath({ namespace = '', resource, name = '' }: Read, path: string): string {
  const [plural = ''] = resource.split('/');
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/${plural}/${name}/proxy${path}`;
}

/** The path that lists the resources of a version of an API group, or, without a version, the versions of the group. */
export function discoveryPath(group: string, version?: string): string {
  return joinSegments(apiSegments(group, version));
}

function apiSegments(group: string, version?: string): string[] {
  return [...(group === '' ? ['api'] : ['apis', group]), ...(version === undefined ? [] : [version])];
}

function joinSegments(segments: readonly string[]): string {
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

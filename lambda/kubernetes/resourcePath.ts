import type { Read } from '../../model/readingPlan';

/** Pages bound the memory that a LIST needs. */
const pageSize = 100;

/**
 * The path and query of a read. Without `resourceVersion`, so that the API server answers from etcd and not from its cache.
 * Source: Kubernetes, "Kubernetes API Concepts" (resource URIs, retrieving large results sets in chunks).
 */
export function pathOf(read: Read, continueToken?: string): string {
  const { verb, labelSelector } = read;
  const path = paths.get(read) ?? rememberPath(read);
  if (verb === 'get') return path;
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (labelSelector !== undefined) query.set('labelSelector', labelSelector);
  if (continueToken !== undefined) query.set('continue', continueToken);
  return `${path}?${query}`;
}

/** A plan reads the same in each run. */
const paths = new WeakMap<Read, string>();

function rememberPath(read: Read): string {
  const { group, version, resource, namespace, name } = read;
  const path = joined([
    ...apiSegments(group, version),
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    resource,
    ...(name === undefined ? [] : [name]),
  ]);
  paths.set(read, path);
  return path;
}

/** The path that tells which resources a version of an API group has, or, without a version, which versions the group has. */
export function discoveryPathOf(group: string, version?: string): string {
  return joined(apiSegments(group, version));
}

function apiSegments(group: string, version?: string): string[] {
  return [...(group === '' ? ['api'] : ['apis', group]), ...(version === undefined ? [] : [version])];
}

function joined(segments: readonly string[]): string {
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

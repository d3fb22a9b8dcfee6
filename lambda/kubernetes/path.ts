import type { Read } from '../../config/readingPlan';

/** Pages bound the memory that a LIST needs. */
const pageSize = 100;

/**
 * The path and query of a read. Without `resourceVersion`, so that the API server answers from etcd and not from its cache.
 * Source: Kubernetes, "Kubernetes API Concepts" (resource URIs, retrieving large results sets in chunks).
 */
export function pathOf(read: Read, continueToken?: string): string {
  const { verb, group, version, resource, namespace, name, labelSelector } = read;
  const segments = [
    ...(group === '' ? ['api', version] : ['apis', group, version]),
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    resource,
    ...(name === undefined ? [] : [name]),
  ];
  const path = `/${segments.map(encodeURIComponent).join('/')}`;
  if (verb === 'get') return path;
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (labelSelector !== undefined) query.set('labelSelector', labelSelector);
  if (continueToken !== undefined) query.set('continue', continueToken);
  return `${path}?${query}`;
}

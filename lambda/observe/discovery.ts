import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { type JsonObject, record, records, text } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import { ReadFailure } from '../errors';
import type { ApiResponse } from '../kubernetes/apiResponse';
import { discoveryPath } from '../kubernetes/resourcePath';

const maxNames = 20;

/**
 * Describes what the API server serves instead of the requested kind, to be appended to a message; empty if that is not
 * known. Every authenticated identity has access. Source: Kubernetes, "The Kubernetes API" (discovery), and "Using RBAC
 * Authorization" (`system:discovery`).
 */
export async function describeServed(
  read: Read,
  kind: string,
  get: (path: string) => Promise<ApiResponse>,
): Promise<string> {
  const { group, version } = read;
  const resources = await getDocument(get, discoveryPath(group, version));
  if (resources === undefined) return '';
  if (resources !== 'absent') return describeResources(read, kind, records(resources.resources));
  const versions = await getDocument(get, discoveryPath(group));
  if (versions === undefined) return '';
  return versions === 'absent'
    ? `; the API group ${group} is not installed`
    : `; versions that it serves of ${group === '' ? 'core' : group}: ${formatList(versionsIn(versions))}`;
}

/** A discovery document; undefined if it cannot be read. */
function getDocument(
  get: (path: string) => Promise<ApiResponse>,
  path: string,
): Promise<JsonObject | 'absent' | undefined> {
  return get(path).then(
    ({ body }) => body,
    (error: unknown) => {
      if (error instanceof ApiException) return error.code === 404 ? 'absent' : undefined;
      if (error instanceof ReadFailure) return undefined;
      throw error;
    },
  );
}

function describeResources(read: Read, kind: string, resources: readonly JsonObject[]): string {
  const topLevel = resources.filter(({ name }) => text(name)?.includes('/') === false);
  const same = topLevel.find(({ name }) => name === read.resource);
  if (same !== undefined) {
    const { namespaced } = same;
    if (namespaced === false && read.namespace !== undefined)
      return ' in a namespace: remove namespace from the target';
    const isMissing = namespaced === true && read.namespace === undefined && read.verb === 'get';
    return isMissing ? ' outside of a namespace: add namespace to the target' : '';
  }
  const [plural] = topLevel.filter((resource) => resource.kind === kind).flatMap(({ name }) => text(name) ?? []);
  if (plural !== undefined) return `; the plural of ${kind} there is ${plural}: set resource: ${plural}`;
  return `; resources that it serves there: ${formatList(topLevel.flatMap(({ name }) => text(name) ?? []).sort())}`;
}

/** The versions of a group, or of the core group, whose document has another form. */
function versionsIn({ versions }: JsonObject): string[] {
  return (Array.isArray(versions) ? versions : []).flatMap((entry) => text(entry) ?? text(record(entry).version) ?? []);
}

function formatList(names: readonly string[]): string {
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  return names.length === 0 ? 'nothing' : `${names.slice(0, maxNames).join(', ')}${more}`;
}

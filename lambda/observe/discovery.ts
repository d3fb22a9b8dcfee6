import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { type JsonObject, record, records, text } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import { ReadFailure } from '../errors';
import type { ApiResponse } from '../kubernetes/kubernetesClient';
import { discoveryPathOf } from '../kubernetes/resourcePath';

const maxNames = 20;

/**
 * Says what an API server serves instead of what was asked for, in a form that follows a message; empty where it does not
 * tell. Every authenticated identity may ask. Source: Kubernetes, "The Kubernetes API" (discovery), and "Using RBAC
 * Authorization" (`system:discovery`).
 */
export async function describeServed(
  read: Read,
  kind: string,
  get: (path: string) => Promise<ApiResponse>,
): Promise<string> {
  const { group, version } = read;
  const resources = await getDocument(get, discoveryPathOf(group, version));
  if (resources === undefined) return '';
  if (resources !== 'absent') return describeResources(read, kind, records(resources.resources));
  const versions = await getDocument(get, discoveryPathOf(group));
  if (versions === undefined) return '';
  return versions === 'absent'
    ? `; the API group ${group} is not installed at all`
    : `; of ${group === '' ? 'core' : group} it serves ${formatList(versionsIn(versions))}`;
}

/** A document of discovery; undefined where the API server does not tell. */
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
  const whole = resources.filter(({ name }) => text(name)?.includes('/') === false);
  const same = whole.find(({ name }) => name === read.resource);
  if (same !== undefined) {
    const { namespaced } = same;
    if (namespaced === false && read.namespace !== undefined) return ' in a namespace: leave namespace out';
    const lacking = namespaced === true && read.namespace === undefined && read.verb === 'get';
    return lacking ? ' outside of a namespace: give it its namespace' : '';
  }
  const [meant] = whole.filter((resource) => resource.kind === kind).flatMap(({ name }) => text(name) ?? []);
  if (meant !== undefined) return `; there ${kind} has the plural ${meant}: write resource: ${meant}`;
  return `; there it serves ${formatList(whole.flatMap(({ name }) => text(name) ?? []).sort())}`;
}

/** The versions of a group, and of the core group, which has a form of its own. */
function versionsIn({ versions }: JsonObject): string[] {
  return (Array.isArray(versions) ? versions : []).flatMap((entry) => text(entry) ?? text(record(entry).version) ?? []);
}

function formatList(names: readonly string[]): string {
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  return names.length === 0 ? 'nothing' : `${names.slice(0, maxNames).join(', ')}${more}`;
}

import type { TargetVerdict } from '../lambda/health/targetVerdict';
import type { KubernetesClient } from '../lambda/kubernetes/kubernetesClient';
import { within } from '../lambda/time/limits';
import { didYouMean } from '../lib/config/diagnostics/suggestion';
import { record, records, text } from '../model/json';
import type { Read } from '../model/readingPlan';
import type { RuntimeConfig } from '../model/runtimeConfig';

/** Lists that are read for suggestions, one page each, and the time for all of them in milliseconds. */
const maxLists = 5;
const pageSize = 500;
const timeout = 3000;

/**
 * Adds to the message of what does not exist the most similar name that does: of the objects of the same kind in its namespace, or of
 * the namespaces. Without the permission to list them, nothing is added. Never throws.
 *
 * @param verdicts - one for each target, in their order, and then others.
 */
export async function withSimilarNames(
  verdicts: readonly TargetVerdict[],
  { plan }: Pick<RuntimeConfig, 'plan'>,
  client: Pick<KubernetesClient, 'readOptional'>,
): Promise<TargetVerdict[]> {
  const lists = new Map<string, Promise<string[]>>();
  const namesOf = async (read: Read): Promise<string[]> => {
    const key = [read.group, read.resource, read.namespace].join('/');
    if (!lists.has(key) && lists.size < maxLists) lists.set(key, namesIn(read, client));
    return (await lists.get(key)) ?? [];
  };
  return Promise.all(
    verdicts.map(async (one, index) => {
      const read = plan.targets[index];
      const hint = read === undefined ? '' : await hintFor(one, read, namesOf);
      return hint === '' ? one : { ...one, message: `${one.message}.${hint}` };
    }),
  );
}

async function hintFor(
  { reason }: TargetVerdict,
  { group, version, resource, namespace, name }: Read,
  namesOf: (read: Read) => Promise<string[]>,
): Promise<string> {
  if (namespace !== undefined && reason === 'NamespaceNotFound') {
    return didYouMean(namespace, await namesOf(namespaces));
  }
  const inNamespaces = async () =>
    namespace === undefined ? '' : hintForNamespace(namespace, await namesOf(namespaces));
  // The list of a namespace that does not exist is empty.
  if (reason === 'TooFewMatches') return inNamespaces();
  if (reason !== 'NotFound' || name === undefined) return '';
  const where = namespace === undefined ? {} : { namespace };
  const names = await namesOf({ verb: 'list', group, version, resource, ...where, pageSize });
  // A read by name does not tell whether the namespace exists.
  return names.length === 0 ? inNamespaces() : didYouMean(name, names);
}

const namespaces: Read = { verb: 'list', group: '', version: 'v1', resource: 'namespaces', pageSize };

function hintForNamespace(namespace: string, existing: readonly string[]): string {
  if (existing.length === 0 || existing.includes(namespace)) return '';
  return ` Namespace ${namespace} does not exist.${didYouMean(namespace, existing)}`;
}

function namesIn(read: Read, client: Pick<KubernetesClient, 'readOptional'>): Promise<string[]> {
  return within(timeout, timeout, (limits) => client.readOptional(read, limits)).then(
    ({ body }) => records(body.items).flatMap(({ metadata }) => text(record(metadata).name) ?? []),
    () => [],
  );
}

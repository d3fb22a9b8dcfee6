import type { JsonObject } from '../../../model/json';
import { apiVersionSyntax } from '../../../model/kinds';
import { allNamespaces, type Read, targetRead } from '../../../model/readingPlan';
import { describeRestriction, resourceSyntax } from '../../../model/restrictedReads';
import type { Problem } from '../diagnostics/diagnostic';

/** Finds targets that may never be read, such as Secrets. Judged by what would be read, because `resource` can name it. */
export function findReadProblems(target: JsonObject): Problem[] {
  const { group, version, resource } = findRead(target) ?? {};
  if (group === undefined || version === undefined || resource === undefined) return [];
  const restriction = describeRestriction({ group, version, resource });
  const path = [target.resource === undefined ? 'kind' : 'resource'];
  return restriction === undefined ? [] : [{ path, atKey: false, message: `${restriction}.` }];
}

/** Finds targets that read more than is most likely intended. */
export function findReadWarnings(target: JsonObject): Problem[] {
  const { group, resource, verb, namespace } = findRead(target) ?? {};
  if (group !== '' || resource !== 'configmaps' || verb !== 'list' || namespace !== undefined) return [];
  const path = [target.namespace === undefined ? 'kind' : 'namespace'];
  const message =
    'the function may then read every ConfigMap of the cluster, and some contain credentials; specify one namespace.';
  return [{ path, atKey: false, message }];
}

/**
 * What would be read; undefined if the schema or the check of the kind rejects the target. Without an apiVersion, a kind is
 * built in or invalid, but a Secret gets its own message.
 */
function findRead({ kind, apiVersion = 'v1', resource, namespace, name }: JsonObject): Read | undefined {
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || !isTextOrAbsent(resource)) return undefined;
  if (!apiVersionSyntax.test(apiVersion)) return undefined;
  const where = {
    namespace: isTextOrAbsent(namespace) ? namespace : allNamespaces,
    name: isTextOrAbsent(name) ? name : undefined,
  };
  const read = targetRead({ kind, apiVersion, resource, ...where });
  return resourceSyntax.test(read.resource) ? read : undefined;
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

import { isEksKind } from '../../../model/eksResources';
import { type JsonObject, record, records } from '../../../model/json';
import { builtinKind, splitApiVersion } from '../../../model/kinds';
import { pluralize } from '../../../model/pluralize';
import { allNamespaces, defaultPageSize } from '../../../model/readingPlan';
import type { Problem } from '../diagnostics/diagnostic';

/** From so many named targets of one kind in one namespace on, a list is cheaper, unless the namespace has many others. */
const suggestedFrom = 100;
/** Of one read by name, sent and received: an object of 3.5 KB and the token. Source: docs/proofs/performance.md. */
const bytesByName = 5200;
const secondsOfMonth = 730 * 3600;

/** Finds `read` where there is no choice. Paths are relative to the target. Probes and kinds of EKS are checked elsewhere. */
export function findReadModeProblems({ read, probe, kind, apiVersion, namespace, selector }: JsonObject): Problem[] {
  if (read === undefined || probe !== undefined || typeof kind !== 'string') return [];
  if (apiVersion === undefined && isEksKind({ kind })) return [];
  if (selector !== undefined) {
    return [createProblem('is only for a name: a selector is always read with a list; remove this key.')];
  }
  if (namespace !== undefined) return [];
  const isNamespaced = apiVersion === undefined && builtinKind({ kind })?.scope === 'Namespaced';
  return isNamespaced
    ? []
    : [createProblem('is only for objects in a namespace: others are always read by name; remove this key.')];
}

/** Suggests lists for many named targets, unless the file says how they are read. */
export function findReadModeWarnings(input: unknown): Problem[] {
  const { targets, read, seconds = 60 } = record(input);
  if (read !== undefined || typeof seconds !== 'number') return [];
  const counts = new Map<string, number>();
  for (const target of records(targets)) {
    const key = describeNamed(target);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= suggestedFrom)
    .map(([what, count]): Problem => ({ path: ['targets'], atKey: true, message: suggest(what, count, seconds) }));
}

/** `kind Deployment in namespace shop`, of a target that is read by name without saying so. */
function describeNamed({ probe, kind, apiVersion, namespace, name, read }: JsonObject): string | undefined {
  if (probe !== undefined || read !== undefined || typeof kind !== 'string') return undefined;
  if (typeof name !== 'string' || typeof namespace !== 'string' || namespace === allNamespaces) return undefined;
  const group = typeof apiVersion === 'string' ? splitApiVersion(apiVersion).group : '';
  const isBuiltin = builtinKind({ kind, apiVersion: group === '' ? undefined : String(apiVersion) }) !== undefined;
  return `kind ${kind}${isBuiltin || group === '' ? '' : ` of ${group}`} in namespace ${namespace}`;
}

function suggest(what: string, count: number, seconds: number): string {
  const gigabytes = (count * bytesByName * secondsOfMonth) / seconds / 1e9;
  const pages = Math.ceil(count / defaultPageSize);
  return `has ${count} named targets of ${what}: ${count} requests a run and some ${Number(gigabytes.toPrecision(2))} GB a month, which a NAT gateway and the audit log of the cluster charge for. With read: list, they are read by one list of at least ${pluralize(pages, 'page')}, compressed; the RBAC manifest then allows to list all objects of the kind there. Specify read: list, or read: name to keep this; docs/proofs/performance.md has the figures.`;
}

function createProblem(message: string): Problem {
  return { path: ['read'], atKey: true, message };
}

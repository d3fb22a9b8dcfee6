import { type EksKind, eksKinds, isEksKind } from '../../../model/eksResources';
import { type JsonObject, record, records } from '../../../model/json';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { eksNameSyntax } from '../schema/nameSyntax';
import { probeKeys } from '../schema/probeSchema';
import { target as targetSchema } from '../schema/targetSchema';

/** The keys that a target of these kinds can have, and those that probeCheck.ts rejects. */
const allowed: ReadonlySet<string> = new Set(['kind', 'name', 'grace', 'severity', ...Object.keys(probeKeys)]);

/** Why other keys have no meaning; by default because they are about objects in the cluster. */
const explanations: Readonly<Record<string, string>> = {
  downGrace: 'EKS does not say whether it serves: grace applies',
  mode: 'EKS does not count replicas',
  minReady: 'EKS does not count replicas',
  allowZero: 'EKS does not count replicas',
  atLeast: 'at least one is always required',
  selector: 'it has no labels in the cluster: specify name',
};

/**
 * Finds keys and values that cannot be used with the kinds that are read through the EKS API. Reads the raw input, and reports
 * nothing that the schema already rejects.
 */
export function findEksProblems(input: unknown): Problem[] {
  const { name: cluster } = record(record(input).cluster);
  return records(record(input).targets).flatMap((target, index) =>
    checkTarget(target, cluster).map((problem) => ({ ...problem, path: ['targets', index, ...problem.path] })),
  );
}

/** Whether the raw target is read through the EKS API. */
export function isEksTarget({ kind, apiVersion, probe }: JsonObject): boolean {
  return typeof kind === 'string' && apiVersion === undefined && probe === undefined && isEksKind({ kind });
}

function checkTarget(target: JsonObject, cluster: unknown): Problem[] {
  if (!isEksTarget(target)) return [];
  const kind = String(target.kind) as EksKind;
  const foreign = Object.keys(targetSchema.shape).filter((key) => !allowed.has(key) && target[key] !== undefined);
  return [
    ...foreign.map((key): Problem => {
      const why = explanations[key] ?? 'it is not an object in the cluster';
      return { path: [key], atKey: true, message: `cannot be used with ${kind}, ${why}; remove this key.` };
    }),
    ...(kind === 'EKSCluster' ? checkClusterName(target, cluster) : checkName(target, kind)),
  ];
}

function checkClusterName({ name }: JsonObject, cluster: unknown): Problem[] {
  if (typeof name !== 'string' || typeof cluster !== 'string' || name === cluster) return [];
  const message = `got ${quote(name)}, but only the cluster of this file, ${cluster}, can be watched; remove this key.`;
  return [{ path: ['name'], atKey: false, message }];
}

function checkName({ name }: JsonObject, kind: EksKind): Problem[] {
  if (name === undefined) {
    return [
      {
        path: ['name'],
        atKey: false,
        message: `is required: the name of the ${eksKinds[kind].noun}, or "*" for all of the cluster.`,
      },
    ];
  }
  if (typeof name !== 'string' || eksNameSyntax.test(name)) return [];
  const message = `got ${quote(name)}, expected a name as EKS has it, with letters, digits, "-" and "_", or "*" for all.`;
  return [{ path: ['name'], atKey: false, message }];
}

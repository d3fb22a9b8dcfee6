import { withClusterDown } from '../../lambda/health/clusterDown';
import { withRestarts } from '../../lambda/health/facts/restarts';
import { withFreshness } from '../../lambda/health/freshness';
import { judgeObject } from '../../lambda/health/judgeObject';
import type { Criteria } from '../../lambda/health/rule';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import type { Verdict } from '../../lambda/health/verdict';
import { record } from '../../model/json';
import { builtinKind, splitApiVersion } from '../../model/kinds';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import type { ApiObject } from './objectFile';
import { SuppliedObjects, toObjectReference } from './suppliedObjects';

/** The verdicts for supplied objects. */
export interface Judgment {
  /** One per judged object, in the order of the objects. */
  readonly verdicts: readonly TargetVerdict[];
  /** Notes for the user, one sentence each. */
  readonly notes: readonly string[];
}

/** What all objects are judged by. */
export type JudgeSettings = Criteria & Pick<RuntimeConfig, 'clusterDownGrace'>;

/**
 * Judges objects by the same rules as the function, with the other objects as evidence. Pure.
 *
 * Skips Pods, ReplicaSets and Jobs whose controller is among the objects, because they are evidence for its verdict, and
 * built-in kinds of Kubernetes without a health rule.
 *
 * @param now - when the objects were read, in milliseconds since the epoch.
 */
export function judgeObjects(objects: readonly ApiObject[], settings: JudgeSettings, now: number): Judgment {
  const supplied = new SuppliedObjects(objects);
  const freshness = supplied.freshness(now);
  const judged = supplied.all.filter((object) => hasRule(object) && !supplied.hasController(object));
  const each = judged.map((object) => {
    const { kind, namespace, name } = toObjectReference(object);
    const verdict = withFreshness(withRestarts(judge(object, supplied, settings, now), now), freshness);
    const target = { ...settings, kind, apiVersion: object.apiVersion };
    return { target, verdict: { kind, ...(namespace === '' ? {} : { namespace }), name, ...verdict } };
  });
  const verdicts = withClusterDown(each, settings.clusterDownGrace, now);
  const incomplete = judged.some(
    (object, index) => verdicts[index]?.verdict !== 'Healthy' && lacksManagedFields(object),
  );
  return { verdicts, notes: [...describeSkipped(supplied.all), ...(incomplete ? [managedFieldsNote] : [])] };
}

function judge(object: ApiObject, supplied: SuppliedObjects, criteria: Criteria, now: number): Verdict {
  const judged = judgeObject(object, object, criteria, now, 'always');
  if (!('needed' in judged)) return judged;
  const evidence = judged.needed.map((query) => supplied.evidence(query));
  const isSupplied = evidence.every(({ type }) => type === 'found');
  return isSupplied ? judged.conclude(evidence) : (judged.otherwise ?? judged.conclude(evidence));
}

/** The API groups of Kubernetes and of its metrics server. Source: Kubernetes API reference, "API Groups". */
const builtinGroups: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'metrics.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

/** All custom resources have the general rule, but most built-in kinds of Kubernetes have no health. */
function hasRule(object: ApiObject): boolean {
  return builtinKind(object) !== undefined || !builtinGroups.has(splitApiVersion(object.apiVersion).group);
}

/** Kinds that are only evidence: a note about them would not help. */
const evidenceOnlyKinds: ReadonlySet<string> = new Set(['EndpointSlice', 'Lease']);

function describeSkipped(objects: readonly ApiObject[]): string[] {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const { kind } = object;
    if (!hasRule(object) && !evidenceOnlyKinds.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const skipped = [...counts].sort().map(([kind, count]) => (count === 1 ? kind : `${kind} (${count})`));
  return [`skipped, because there is no health rule for the kind: ${skipped.join(', ')}`];
}

/** Rules of workloads and custom resources read times from managedFields, which kubectl omits by default. */
function lacksManagedFields(object: ApiObject): boolean {
  return (builtinKind(object)?.replicas ?? true) && record(object.metadata).managedFields === undefined;
}

const managedFieldsNote =
  'some objects have no managedFields, which show when their status changed; add --show-managed-fields to `kubectl get`';

import { withFreshness } from '../../lambda/health/freshness';
import { judgeObject } from '../../lambda/health/judgeObject';
import type { Criteria } from '../../lambda/health/rule';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import type { Verdict } from '../../lambda/health/verdict';
import { record } from '../../model/json';
import { builtinKind, splitApiVersion } from '../../model/kinds';
import type { ApiObject } from './objectFile';
import { identityOf, SuppliedObjects } from './suppliedObjects';

/** What is said of objects that were given. */
export interface Judgement {
  /** One for each object that is judged, in their order. */
  readonly verdicts: readonly TargetVerdict[];
  /** What the user should know beside them, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Judges objects by the rules of a run, with the others among them as the evidence. Pure.
 *
 * Not judged are Pods, ReplicaSets and Jobs whose controller is among the objects, as they are evidence for its verdict,
 * and what Kubernetes itself serves without a rule of health for it.
 *
 * @param now - when the objects were read, in milliseconds.
 */
export function judgeObjects(objects: readonly ApiObject[], criteria: Criteria, now: number): Judgement {
  const given = new SuppliedObjects(objects);
  const freshness = given.freshness(now);
  const judged = given.all.filter((object) => hasRule(object) && !given.hasControllerOf(object));
  const verdicts = judged.map((object): TargetVerdict => {
    const { kind, namespace, name } = identityOf(object);
    const verdict = withFreshness(judge(object, given, criteria, now), freshness);
    return { kind, ...(namespace === '' ? {} : { namespace }), name, ...verdict };
  });
  const clockless = judged.some((object, index) => verdicts[index]?.verdict !== 'Healthy' && isClockless(object));
  return { verdicts, notes: [...tellWithoutRule(given.all), ...(clockless ? [tellClockless] : [])] };
}

function judge(object: ApiObject, given: SuppliedObjects, criteria: Criteria, now: number): Verdict {
  const judged = judgeObject(object, object, criteria, now);
  return 'needed' in judged ? judged.conclude(judged.needed.map((query) => given.evidence(query))) : judged;
}

/** The groups of Kubernetes itself and of its metrics server. Source: Kubernetes API reference, "API Groups". */
const ownGroups: ReadonlySet<string> = new Set([
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

/** Every custom resource has the general rule, but of what Kubernetes itself serves, most says nothing of health. */
function hasRule(object: ApiObject): boolean {
  return builtinKind(object) !== undefined || !ownGroups.has(splitApiVersion(object.apiVersion).group);
}

/** Given to be evidence, so that nobody misses their verdicts. */
const onlyEvidence: ReadonlySet<string> = new Set(['EndpointSlice', 'Lease']);

function tellWithoutRule(objects: readonly ApiObject[]): string[] {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const { kind } = object;
    if (!hasRule(object) && !onlyEvidence.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const told = [...counts].sort().map(([kind, count]) => (count === 1 ? kind : `${kind} (${count})`));
  return [`not judged, as there is no rule of health for it: ${told.join(', ')}`];
}

/** Rules of workloads and custom resources read clocks from what kubectl leaves out. */
function isClockless(object: ApiObject): boolean {
  return (builtinKind(object)?.replicas ?? true) && record(object.metadata).managedFields === undefined;
}

const tellClockless =
  'not all of these objects have managedFields, which tell since when; add --show-managed-fields to `kubectl get`';

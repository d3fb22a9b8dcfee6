import { controllerOf } from '../../lambda/health/facts/owner';
import { daemonSetFacts } from '../../lambda/health/kinds/daemonSet';
import { deploymentFacts } from '../../lambda/health/kinds/deployment';
import { replicaSetFacts } from '../../lambda/health/kinds/replicaSet';
import { statefulSetFacts } from '../../lambda/health/kinds/statefulSet';
import type { WorkloadFacts } from '../../lambda/health/workloadFacts';
import { type JsonObject, record, records, text } from '../../model/json';
import { splitApiVersion } from '../../model/kinds';
import type { ListedKindName } from './lists';
import type { ScaledToZero } from './scaledToZero';

/** The kinds that become targets, and what their rules read from an object. */
const workloadFacts = {
  Deployment: deploymentFacts,
  StatefulSet: statefulSetFacts,
  DaemonSet: daemonSetFacts,
  ReplicaSet: replicaSetFacts,
} as const satisfies Partial<Record<ListedKindName, (object: JsonObject) => WorkloadFacts>>;

/** In the order in which they are written. */
export const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'CronJob', 'Job'] as const;

/** What the rule of a workload reads from it; undefined for a kind without replicas. */
export function factsOf(object: JsonObject): WorkloadFacts | undefined {
  const { kind } = object;
  return typeof kind === 'string' && Object.hasOwn(workloadFacts, kind)
    ? workloadFacts[kind as keyof typeof workloadFacts](object)
    : undefined;
}

/** Why a part of a workload is not watched. Parts come and go, so they are not named. */
export const ownedByWorkload = 'A workload owns it, which is watched, or left out for another reason';

/** Why a workload is not watched; undefined if it is. */
export function whyLeftOut(object: JsonObject, scaledToZero: ScaledToZero): string | undefined {
  for (const find of reasons) {
    const reason = find(object, scaledToZero);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

type Reason = (object: JsonObject, scaledToZero: ScaledToZero) => string | undefined;

/** The first one counts. */
const reasons: readonly Reason[] = [
  (object) => (record(object.metadata).deletionTimestamp === undefined ? undefined : 'It is being deleted'),
  (object) => {
    const owner = controllerOf(object);
    if (owner === undefined || !isPart(object)) return undefined;
    if (isWorkload(owner)) return ownedByWorkload;
    const { kind, apiVersion } = owner;
    return `Its owner is of kind ${text(kind)}. To watch that, add { kind: ${text(kind)}, apiVersion: ${text(apiVersion)}, namespace: …, name: … }`;
  },
  (object) => (object.kind === 'Job' ? describeJob(object) : undefined),
  (object, scaledToZero) => scaledToZero(object),
  (object) => {
    const facts = factsOf(object);
    if (facts?.scaledToZero !== true) return undefined;
    return `It has ${facts.zero?.why ?? 'been scaled to 0'}. To watch it, add it with allowZero: true, or scale it up first`;
  },
];

/** Whether an owner would be watched in place of the object. Operators own Deployments and StatefulSets, which are watched. */
function isPart({ kind }: JsonObject): boolean {
  return kind === 'Job' || kind === 'ReplicaSet';
}

function isWorkload({ kind, apiVersion }: JsonObject): boolean {
  const { group } = splitApiVersion(text(apiVersion) ?? '');
  return (group === 'apps' || group === 'batch') && workloadKinds.some((one) => one === kind);
}

function describeJob({ status }: JsonObject): string {
  const ended = records(record(status).conditions).find(
    (condition) => condition.status === 'True' && (condition.type === 'Complete' || condition.type === 'Failed'),
  );
  if (ended === undefined) return 'It runs once: a Job that no CronJob owns';
  return `It has ${ended.type === 'Failed' ? 'failed' : 'completed'}: a Job that no CronJob owns`;
}

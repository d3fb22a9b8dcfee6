import { type JsonObject, record, records, text } from '../../model/json';
import type { EvidenceKind } from '../../model/kinds';
import { isCrashLooping } from '../health/facts/crashLoop';
import { isBeingDeleted } from '../health/facts/deletion';
import { isReplicaSetOf } from '../health/facts/owner';
import { isReady } from '../health/facts/pods';
import { jobEndOf } from '../health/kinds/job';
import type { Evidence } from '../health/observation';
import { isOvercome, type PodSteps, podSteps } from './podSteps';
import type { WarningEvent } from './warningEvent';

/** An object that events may be about. */
export interface Related {
  /** @default - not known */
  readonly uid?: string;
  /** Of a pod. */
  readonly steps?: PodSteps;
}

/** An object that is short, and the objects whose events may explain why. */
export interface Subject {
  readonly namespace: string;
  /** By `KIND/NAME`. */
  readonly related: ReadonlyMap<string, Related>;
  /** Of a Deployment: its name. Its ReplicaSets are not read, but their names begin with it. */
  readonly deployment?: string;
}

/** What was read of other objects for a verdict, by kind. */
export type ReadEvidence = readonly (readonly [kind: EvidenceKind, evidence: Evidence])[];

/**
 * The object itself, its pods that are not as they should be, their claims, and the runs of a CronJob that are not complete.
 * Other evidence, such as nodes or the siblings of a Job, is not about this object alone.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function createSubject(
  kind: string,
  object: JsonObject,
  evidence: ReadEvidence,
  now: number,
): Subject | undefined {
  const { namespace, name } = record(object.metadata);
  // The namespace becomes a part of a path.
  if (typeof namespace !== 'string' || typeof name !== 'string' || !/^[-a-z0-9]+$/.test(namespace)) return undefined;
  const found = (wanted: EvidenceKind) =>
    evidence.flatMap(([one, read]) => (one === wanted && read.type === 'found' ? read.objects : []));
  const pods = found('Pod').filter((pod) => !isReady(pod) || isCrashLooping(pod, now) || isBeingDeleted(pod));
  const runs = kind === 'CronJob' ? found('Job').filter((job) => jobEndOf(job)?.outcome !== 'Complete') : [];
  const related = [
    reference(kind, object),
    ...(kind === 'Pod' ? claimsOf(object) : []),
    ...pods.flatMap((pod) => [reference('Pod', pod), ...claimsOf(pod)]),
    ...runs.map((run) => reference('Job', run)),
  ];
  return { namespace, related: new Map(related), ...(kind === 'Deployment' ? { deployment: name } : {}) };
}

/**
 * Whether an event is about the present state of a subject: by kind, name and uid, and by what a pod has completed since. A
 * ReplicaSet is known by its name only: if a quota rejects all pods, nothing that was read names it.
 */
export function concerns({ related, deployment }: Subject, event: Omit<WarningEvent, 'message' | 'times'>): boolean {
  const kind = text(event.involved.kind);
  const name = text(event.involved.name) ?? '';
  const found = related.get(`${kind}/${name}`);
  if (found !== undefined) {
    const { uid = event.involved.uid, steps } = found;
    const isSame = event.involved.uid === undefined || event.involved.uid === uid;
    return isSame && (steps === undefined || !isOvercome(steps, event));
  }
  return kind === 'ReplicaSet' && deployment !== undefined && isReplicaSetOf(deployment, name);
}

function reference(kind: string, object: JsonObject): [string, Related] {
  const { name, uid } = record(object.metadata);
  const known = text(uid);
  const steps = kind === 'Pod' ? { steps: podSteps(object) } : {};
  return [`${kind}/${text(name) ?? ''}`, { ...(known === undefined ? {} : { uid: known }), ...steps }];
}

/** The claims of a pod, by name only. */
function claimsOf({ spec }: JsonObject): [string, Related][] {
  return records(record(spec).volumes).flatMap(({ persistentVolumeClaim }): [string, Related][] => {
    const name = text(record(persistentVolumeClaim).claimName);
    return name === undefined ? [] : [[`PersistentVolumeClaim/${name}`, {}]];
  });
}

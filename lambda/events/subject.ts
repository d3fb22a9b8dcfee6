import { type JsonObject, record, records, text } from '../../model/json';
import type { EvidenceKind } from '../../model/kinds';
import { isCrashLooping } from '../health/facts/crashLoop';
import { isBeingDeleted } from '../health/facts/deletion';
import { isReplicaSetOf } from '../health/facts/owner';
import { isReady } from '../health/facts/pods';
import { jobEndOf } from '../health/kinds/job';
import type { Evidence } from '../health/observation';

/** An object that is short, and the objects whose events may explain why. */
export interface Subject {
  readonly namespace: string;
  /** Their uids, if known, by `KIND/NAME`. */
  readonly related: ReadonlyMap<string, string | undefined>;
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
 * Whether an event is about a subject: by kind, name and uid. A ReplicaSet is known by its name only: if a quota rejects all pods,
 * nothing that was read names it.
 */
export function concerns({ related, deployment }: Subject, involved: JsonObject): boolean {
  const kind = text(involved.kind);
  const name = text(involved.name) ?? '';
  const key = `${kind}/${name}`;
  if (related.has(key)) return [undefined, text(involved.uid)].includes(related.get(key)) || involved.uid === undefined;
  return kind === 'ReplicaSet' && deployment !== undefined && isReplicaSetOf(deployment, name);
}

function reference(kind: string, { metadata }: JsonObject): [string, string | undefined] {
  const { name, uid } = record(metadata);
  return [`${kind}/${text(name) ?? ''}`, text(uid)];
}

/** The claims of a pod, by name only. */
function claimsOf({ spec }: JsonObject): [string, undefined][] {
  return records(record(spec).volumes).flatMap(({ persistentVolumeClaim }): [string, undefined][] => {
    const name = text(record(persistentVolumeClaim).claimName);
    return name === undefined ? [] : [[`PersistentVolumeClaim/${name}`, undefined]];
  });
}

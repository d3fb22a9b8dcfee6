import { type JsonObject, newest, oldest, record, records, text, time } from '../../../model/json';
import { conditionsOf, describeCondition, hasStatus } from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import { judgeWithGrace } from '../grace';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/** Written once a consumer has a node (by the scheduler), and once a provisioner was asked (by the volume controller). */
const provisioningAnnotations = [
  'volume.kubernetes.io/selected-node',
  'volume.kubernetes.io/storage-provisioner',
] as const;

/**
 * The rule of health of a PersistentVolumeClaim.
 *
 * A Pending claim cannot tell its storage class' binding mode, but it can tell whether anybody was asked for a volume: with
 * WaitForFirstConsumer the two annotations above appear only when a Pod that uses the claim was given a node, with
 * Immediate at once. Where they are, a volume is owed, and the claim has failed past its grace. It has as well where it
 * names its volume or has no class, as neither waits for a consumer. Else nobody waits for it but perhaps a Pod, and that
 * Pod, which cannot be scheduled, is to blame. Sources: Kubernetes, "Persistent Volumes" (lifecycle, expansion) and
 * "Storage Classes" (volume binding mode).
 */
export const persistentVolumeClaimRule: Rule = ({ object }, criteria, now) => {
  const judged = phases.get(record(object.status).phase)?.(object, criteria, now) ?? {
    verdict: 'Unknown',
    reason: 'UnreadableObject',
    message: 'status.phase is none of Bound, Pending and Lost',
  };
  return worstVerdict([judged, ...deletionVerdicts(object, criteria, now)], judged);
};

const phases: ReadonlyMap<unknown, (object: JsonObject, criteria: Criteria, now: number) => Verdict> = new Map([
  ['Bound', judgeBound],
  ['Pending', judgePending],
  ['Lost', judgeLost],
]);

/** A volume serves while it is being resized, and when that failed: this is told, and rings not. */
function judgeBound(object: JsonObject): Verdict {
  const told = conditionsOf(object).filter((condition) => hasStatus(condition, 'True'));
  const notes = told.map((condition) => `; ${describeCondition(condition)}`).sort();
  const volume = text(record(object.spec).volumeName) ?? 'a volume';
  return { verdict: 'Healthy', reason: 'Bound', message: `bound to ${volume}${notes.join('')}` };
}

function judgeLost({ spec }: JsonObject): Verdict {
  const volume = text(record(spec).volumeName) ?? 'its volume';
  return {
    verdict: 'Unhealthy',
    reason: 'VolumeLost',
    message: `${volume} does not exist any more, and its data neither`,
  };
}

function judgePending(object: JsonObject, { grace }: Criteria, now: number): Verdict {
  const { annotations, creationTimestamp } = record(object.metadata);
  const { volumeName, storageClassName } = record(object.spec);
  const storageClass = text(record(annotations)['volume.beta.kubernetes.io/storage-class']) ?? text(storageClassName);
  const asked = provisioningAnnotations.filter((annotation) => text(record(annotations)[annotation]) !== undefined);
  const reserved = text(volumeName) ?? '';
  if (reserved === '' && storageClass && asked.length === 0) {
    const message = `pending, and no volume was asked for: it waits for a Pod to use it, or storage class ${storageClass} makes none`;
    return { verdict: 'Healthy', reason: 'WaitForFirstConsumer', message };
  }
  const provisioner = text(record(annotations)['volume.kubernetes.io/storage-provisioner']);
  const owed = reserved === '' ? `storage class ${storageClass || 'none'}` : `volume ${reserved}`;
  const by = provisioner === undefined ? '' : `, asked of ${provisioner}`;
  return judgeWithGrace({
    since: newest([time(creationTimestamp), oldest(asked.map((annotation) => writtenAt(object, annotation)))]),
    limit: grace,
    now,
    reason: 'Pending',
    message: `pending (${owed}${by})`,
  });
}

/** When the writer of an annotation last wrote: a month-old claim may have its first consumer today. */
function writtenAt(object: JsonObject, annotation: string): number | undefined {
  return newest(
    records(record(object.metadata).managedFields).map((entry) => {
      const fields = record(record(record(entry.fieldsV1)['f:metadata'])['f:annotations']);
      return `f:${annotation}` in fields ? time(entry.time) : undefined;
    }),
  );
}

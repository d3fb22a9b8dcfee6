import { type JsonObject, newest, oldest, record, records, text, time } from '../../../model/json';
import { conditionsOf, describeCondition, hasStatus } from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import { judgeWithGrace } from '../grace';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/** Written once a consumer has a node (by the scheduler), and once a volume is requested (by the volume controller). */
const provisioningAnnotations = [
  'volume.kubernetes.io/selected-node',
  'volume.kubernetes.io/storage-provisioner',
] as const;

/**
 * The rule of health of a PersistentVolumeClaim.
 *
 * A Pending claim does not show the binding mode of its storage class, but it shows whether a volume has been requested: with
 * WaitForFirstConsumer the two annotations above appear only when a pod that uses the claim gets a node, with Immediate at
 * once. If they are present, a volume is expected, and the claim is Unhealthy after the grace period. The same holds if it
 * names its volume or has no class, as neither waits for a consumer. Otherwise only a pod may be waiting for the claim, and
 * that pod, which cannot be scheduled, is the problem. Sources: Kubernetes, "Persistent Volumes" (lifecycle, expansion) and
 * "Storage Classes" (volume binding mode).
 */
export const persistentVolumeClaimRule: Rule = ({ object }, criteria, now) => {
  const judged = phases.get(record(object.status).phase)?.(object, criteria, now) ?? {
    verdict: 'Unknown',
    reason: 'UnreadableObject',
    message: 'status.phase is not Bound, Pending or Lost',
  };
  return worstVerdict([judged, ...deletionVerdicts(object, criteria, now)], judged);
};

const phases: ReadonlyMap<unknown, (object: JsonObject, criteria: Criteria, now: number) => Verdict> = new Map([
  ['Bound', judgeBound],
  ['Pending', judgePending],
  ['Lost', judgeLost],
]);

/** A volume is usable while it is being resized, and if that failed: reported, but healthy. */
function judgeBound(object: JsonObject): Verdict {
  const reported = conditionsOf(object).filter((condition) => hasStatus(condition, 'True'));
  const notes = reported.map((condition) => `; ${describeCondition(condition)}`).sort();
  const volume = text(record(object.spec).volumeName) ?? 'a volume';
  return { verdict: 'Healthy', reason: 'Bound', message: `bound to ${volume}${notes.join('')}` };
}

function judgeLost({ spec }: JsonObject): Verdict {
  const volume = text(record(spec).volumeName) ?? 'its volume';
  return {
    verdict: 'Unhealthy',
    reason: 'VolumeLost',
    message: `${volume} no longer exists, and its data is lost`,
  };
}

function judgePending(object: JsonObject, { grace }: Criteria, now: number): Verdict {
  const { annotations, creationTimestamp } = record(object.metadata);
  const { volumeName, storageClassName } = record(object.spec);
  const storageClass = text(record(annotations)['volume.beta.kubernetes.io/storage-class']) ?? text(storageClassName);
  const requested = provisioningAnnotations.filter((annotation) => text(record(annotations)[annotation]) !== undefined);
  const reserved = text(volumeName) ?? '';
  if (reserved === '' && storageClass && requested.length === 0) {
    const message = `pending, no volume requested: it waits for a pod to use it, or storage class ${storageClass} does not provision`;
    return { verdict: 'Healthy', reason: 'WaitForFirstConsumer', message };
  }
  const provisioner = text(record(annotations)['volume.kubernetes.io/storage-provisioner']);
  const expected = reserved === '' ? `storage class ${storageClass || 'none'}` : `volume ${reserved}`;
  const by = provisioner === undefined ? '' : `, requested from ${provisioner}`;
  return judgeWithGrace({
    since: newest([time(creationTimestamp), oldest(requested.map((annotation) => writtenAt(object, annotation)))]),
    limit: grace,
    now,
    reason: 'Pending',
    message: `pending (${expected}${by})`,
  });
}

/** When an annotation was last written: a claim that is a month old may get its first consumer today. */
function writtenAt(object: JsonObject, annotation: string): number | undefined {
  return newest(
    records(record(object.metadata).managedFields).map((entry) => {
      const fields = record(record(record(entry.fieldsV1)['f:metadata'])['f:annotations']);
      return `f:${annotation}` in fields ? time(entry.time) : undefined;
    }),
  );
}

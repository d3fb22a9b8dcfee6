import { type JsonObject, record, records } from './json';

/** Whether a pod's controller is this very object, told by its uid. */
export function ownedBy(object: JsonObject): (pod: JsonObject) => boolean {
  const { uid } = record(object.metadata);
  return (pod) =>
    records(record(pod.metadata).ownerReferences).some((owner) => owner.controller === true && owner.uid === uid);
}

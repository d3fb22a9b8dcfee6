import { type JsonObject, record, records } from '../../../model/json';

/** Whether a pod's controller is this very object: told by its uid, or by kind and name where a uid is not given. */
export function ownedBy(object: JsonObject): (pod: JsonObject) => boolean {
  const { uid, name } = record(object.metadata);
  return (pod) =>
    records(record(pod.metadata).ownerReferences).some((owner) => {
      if (owner.controller !== true) return false;
      if (uid !== undefined && owner.uid !== undefined) return owner.uid === uid;
      return owner.kind === object.kind && owner.name === name;
    });
}

import { type JsonObject, record, records, text } from '../../../model/json';

/** The owner that manages an object; undefined if there is none. Source: Kubernetes, "Owners and Dependents". */
export function controllerOf(object: JsonObject): JsonObject | undefined {
  return controllersOf(object)[0];
}

/** Kubernetes allows one at most, but nothing here relies on it. */
export function controllersOf(object: JsonObject): JsonObject[] {
  return records(record(object.metadata).ownerReferences).filter(({ controller }) => controller === true);
}

/** Whether an object's controller is this very object: compared by uid, or by kind and name if a uid is missing. */
export function ownedBy(owner: JsonObject): (object: JsonObject) => boolean {
  const { uid, name } = record(owner.metadata);
  return (object) =>
    controllersOf(object).some((controller) => {
      if (uid !== undefined && controller.uid !== undefined) return controller.uid === uid;
      return controller.kind === owner.kind && controller.name === name;
    });
}

/** The Deployment that a ReplicaSet belongs to, by the ReplicaSet's name: the Deployment's name, a hyphen and a hash. */
export function deploymentNameOf(replicaSetName: string): string | undefined {
  return /(.+)-[^-]+$/.exec(replicaSetName)?.[1];
}

/**
 * Whether a ReplicaSet is one of a Deployment's, by its name: the hash has no vowels and no hyphens, so that this is not true of
 * the Deployment `web-api` for `web`. Source: k8s.io/apimachinery, `rand.SafeEncodeString`.
 */
export function isReplicaSetOf(deployment: string, replicaSetName: string): boolean {
  const prefix = `${deployment}-`;
  return (
    replicaSetName.startsWith(prefix) &&
    /^[bcdfghjklmnpqrstvwxz2456789]{5,10}$/.test(replicaSetName.slice(prefix.length))
  );
}

/** `ReplicaSet web-5d4f`. */
export function formatOwner({ kind, name }: JsonObject): string {
  return `${text(kind) ?? 'an owner'} ${text(name) ?? 'without a name'}`;
}

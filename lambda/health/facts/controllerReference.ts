import { type JsonObject, record, records, text } from '../../../model/json';

/** The owner that manages an object; undefined where none does. Source: Kubernetes, "Owners and Dependents". */
export function controllerOf(object: JsonObject): JsonObject | undefined {
  return records(record(object.metadata).ownerReferences).find(({ controller }) => controller === true);
}

/** `ReplicaSet web-5d4f`. */
export function formatOwner({ kind, name }: JsonObject): string {
  return `${text(kind) ?? 'an owner'} ${text(name) ?? 'without a name'}`;
}

import { count, type JsonObject, newest, record, records, time } from '../../../model/json';

/**
 * When the status last changed. It moves with every change of any count, so it is never earlier than the start of a shortage.
 * Source: Kubernetes, "Server-Side Apply" (managedFields).
 */
export function statusClock(object: JsonObject): number | undefined {
  return newest(managedFields(object).map((entry) => (writesStatus(entry) ? time(entry.time) : undefined)));
}

/** When the spec last changed, also through the `scale` subresource; changes of status or metadata do not count. */
export function specClock(object: JsonObject): number | undefined {
  return newest([
    time(record(object.metadata).creationTimestamp),
    ...managedFields(object).map((entry) => (writesSpec(entry) ? time(entry.time) : undefined)),
  ]);
}

/**
 * When the spec last changed, while the controller has not observed it: an entry without a time counts as now. The `scale`
 * subresource writes such an entry, which stays for good, so afterwards it says nothing.
 */
export function unobservedSpecClock(object: JsonObject, now: number): number | undefined {
  const isUndated = managedFields(object).some((entry) => writesSpec(entry) && time(entry.time) === undefined);
  return isUndated ? now : specClock(object);
}

/** Whether the controller has not observed the newest spec yet, so that the status describes an older one. */
export function isLagging(object: JsonObject): boolean {
  const { observedGeneration } = record(object.status);
  return (count(observedGeneration) ?? 0) < (count(record(object.metadata).generation) ?? 0);
}

function writesSpec({ subresource, fieldsV1 }: JsonObject): boolean {
  return subresource !== 'status' && 'f:spec' in record(fieldsV1);
}

/** In custom resources without a status subresource, the status is written together with the rest. */
function writesStatus({ subresource, fieldsV1 }: JsonObject): boolean {
  return subresource === 'status' || 'f:status' in record(fieldsV1);
}

function managedFields(object: JsonObject): JsonObject[] {
  return records(record(object.metadata).managedFields);
}

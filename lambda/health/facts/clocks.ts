import { count, type JsonObject, newest, record, records, time } from '../../../model/json';

/**
 * When the status last changed: it moves at every change of any count, so it is never older than the shortfall.
 * Source: Kubernetes, "Server-Side Apply" (managedFields).
 */
export function statusClock(object: JsonObject): number | undefined {
  return newest(managedFields(object).map((entry) => (writesStatus(entry) ? time(entry.time) : undefined)));
}

/** When the spec last changed, by whichever way (`scale` is a subresource of its own); never by status or metadata alone. */
export function specClock(object: JsonObject): number | undefined {
  return newest([
    time(record(object.metadata).creationTimestamp),
    ...managedFields(object).map((entry) =>
      entry.subresource !== 'status' && 'f:spec' in record(entry.fieldsV1) ? time(entry.time) : undefined,
    ),
  ]);
}

/** Whether the controller has yet to see the newest spec, so that the status speaks of an older one. */
export function isLagging(object: JsonObject): boolean {
  const { observedGeneration } = record(object.status);
  return (count(observedGeneration) ?? 0) < (count(record(object.metadata).generation) ?? 0);
}

/** Custom resources without a status subresource have their status written with the rest. */
function writesStatus({ subresource, fieldsV1 }: JsonObject): boolean {
  return subresource === 'status' || 'f:status' in record(fieldsV1);
}

function managedFields(object: JsonObject): JsonObject[] {
  return records(record(object.metadata).managedFields);
}

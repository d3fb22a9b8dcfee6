import { type JsonObject, record, records } from '../../../model/json';

/** The statuses of all containers, init containers first. */
export function containers(pod: JsonObject): JsonObject[] {
  const { initContainerStatuses, containerStatuses } = record(pod.status);
  return [...records(initContainerStatuses), ...records(containerStatuses)];
}

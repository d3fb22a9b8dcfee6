import { count, type JsonObject, record, records } from '../../../model/json';

/** The statuses of all containers, init containers first. */
export function containers(pod: JsonObject): JsonObject[] {
  const { initContainerStatuses, containerStatuses } = record(pod.status);
  return [...records(initContainerStatuses), ...records(containerStatuses)];
}

/** Whether a container ended with 0 and is not restarted: an init container, or one of a pod that runs to completion. */
export function isCompleted({ spec, status }: JsonObject, container: JsonObject): boolean {
  if (count(record(record(container.state).terminated).exitCode) !== 0) return false;
  const { initContainers, restartPolicy = 'Always' } = record(spec);
  const isInit = records(record(status).initContainerStatuses).some(({ name }) => name === container.name);
  if (!isInit) return restartPolicy !== 'Always';
  return records(initContainers).find(({ name }) => name === container.name)?.restartPolicy !== 'Always';
}

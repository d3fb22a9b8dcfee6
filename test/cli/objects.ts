import type { ApiObject } from '../../cli/judge/objectFile';
import type { JsonObject } from '../../model/json';
import { deployment, noon } from './cluster';

/** Objects as printed by kubectl, in the namespace `shop`. */

/** The time some minutes before noon, in the format of the API. */
export function minutesAgo(minutes: number): string {
  return new Date(noon - minutes * 60_000).toISOString();
}

/** A Deployment of three replicas. Its status last changed `changed` minutes ago. */
export function web(
  readyReplicas: number,
  { name = 'web', changed = 60, metadata = {} as JsonObject } = {},
): ApiObject {
  const object = deployment(name, readyReplicas, changed);
  return { ...object, apiVersion: 'apps/v1', kind: 'Deployment', metadata: { ...object.metadata, ...metadata } };
}

/** The metadata of an object that a controller owns. */
export function ownedBy(kind: string, name: string, uid = `uid-of-${name}`): JsonObject {
  return { ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid, controller: true }] };
}

/** A pod of the Deployment `web`. It became ready or unready `since` minutes ago. */
export function pod({ name = 'web-5d4-a', ready = true, since = 60, metadata = {} as JsonObject, status = {} } = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-of-${name}`,
      labels: { app: 'web' },
      creationTimestamp: minutesAgo(600),
      ...ownedBy('ReplicaSet', 'web-5d4'),
      ...metadata,
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: minutesAgo(since) }],
      ...status,
    },
  } satisfies ApiObject;
}

/** A pod of the Deployment `web` that is crash looping. */
export function crashLoopingPod(name = 'web-5d4-x'): ApiObject {
  const terminated = { exitCode: 1, startedAt: minutesAgo(3), finishedAt: minutesAgo(2) };
  const container = { name: 'main', restartCount: 9, state: {}, lastState: { terminated } };
  return pod({ name, ready: false, since: 1, status: { containerStatuses: [container] } });
}

/** The three pods of the Deployment `web`. Some became unready `since` minutes ago. */
export function pods({ unready = 1, since = 2 } = {}): ApiObject[] {
  return ['a', 'b', 'c'].map((hash, index) =>
    pod({ name: `web-5d4-${hash}`, ...(index < unready ? { ready: false, since } : {}) }),
  );
}

/** A List, as printed by kubectl. */
export function list(...items: readonly unknown[]) {
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items };
}

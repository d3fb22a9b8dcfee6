import type { ApiObject } from '../../cli/judge/objectFile';
import type { JsonObject } from '../../model/json';
import { deployment, noon } from './cluster';

/** Objects as kubectl prints them, in the namespace `shop`. */

/** The time so many minutes before noon, as the API writes it. */
export function minutesAgo(minutes: number): string {
  return new Date(noon - minutes * 60_000).toISOString();
}

/** A Deployment of three replicas whose status last changed some minutes ago. */
export function web(
  readyReplicas: number,
  { name = 'web', changed = 60, metadata = {} as JsonObject } = {},
): ApiObject {
  const object = deployment(name, readyReplicas, changed);
  return { ...object, apiVersion: 'apps/v1', kind: 'Deployment', metadata: { ...object.metadata, ...metadata } };
}

/** What makes an object a controller's, in its `metadata`. */
export function ownedBy(kind: string, name: string, uid = `uid-of-${name}`): JsonObject {
  return { ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid, controller: true }] };
}

/** A pod of the Deployment `web`, which became ready, or unready, some minutes ago. */
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

/** A pod of the Deployment `web` that restarts again and again. */
export function loopingPod(name = 'web-5d4-x'): ApiObject {
  const terminated = { exitCode: 1, startedAt: minutesAgo(3), finishedAt: minutesAgo(2) };
  const container = { name: 'main', restartCount: 9, state: {}, lastState: { terminated } };
  return pod({ name, ready: false, since: 1, status: { containerStatuses: [container] } });
}

/** The three pods of the Deployment `web`, of which some became unready some minutes ago. */
export function pods({ unready = 1, since = 2 } = {}): ApiObject[] {
  return ['a', 'b', 'c'].map((hash, index) =>
    pod({ name: `web-5d4-${hash}`, ...(index < unready ? { ready: false, since } : {}) }),
  );
}

/** As kubectl prints several objects. */
export function list(...items: readonly unknown[]) {
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items };
}

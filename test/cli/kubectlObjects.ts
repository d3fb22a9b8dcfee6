import type { ApiObject } from '../../cli/judge/objectFile';
import type { JsonObject } from '../../model/json';
import { minute, second } from '../support/objects/clock';
import * as objects from '../support/objects/pod';
import { workload } from '../support/objects/workload';

/** Objects as printed by kubectl, in the namespace `shop`. */

/** A Deployment of three replicas, without a uid. Its status last changed `changed` minutes ago. */
export function web(readyReplicas: number, { name = 'web', changed = 60, metadata = {} as JsonObject } = {}) {
  return workload('Deployment', {
    name,
    ready: readyReplicas,
    statusAge: changed * minute,
    metadata: { uid: undefined, labels: { tier: 'web' }, ...metadata },
  });
}

/** The metadata of an object that a controller owns. */
export function ownedBy(kind: string, name: string, uid = `uid-of-${name}`): JsonObject {
  return { ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid, controller: true }] };
}

/** A pod of the Deployment `web`. It became ready or unready `since` minutes ago. */
export function pod({ since = 60, ...shape }: objects.PodShape = {}) {
  const name = shape.name ?? 'web-5d4-a';
  const metadata = { uid: `uid-of-${name}`, labels: { app: 'web' }, ...ownedBy('ReplicaSet', 'web-5d4') };
  const built = objects.pod({ ...shape, name, since: since * minute, metadata: { ...metadata, ...shape.metadata } });
  return { apiVersion: 'v1', kind: 'Pod', ...built };
}

/** A pod of the Deployment `web` that is crash looping. */
export function crashLoopingPod(name = 'web-5d4-x'): ApiObject {
  const loop = { restarts: 9, lastRun: { lasted: 10 * second, ended: 2 * minute } };
  const waiting = { waiting: 'CrashLoopBackOff', waitingMessage: objects.backOff('5m0s') };
  return pod({ name, ready: false, since: 1, ...loop, ...waiting });
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

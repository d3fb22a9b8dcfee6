import type { JsonObject } from '../../../model/json';

/** A page of pods as the API server returns it; `next` is its continue token. */
export function podList(items: readonly JsonObject[], next?: string): JsonObject {
  return { kind: 'PodList', metadata: next === undefined ? {} : { continue: next }, items };
}

/** A pod that the workload `web` controls. */
export function owned(one: JsonObject): JsonObject {
  return {
    ...one,
    metadata: { ...(one.metadata as object), ownerReferences: [{ controller: true, uid: 'uid-of-web' }] },
  };
}

import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { Grant } from '../../model/grant';
import { countOr, type JsonObject, record } from '../../model/json';
import type { ScalingRule } from '../../model/scalingConfig';
import { ReadFailure } from '../errors';
import { observeFailure } from '../observe/response';
import type { UpdatingClient } from './updatingClient';

const notFound = 404;
const conflict = 409;

/** The scale subresource, and the Lease, of an entry. */
export interface ScalingResources {
  readonly scale: Grant & { readonly verb: 'get' };
  readonly lease: Grant & { readonly verb: 'get' };
}

export function resourcesOf({ target, lease }: Pick<ScalingRule, 'target' | 'lease'>): ScalingResources {
  const { group, version, resource, namespace, name } = target;
  return {
    scale: { verb: 'get', group, version, resource: `${resource}/scale`, namespace, name },
    lease: { verb: 'get', group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace, name: lease },
  };
}

/** The number of replicas that a Scale asks for; 0 if absent, because Kubernetes omits it then. */
export function replicasOf(scale: JsonObject): number {
  const replicas = countOr(0, record(scale.spec).replicas);
  if (scale.kind === 'Scale' && replicas !== undefined) return replicas;
  throw new ReadFailure(
    'UnreadableResponse',
    `requested a Scale with spec.replicas, got ${JSON.stringify(scale.kind)}`,
  );
}

/** The Scale with another number of replicas. The UID makes sure that it is not another object of the same name. */
export function withReplicas(scale: JsonObject, replicas: number): JsonObject {
  const { name, namespace, uid, resourceVersion } = record(scale.metadata);
  return {
    apiVersion: scale.apiVersion,
    kind: scale.kind,
    metadata: { name, namespace, uid, resourceVersion },
    spec: { replicas },
  };
}

/** Whether somebody else has changed the object since it was read. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiException && error.code === conflict;
}

/**
 * An error of the API server, with what to do about it.
 *
 * @param grant - what was asked for.
 */
export function toScalingFailure(grant: Grant, error: unknown, client: Pick<UpdatingClient, 'explain'>): ReadFailure {
  if (error instanceof ReadFailure) return error;
  // The 404 of a subresource is about its object.
  const isAbsent = error instanceof ApiException && error.code === notFound;
  const [plural = ''] = grant.resource.split('/');
  const about = isAbsent ? { ...grant, resource: plural } : grant;
  const { reason, message, command } = observeFailure(about, error, (failure) => client.explain(failure));
  return new ReadFailure(reason, message, { cause: error, command });
}

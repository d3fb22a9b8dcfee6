import type { Grant } from '../../model/grant';
import { record, text } from '../../model/json';
import { CannotCheck } from './finding';
import type { Review, ReviewAnswer } from './reviewClient';

/** One permission, and whether the cluster grants it. */
export interface Permission {
  /** `get deployments.apps "web" in namespace "shop"`. */
  readonly text: string;
  readonly isGranted: boolean;
}

/**
 * The question whether whoever asks has a permission. Source: Kubernetes, "SelfSubjectAccessReview" (an empty namespace means all,
 * an empty name means any).
 */
export function reviewOf({ verb, group, version, resource: plural, namespace = '', name = '' }: Grant): Review {
  const [resource, subresource] = plural.split('/');
  const asked = {
    verb,
    group,
    version,
    resource,
    namespace,
    name,
    ...(subresource === undefined ? {} : { subresource }),
  };
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: asked },
  };
}

/** Each permission once: several targets may need the same one. */
export function distinctReads(reads: readonly Grant[]): Grant[] {
  return [...new Map(reads.map((read) => [describeRead(read), read])).values()];
}

/** @throws CannotCheck for an answer that is not a review. */
export function readPermission(read: Grant, answer: ReviewAnswer | undefined): Permission {
  const { status = 'nothing', body = {} } = answer ?? {};
  const { allowed } = record(body.status);
  if (typeof allowed === 'boolean') return { text: describeRead(read), isGranted: allowed };
  throw new CannotCheck(`the API server answered ${status} to a SelfSubjectAccessReview: ${text(body.message) ?? ''}`);
}

function describeRead({ verb, group, resource, namespace, name }: Grant): string {
  const plural = group === '' ? resource : `${resource}.${group}`;
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`;
  return `${verb} ${plural}${name === undefined ? '' : ` "${name}"`}${where}`;
}

import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { Read } from '../../../model/readingPlan';

/** Responses of kube-apiserver, as errors that the client throws. */

export const deployment: Read = {
  verb: 'get',
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  namespace: 'shop',
  name: 'web',
};
const { name: _, ...deployments } = deployment;
export const deploymentList: Read = { ...deployments, verb: 'list', labelSelector: 'tier=web' };

export function status(code: number, reason: string, message: string, details?: object): ApiException<unknown> {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code,
    reason,
    message,
    ...(details && { details }),
  };
  return new ApiException(code, '', body, {});
}

export function notFound(group: string, resource: string, name: string): ApiException<unknown> {
  const details = { name, ...(group === '' ? {} : { group }), kind: resource };
  return status(404, 'NotFound', `${resource} "${name}" not found`, details);
}

export const forbidden = status(403, 'Forbidden', 'User "eks-vigil" cannot get resource', {});
export const unauthorized = status(401, 'Unauthorized', 'Unauthorized');
export const pageNotFound = new ApiException(404, '', '404 page not found\n', {});

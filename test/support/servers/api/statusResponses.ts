import type { ResourceRequest } from './requestInfo';

/** A response of the API server. */
export interface ApiResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The user name that the mapping of the configured role gives. */
const user = 'eks-vigil';

/** A response with a JSON body. */
export function json(status: number, body: unknown): ApiResponse {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

/** The response of kube-apiserver to a path that no API group serves. */
export const pageNotFound: ApiResponse = {
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  body: '404 page not found\n',
};

export const unauthorized: ApiResponse = status(401, 'Unauthorized', 'Unauthorized');

export const methodNotAllowed: ApiResponse = status(
  405,
  'MethodNotAllowed',
  'the server does not allow this method on the requested resource',
  {},
);

export const continueExpired: ApiResponse = status(
  410,
  'Expired',
  'The provided continue parameter is too old to display a consistent list result. ' +
    'You must start a new list without the continue parameter.',
);

/** The object does not exist. */
export function notFound(request: ResourceRequest): ApiResponse {
  const message = `${qualifiedResource(request)} "${request.name}" not found`;
  return status(404, 'NotFound', message, details(request));
}

/** The request is not authorized. */
export function forbidden(request: ResourceRequest): ApiResponse {
  const { verb, group, resource, namespace, name } = request;
  const subject = name === undefined ? qualifiedResource(request) : `${qualifiedResource(request)} "${name}"`;
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${subject} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`;
  return status(403, 'Forbidden', message, details(request));
}

export function badRequest(message: string): ApiResponse {
  return status(400, 'BadRequest', message);
}

function status(code: number, reason: string, message: string, details?: Record<string, unknown>): ApiResponse {
  return json(code, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  });
}

function details({ name, group, resource }: ResourceRequest): Record<string, unknown> {
  return { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource };
}

function qualifiedResource({ group, resource }: ResourceRequest): string {
  return group === '' ? resource : `${resource}.${group}`;
}

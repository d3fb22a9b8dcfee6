import type { ResourceRequest } from './requestInfo';

/** An answer of the API server before it is written. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The user name that the mapping of the configured role gives. */
const user = 'eks-vigil';

/** An answer with a JSON body. */
export function json(status: number, body: unknown): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}

/** What kube-apiserver answers for a path that no API group serves. */
export const pageNotFound: Answer = {
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  body: '404 page not found\n',
};

export const unauthorized: Answer = status(401, 'Unauthorized', 'Unauthorized');

export const methodNotAllowed: Answer = status(
  405,
  'MethodNotAllowed',
  'the server does not allow this method on the requested resource',
  {},
);

export const continueExpired: Answer = status(
  410,
  'Expired',
  'The provided continue parameter is too old to display a consistent list result. ' +
    'You must start a new list without the continue parameter.',
);

/** The object does not exist. */
export function notFound(request: ResourceRequest): Answer {
  const message = `${qualifiedResource(request)} "${request.name}" not found`;
  return status(404, 'NotFound', message, details(request));
}

/** The authoriser said no. */
export function forbidden(request: ResourceRequest): Answer {
  const { verb, group, resource, namespace, name } = request;
  const subject = name === undefined ? qualifiedResource(request) : `${qualifiedResource(request)} "${name}"`;
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${subject} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`;
  return status(403, 'Forbidden', message, details(request));
}

export function badRequest(message: string): Answer {
  return status(400, 'BadRequest', message);
}

function status(code: number, reason: string, message: string, details?: Record<string, unknown>): Answer {
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

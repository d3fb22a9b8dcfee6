import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { Grant } from '../../model/grant';
import { type JsonObject, record, text } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import type { Reason } from '../../model/reasons';
import { truncate } from '../../model/truncate';
import { ReadFailure } from '../errors';
import { isBeingDeleted } from '../health/facts/deletion';
import type { Found, Missing, Observation, Unreadable } from '../health/observation';
import type { Explain } from '../kubernetes/apiResponse';
import { readCommand } from './readCommand';

/** What the responses of the API server mean. Pure. */

/** The named object in a response; unreadable if the response is about something else. */
export function observeObject(read: Read, kind: string, body: JsonObject): Found | Unreadable {
  const { name, namespace } = record(body.metadata);
  if (body.kind !== kind || name !== read.name || namespace !== read.namespace) {
    const requested = describeObject(kind, read.namespace, read.name);
    const got = describeObject(body.kind, namespace, name);
    return unreadable(read, 'UnreadableResponse', `requested ${requested}, got ${got}`);
  }
  return { type: 'found', object: body };
}

/**
 * What it means that a target could not be read.
 *
 * @param explain - what is known about the identity.
 */
export function observeFailure(read: Grant, error: unknown, explain?: Explain): Exclude<Observation, Found> {
  if (error instanceof ReadFailure) return unreadable(read, error.reason, error.message, error.command);
  if (!(error instanceof ApiException)) throw error;
  const status = record(error.body);
  if (error.code === 404) return observeNotFound(read, status);
  const detail = text(status.message) ?? (text(error.body) === undefined ? '' : String(error.body));
  const { reason, describe } = errorReasons[error.code] ?? {
    reason: 'ServerError',
    describe: () => `the API server responded with ${error.code}`,
  };
  const command = error.code === 403 ? explain?.('forbidden')?.command : undefined;
  const isSaid = detail === '' || (reason === 'Forbidden' && describeUser(detail) !== '');
  const response = isSaid ? '' : ` (response: ${truncate(detail)})`;
  return unreadable(read, reason, `${describe(read, explain, detail)}${response}`, command);
}

/** The named object does not exist. */
export function observeAbsence(read: Grant): Missing {
  return missing(read, 'NotFound', `${describeRead(read)} does not exist`);
}

/** Whether a target may not be read because its namespace, and with it the Role, was deleted or is being deleted. */
export function observeNamespace(namespace: string, response: JsonObject | ApiException<unknown>): Missing | undefined {
  const read: Read = { verb: 'get', group: '', version: 'v1', resource: 'namespaces', namespace, name: namespace };
  if (response instanceof ApiException) {
    const gone =
      response.code === 404 && isAbout({ group: '', resource: 'namespaces', name: namespace }, record(response.body));
    return gone ? missing(read, 'NamespaceNotFound', `namespace ${namespace} does not exist`) : undefined;
  }
  const { name } = record(response.metadata);
  return response.kind === 'Namespace' && name === namespace && isBeingDeleted(response)
    ? missing(read, 'NamespaceTerminating', `namespace ${namespace} is being deleted`)
    : undefined;
}

/** `Deployment shop/web`, whatever the API server sent. */
function describeObject(kind: unknown, namespace: unknown, name: unknown): string {
  const where = [namespace, name].flatMap((part) => text(part) ?? []).join('/');
  return truncate(`${text(kind) ?? 'something'} ${where === '' ? 'without a name' : where}`);
}

/** `deployments.apps "web" in namespace "shop"`, as in Kubernetes' own messages. */
export function describeRead({ group, resource, namespace, name }: Grant): string {
  const what = `${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` "${name}"`}`;
  return namespace === undefined ? what : `${what} in namespace "${namespace}"`;
}

const errorReasons: Readonly<
  Record<number, { reason: Reason; describe: (read: Grant, explain: Explain | undefined, detail: string) => string }>
> = {
  401: {
    reason: 'Unauthorized',
    describe: () => 'the cluster does not accept the identity',
  },
  403: {
    reason: 'Forbidden',
    describe: (read, explain, detail) => {
      const remedy = explain?.('forbidden');
      return `permission to ${read.verb} ${describeRead(read)} is missing${describeUser(detail)}${remedy === undefined ? '' : `; ${remedy.message}`}`;
    },
  },
  429: { reason: 'TooManyRequests', describe: () => 'the API server is throttling requests' },
};

/** The user as the cluster knows it: another one than expected if the role is mapped in another way. */
function describeUser(detail: string): string {
  const [, user] = /\bUser "([^"]{1,200})" cannot /.exec(detail) ?? [];
  return user === undefined ? '' : ` for user "${user}"`;
}

function observeNotFound(read: Grant, status: JsonObject): Missing | Unreadable {
  if (read.name !== undefined && isAbout(read, status)) {
    return observeAbsence(read);
  }
  const api = `${read.group === '' ? 'core' : read.group}/${read.version}`;
  return unreadable(read, 'ApiNotServed', `the API server does not serve ${read.resource} of ${api}`);
}

/** Source: Kubernetes, "API conventions" (Status with reason NotFound: details name the object, its group and resource). */
function isAbout({ group, resource, name }: Pick<Grant, 'group' | 'resource' | 'name'>, status: JsonObject): boolean {
  const details = record(status.details);
  return (
    status.reason === 'NotFound' &&
    details.name === name &&
    details.kind === resource &&
    (details.group ?? '') === group
  );
}

function missing(read: Grant, reason: Missing['reason'], message: string): Missing {
  return { type: 'missing', reason, message, command: readCommand(read, reason) };
}

function unreadable(read: Grant, reason: Reason, message: string, command = readCommand(read, reason)): Unreadable {
  return { type: 'unreadable', reason, message, command };
}

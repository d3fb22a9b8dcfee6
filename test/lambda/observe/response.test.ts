import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import type { AccessFailure } from '../../../lambda/kubernetes/clusterAccess';
import { describeRead, observeFailure, observeNamespace, observeObject } from '../../../lambda/observe/response';
import type { Read } from '../../../model/readingPlan';
import { deployment, deploymentList, forbidden, notFound, pageNotFound, status, unauthorized } from './apiErrors';

const namespaceRead: Read = { verb: 'get', group: '', version: 'v1', resource: 'namespaces', name: 'shop' };
const emptyDetails = status(404, 'NotFound', 'the server could not find the requested resource', {});
const noDetails = status(404, 'NotFound', 'the server could not find the requested resource');

describe('a named object', () => {
  const metadata = { name: 'web', namespace: 'shop' };

  test('is the requested one', () => {
    const object = { kind: 'Deployment', metadata, spec: {} };
    expect(observeObject(deployment, 'Deployment', object)).toEqual({ type: 'found', object });
  });

  test.each<[string, object]>([
    ['another name', { kind: 'Deployment', metadata: { ...metadata, name: 'other' } }],
    ['another namespace', { kind: 'Deployment', metadata: { ...metadata, namespace: 'other' } }],
    ['another kind', { kind: 'StatefulSet', metadata }],
    ['a Status', { kind: 'Status', status: 'Success' }],
    ['no metadata', { kind: 'Deployment' }],
    ['nothing', {}],
  ])('that is %s is no evidence', (_, body) => {
    expect(observeObject(deployment, 'Deployment', { ...body })).toMatchObject({
      type: 'unreadable',
      reason: 'UnreadableResponse',
      message: expect.stringContaining('requested Deployment shop/web, got'),
    });
  });
});

test.each<[object, string]>([
  [{ kind: 'Pod', metadata: { name: 'other', namespace: 'shop' } }, 'Pod shop/other'],
  [{ kind: 'Status' }, 'Status without a name'],
  [{}, 'something without a name'],
])('a response of %j is described as %s', (body, expected) => {
  expect(observeObject(deployment, 'Deployment', { ...body })).toMatchObject({
    message: `requested Deployment shop/web, got ${expected}`,
  });
});

describe('a read that failed', () => {
  test.each<[string, Read, unknown, string]>([
    ['404 that names the object', deployment, notFound('apps', 'deployments', 'web'), 'missing NotFound'],
    [
      '404 that names an object of the core group',
      namespaceRead,
      notFound('', 'namespaces', 'shop'),
      'missing NotFound',
    ],
    ['404 of another name', deployment, notFound('apps', 'deployments', 'other'), 'unreadable ApiNotServed'],
    ['404 of another group', deployment, notFound('extensions', 'deployments', 'web'), 'unreadable ApiNotServed'],
    ['404 of another resource', deployment, notFound('apps', 'statefulsets', 'web'), 'unreadable ApiNotServed'],
    ['404 with empty details', deployment, emptyDetails, 'unreadable ApiNotServed'],
    ['404 without details', deployment, noDetails, 'unreadable ApiNotServed'],
    [
      '404 of another reason',
      deployment,
      status(404, 'Gone', '', { name: 'web', group: 'apps', kind: 'deployments' }),
      'unreadable ApiNotServed',
    ],
    ['404 in plain text', deployment, pageNotFound, 'unreadable ApiNotServed'],
    ['404 with null', deployment, new ApiException(404, '', null, {}), 'unreadable ApiNotServed'],
    ['404 of a list', deploymentList, emptyDetails, 'unreadable ApiNotServed'],
    [
      '404 of a list that names no object',
      deploymentList,
      status(404, 'NotFound', '', { group: 'apps', kind: 'deployments' }),
      'unreadable ApiNotServed',
    ],
    ['401', deployment, unauthorized, 'unreadable Unauthorized'],
    ['403', deployment, forbidden, 'unreadable Forbidden'],
    ['410', deploymentList, status(410, 'Expired', 'too old'), 'unreadable ServerError'],
    ['429', deployment, status(429, 'TooManyRequests', 'slow down'), 'unreadable TooManyRequests'],
    ['500', deployment, status(500, 'InternalError', 'etcdserver: request timed out'), 'unreadable ServerError'],
    ['503 in plain text', deployment, new ApiException(503, '', 'service unavailable', {}), 'unreadable ServerError'],
    ['301', deployment, new ApiException(301, '', '', {}), 'unreadable ServerError'],
    ['no response', deployment, new ReadFailure('Timeout', 'too slow'), 'unreadable Timeout'],
  ])('%s', (_, read, error, expected) => {
    const { type, reason } = observeFailure(read, error);
    expect(`${type} ${reason}`).toBe(expected);
  });

  test.each<[string, Read, unknown, unknown]>([
    [
      'what is missing',
      deployment,
      notFound('apps', 'deployments', 'web'),
      'deployments.apps "web" in namespace "shop" does not exist',
    ],
    ['what is not served', deployment, pageNotFound, 'the API server does not serve deployments of apps/v1'],
    [
      'what is not served of the core group',
      namespaceRead,
      pageNotFound,
      'the API server does not serve namespaces of core/v1',
    ],
    [
      'which permission is missing',
      deployment,
      forbidden,
      'permission to get deployments.apps "web" in namespace "shop" is missing for user "eks-vigil"',
    ],
    [
      'that the identity is not accepted',
      deployment,
      unauthorized,
      'the cluster does not accept the identity (response: Unauthorized)',
    ],
    [
      'the response in plain text',
      deployment,
      new ApiException(503, '', 'service unavailable', {}),
      'the API server responded with 503 (response: service unavailable)',
    ],
    [
      'the status only, without a message',
      deployment,
      new ApiException(502, '', undefined, {}),
      'the API server responded with 502',
    ],
    [
      'that it is throttled',
      deployment,
      status(429, 'TooManyRequests', 'slow down'),
      'the API server is throttling requests (response: slow down)',
    ],
    ['why there was no response', deployment, new ReadFailure('Timeout', 'too slow'), 'too slow'],
  ])('reports %s', (_, read, error, expected) => {
    expect(observeFailure(read, error).message).toEqual(expected);
  });

  test('reports with the missing permission what is known about the identity', () => {
    const explain = (failure: AccessFailure) => ({ message: `${failure}: ask for it` });
    expect(observeFailure(deployment, forbidden, explain).message).toBe(
      'permission to get deployments.apps "web" in namespace "shop" is missing for user "eks-vigil"; forbidden: ask for it',
    );
  });

  test('does not become an observation if it is a bug', () => {
    const bug = new TypeError('x is not a function');
    expect(() => observeFailure(deployment, bug)).toThrow(bug);
  });
});

describe('a namespace that is read after a 403', () => {
  test.each<[string, Parameters<typeof observeNamespace>[1], string | undefined]>([
    ['does not exist', notFound('', 'namespaces', 'shop'), 'NamespaceNotFound'],
    [
      'is being deleted',
      { kind: 'Namespace', metadata: { name: 'shop', deletionTimestamp: '2026-01-01T12:00:00Z' } },
      'NamespaceTerminating',
    ],
    [
      'gets another one that is being deleted',
      { kind: 'Namespace', metadata: { name: 'other', deletionTimestamp: '2026-01-01T12:00:00Z' } },
      undefined,
    ],
    [
      'gets something else that is being deleted',
      { kind: 'Pod', metadata: { name: 'shop', deletionTimestamp: '2026-01-01T12:00:00Z' } },
      undefined,
    ],
    [
      'exists, with a deletionTimestamp of null',
      { kind: 'Namespace', metadata: { name: 'shop', deletionTimestamp: null } },
      undefined,
    ],
    ['exists, and the response has its kind', { kind: 'Namespace', metadata: { name: 'shop' } }, undefined],
    [
      'exists, whatever a 403 contains',
      new ApiException(403, '', notFound('', 'namespaces', 'shop').body, {}),
      undefined,
    ],
    ['exists, but the response has no kind', { metadata: { name: 'shop' }, status: { phase: 'Active' } }, undefined],
    ['may not be read either', forbidden, undefined],
    ['gets a 404 about something else', notFound('', 'namespaces', 'other'), undefined],
    ['gets a 404 in plain text', pageNotFound, undefined],
    ['gets an empty response', {}, undefined],
  ])('%s', (_, response, expected) => {
    expect(observeNamespace('shop', response)?.reason).toBe(expected);
  });

  test('is named', () => {
    expect(observeNamespace('shop', notFound('', 'namespaces', 'shop'))).toEqual({
      type: 'missing',
      reason: 'NamespaceNotFound',
      message: 'namespace shop does not exist',
      command: 'kubectl get namespaces',
    });
    const metadata = { name: 'shop', deletionTimestamp: '2026-01-01T12:00:00Z' };
    expect(observeNamespace('shop', { kind: 'Namespace', metadata })).toEqual({
      type: 'missing',
      reason: 'NamespaceTerminating',
      message: 'namespace shop is being deleted',
      command: 'kubectl describe namespace shop',
    });
  });
});

test.each<[Read, string]>([
  [deployment, 'deployments.apps "web" in namespace "shop"'],
  [deploymentList, 'deployments.apps in namespace "shop"'],
  [namespaceRead, 'namespaces "shop"'],
])('%j is called %s', (read, expected) => {
  expect(describeRead(read)).toBe(expected);
});

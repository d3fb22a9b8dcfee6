import type { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import { describeServed } from '../../../lambda/observe/discovery';
import type { JsonObject } from '../../../model/json';
import type { Read } from '../../../model/readingPlan';
import { readDiscovery } from '../../support/servers/api/discoveryResponses';
import { forbidden, pageNotFound, status, unauthorized } from './apiErrors';
import { fakeClient } from './fakeClient';

const limits = { tryTimeout: 1000, signal: new AbortController().signal };
const versionPath = '/apis/gateway.networking.k8s.io/v1';
const groupPath = '/apis/gateway.networking.k8s.io';
const gateway: Read = {
  verb: 'get',
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  resource: 'gatewaies',
  namespace: 'shop',
  name: 'web',
};

const resource = (name: string, kind: string, namespaced = true) => ({ name, kind, namespaced });
const served = (...resources: unknown[]): JsonObject => ({ kind: 'APIResourceList', resources });
const routes = [resource('httproutes', 'HTTPRoute'), resource('grpcroutes', 'GRPCRoute')];
const gateways = resource('gateways', 'Gateway');
const group = (...versions: string[]): JsonObject => ({
  kind: 'APIGroup',
  versions: versions.map((version) => ({ groupVersion: `gateway.networking.k8s.io/${version}`, version })),
});

type TestResponse = JsonObject | ApiException<unknown> | ReadFailure | TypeError;

function describeWith(ofVersion: TestResponse, ofGroup?: TestResponse, read: Read = gateway, kind = 'Gateway') {
  const responses = { [versionPath]: ofVersion, ...(ofGroup === undefined ? {} : { [groupPath]: ofGroup }) };
  const client = fakeClient(responses, 0);
  return describeServed(read, kind, (path) => client.get(path, limits));
}

describe('what an API server serves instead', () => {
  test.each<[title: string, ofVersion: TestResponse, expected: string]>([
    [
      'the kind, by another plural',
      served(resource('gateways/status', 'Gateway'), ...routes, gateways),
      '; the plural of Gateway there is gateways: set resource: gateways',
    ],
    [
      'other kinds, in alphabetical order',
      served(...routes),
      '; resources that it serves there: grpcroutes, httproutes',
    ],
    [
      'subresources are not listed',
      served(resource('httproutes/status', 'HTTPRoute'), ...routes),
      '; resources that it serves there: grpcroutes, httproutes',
    ],
    ['nothing', served(), '; resources that it serves there: nothing'],
    [
      'as many as there are, within bounds',
      served(...Array.from({ length: 25 }, (_, index) => resource(`r${10 + index}`, 'R'))),
      `; resources that it serves there: ${Array.from({ length: 20 }, (_, index) => `r${10 + index}`).join(', ')} and 5 more`,
    ],
    [
      'exactly that, cluster-scoped',
      served(resource('gatewaies', 'Gateway', false)),
      ' in a namespace: remove namespace from the target',
    ],
    ['exactly that, so discovery does not explain it', served(resource('gatewaies', 'Gateway')), ''],
    ['exactly that, without its scope', served({ name: 'gatewaies' }), ''],
    [
      'a list of something else',
      served(null, 'gateways', 7, { name: 7 }, {}),
      '; resources that it serves there: nothing',
    ],
    ['no list', { kind: 'APIResourceList', resources: 'gateways' }, '; resources that it serves there: nothing'],
  ])('%s', async (_, ofVersion, expected) => {
    expect(await describeWith(ofVersion)).toBe(expected);
  });

  test.each<[title: string, ofGroup: TestResponse, expected: string]>([
    ['another version', group('v1beta1'), '; versions that it serves of gateway.networking.k8s.io: v1beta1'],
    [
      'other versions',
      group('v1beta1', 'v1alpha2'),
      '; versions that it serves of gateway.networking.k8s.io: v1beta1, v1alpha2',
    ],
    ['no group', pageNotFound, '; the API group gateway.networking.k8s.io is not installed'],
    ['a group without versions', { versions: null }, '; versions that it serves of gateway.networking.k8s.io: nothing'],
  ])('%s', async (_, ofGroup, expected) => {
    expect(await describeWith(pageNotFound, ofGroup)).toBe(expected);
  });

  const { namespace: _, ...inNoNamespace } = gateway;
  const { name: __, ...everywhere } = inNoNamespace;

  test('just that, but in namespaces', async () => {
    const only = served(resource('gatewaies', 'Gateway'));
    expect(await describeWith(only, undefined, inNoNamespace)).toBe(
      ' outside of a namespace: add namespace to the target',
    );
    expect(await describeWith(only, undefined, { ...everywhere, verb: 'list' })).toBe('');
  });

  test('exactly that kind, cluster-scoped as requested', async () => {
    expect(await describeWith(served(resource('gatewaies', 'Gateway', false)), undefined, inNoNamespace)).toBe('');
  });

  test.each<[read: Partial<Read>, kind: string, expected: string]>([
    [{ group: '', version: 'v2', resource: 'configmaps' }, 'ConfigMap', '; versions that it serves of core: v1'],
    [
      { group: 'autoscaling', version: 'v1' },
      'HorizontalPodAutoscaler',
      '; versions that it serves of autoscaling: v2',
    ],
    [
      { group: 'batch', version: 'v1', resource: 'backups' },
      'Backup',
      '; resources that it serves there: cronjobs, jobs',
    ],
    [
      { group: 'cert-manager.io', version: 'v1', resource: 'clusterissuers' },
      'ClusterIssuer',
      ' in a namespace: remove namespace from the target',
    ],
    [{ group: 'argoproj.io', version: 'v1' }, 'Rollout', '; the API group argoproj.io is not installed'],
  ])('by the documents of an API server: %j', async (read, kind, expected) => {
    const client = (path: string) => {
      const { status: code, body } = readDiscovery(path) ?? { status: 0, body: '' };
      return code === 200 ? Promise.resolve({ body: JSON.parse(body), now: 0 }) : Promise.reject(pageNotFound);
    };
    expect(await describeServed({ ...gateway, ...read }, kind, client)).toBe(expected);
  });
});

describe('an API server that does not report what it serves', () => {
  const responses: [title: string, response: TestResponse][] = [
    ['forbids it', forbidden],
    ['does not accept the identity', unauthorized],
    ['times out', new ReadFailure('Timeout', 'no response')],
    ['responds with an error', status(503, 'ServiceUnavailable', 'the aggregated API is away')],
  ];

  test.each(responses)('of a version, since it %s, leaves the message as it is', async (_, response) => {
    expect(await describeWith(response)).toBe('');
  });

  test.each(responses)('of a group, since it %s, leaves the message as it is', async (_, response) => {
    expect(await describeWith(pageNotFound, response)).toBe('');
  });

  test('does not hide a bug', async () => {
    await expect(describeWith(new TypeError('oops'))).rejects.toThrow('oops');
  });
});

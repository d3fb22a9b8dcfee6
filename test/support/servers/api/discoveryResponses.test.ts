import { readDiscovery } from './discoveryResponses';

const document = (path: string) => JSON.parse(readDiscovery(path)?.body ?? 'null');

test('the versions of a group', () => {
  expect(readDiscovery('/apis/apps')).toMatchObject({ status: 200, contentType: 'application/json' });
  expect(document('/apis/apps')).toEqual({
    kind: 'APIGroup',
    apiVersion: 'v1',
    name: 'apps',
    versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
    preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
  });
});

test('the versions of the core group, which has another format', () => {
  expect(document('/api')).toEqual({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
});

test.each([
  [
    '/apis/cert-manager.io/v1',
    'cert-manager.io/v1',
    [
      {
        name: 'clusterissuers',
        singularName: 'clusterissuer',
        namespaced: false,
        kind: 'ClusterIssuer',
        verbs: ['get', 'list'],
      },
    ],
  ],
  [
    '/api/v1',
    'v1',
    expect.arrayContaining([
      { name: 'nodes', singularName: 'node', namespaced: false, kind: 'Node', verbs: ['get', 'list'] },
      { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get', 'list'] },
    ]),
  ],
])('the resources of a version: %s', (path, groupVersion, resources) => {
  expect(document(path)).toEqual({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources });
});

test.each(['/apis/argoproj.io', '/apis/argoproj.io/v1alpha1', '/apis/apps/v9', '/api/v2'])(
  '%s is not served: 404 in plain text',
  (path) => {
    expect(readDiscovery(path)).toEqual({
      status: 404,
      contentType: 'text/plain; charset=utf-8',
      body: '404 page not found\n',
    });
  },
);

test.each(['/', '/apis', '/apis/', '/api/v1/pods', '/apis/apps/v1/deployments', '/version'])(
  '%s is not a path of discovery',
  (path) => {
    expect(readDiscovery(path)).toBeUndefined();
  },
);

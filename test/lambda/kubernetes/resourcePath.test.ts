import { discoveryPath, resourcePath } from '../../../lambda/kubernetes/resourcePath';
import type { Read } from '../../../model/readingPlan';

const deployments = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop' };
const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'shop' };

test.each<[read: Read, expected: string]>([
  [{ verb: 'get', ...deployments, name: 'web' }, '/apis/apps/v1/namespaces/shop/deployments/web'],
  [{ verb: 'get', ...pods, name: 'web-0' }, '/api/v1/namespaces/shop/pods/web-0'],
  [{ verb: 'get', group: '', version: 'v1', resource: 'namespaces', name: 'shop' }, '/api/v1/namespaces/shop'],
  [
    {
      verb: 'get',
      group: 'coordination.k8s.io',
      version: 'v1',
      resource: 'leases',
      namespace: 'kube-system',
      name: 'x',
    },
    '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x',
  ],
  [{ verb: 'get', ...deployments, name: 'a/../b?c#d' }, '/apis/apps/v1/namespaces/shop/deployments/a%2F..%2Fb%3Fc%23d'],
  [{ verb: 'list', ...deployments }, '/apis/apps/v1/namespaces/shop/deployments?limit=100'],
  [
    { verb: 'list', ...pods, labelSelector: 'app=web,tier in (a,b),!old' },
    '/api/v1/namespaces/shop/pods?limit=100&labelSelector=app%3Dweb%2Ctier+in+%28a%2Cb%29%2C%21old',
  ],
  [{ verb: 'get', group: '', version: 'v1', resource: 'nodes', name: 'ip-10-0-0-1' }, '/api/v1/nodes/ip-10-0-0-1'],
  [
    { verb: 'get', group: 'cert-manager.io', version: 'v1', resource: 'clusterissuers', name: 'a' },
    '/apis/cert-manager.io/v1/clusterissuers/a',
  ],
  [{ verb: 'list', group: 'apps', version: 'v1', resource: 'deployments' }, '/apis/apps/v1/deployments?limit=100'],
  [
    { verb: 'list', ...pods, resource: 'events', fieldSelector: 'type=Warning' },
    '/api/v1/namespaces/shop/events?limit=100&fieldSelector=type%3DWarning',
  ],
  [{ verb: 'list', ...pods, pageSize: 40 }, '/api/v1/namespaces/shop/pods?limit=40'],
  [{ verb: 'list', ...pods, labelSelector: '' }, '/api/v1/namespaces/shop/pods?limit=100&labelSelector='],
])('%j', (read, expected) => {
  expect(resourcePath(read)).toBe(expected);
});

test.each<[group: string, version: string | undefined, expected: string]>([
  ['', 'v1', '/api/v1'],
  ['', undefined, '/api'],
  ['apps', 'v1', '/apis/apps/v1'],
  ['cert-manager.io', undefined, '/apis/cert-manager.io'],
  ['a/../b', 'v1?c#d', '/apis/a%2F..%2Fb/v1%3Fc%23d'],
])('the discovery path of %j %j', (group, version, expected) => {
  expect(discoveryPath(group, version)).toBe(expected);
});

test('a further page has the selector and the continue token', () => {
  const url = new URL(resourcePath({ verb: 'list', ...pods, labelSelector: 'app=web' }, 'a+b/c='), 'https://x');
  expect(Object.fromEntries(url.searchParams)).toEqual({ limit: '100', labelSelector: 'app=web', continue: 'a+b/c=' });
});

test('no response may come from the cache', () => {
  const get: Read = { verb: 'get', ...deployments, name: 'web' };
  for (const path of [
    resourcePath(get),
    resourcePath({ verb: 'list', ...deployments }),
    resourcePath({ verb: 'list', ...pods }, 'x'),
  ]) {
    expect(path).not.toContain('resourceVersion');
  }
});

import { parseResourceRequest } from './requestInfo';
import { readResource } from './resourceResponses';
import { type KubernetesObject, ObjectStore } from './store';

let store: ObjectStore;

beforeEach(() => {
  store = new ObjectStore();
});

function get(path: string) {
  const url = new URL(path, 'https://localhost');
  const request = parseResourceRequest(url.pathname);
  if (request === undefined) throw new Error(`${path} is not the path of a resource`);
  return readResource(request, url.searchParams, store);
}

const deployment = (name: string, over: { namespace?: string; labels?: Record<string, string> } = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'monitoring', ...over, name },
  spec: { replicas: 2 },
});
const deployments = '/apis/apps/v1/namespaces/monitoring/deployments';

interface List {
  readonly kind: string;
  readonly metadata: { readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly KubernetesObject[];
}
const list = (path: string): List => JSON.parse(get(path).body);
const names = ({ items }: List) => items.map(({ metadata }) => metadata.name);

describe('GET', () => {
  test.each<[path: string, apiVersion: string, kind: string, namespace: string | undefined, name: string]>([
    ['/api/v1/namespaces/a', 'v1', 'Namespace', undefined, 'a'],
    ['/api/v1/namespaces/a/pods/x', 'v1', 'Pod', 'a', 'x'],
    ['/apis/apps/v1/namespaces/a/deployments/x', 'apps/v1', 'Deployment', 'a', 'x'],
    ['/apis/apps/v1/namespaces/a/statefulsets/x', 'apps/v1', 'StatefulSet', 'a', 'x'],
    ['/apis/apps/v1/namespaces/a/daemonsets/x', 'apps/v1', 'DaemonSet', 'a', 'x'],
    ['/apis/coordination.k8s.io/v1/namespaces/a/leases/x', 'coordination.k8s.io/v1', 'Lease', 'a', 'x'],
    ['/api/v1/nodes/x', 'v1', 'Node', undefined, 'x'],
    [
      '/apis/autoscaling/v2/namespaces/a/horizontalpodautoscalers/x',
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      'a',
      'x',
    ],
    ['/apis/apiregistration.k8s.io/v1/apiservices/v1.x', 'apiregistration.k8s.io/v1', 'APIService', undefined, 'v1.x'],
    ['/apis/cert-manager.io/v1/clusterissuers/x', 'cert-manager.io/v1', 'ClusterIssuer', undefined, 'x'],
    ['/apis/monitoring.coreos.com/v1/namespaces/a/prometheuses/x', 'monitoring.coreos.com/v1', 'Prometheus', 'a', 'x'],
  ])('%s', (path, apiVersion, kind, namespace, name) => {
    const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
    store.put({ apiVersion, kind, metadata, spec: { any: 'thing' } });

    const { status, contentType, body } = get(path);

    expect({ status, contentType }).toEqual({ status: 200, contentType: 'application/json' });
    expect(JSON.parse(body)).toEqual({
      apiVersion,
      kind,
      metadata: { ...metadata, resourceVersion: '2' },
      spec: { any: 'thing' },
    });
  });
});

describe('LIST', () => {
  test('the list has a type, its items have none', () => {
    store.put(deployment('b'));
    store.put(deployment('a'));
    store.put(deployment('c', { namespace: 'other' }));

    const found = list(deployments);

    expect(found).toMatchObject({ kind: 'DeploymentList', apiVersion: 'apps/v1', metadata: { resourceVersion: '4' } });
    expect(names(found)).toEqual(['a', 'b']);
    expect(found.items[0]).not.toHaveProperty('kind');
    expect(found.items[0]).not.toHaveProperty('apiVersion');
    expect(names(list('/apis/apps/v1/deployments'))).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['app=web', ['a', 'b']],
    ['app==web,tier!=front', ['b']],
    ['tier in (front,back)', ['a', 'c']],
    ['tier notin (front)', ['b', 'c']],
    ['!tier', ['b']],
    ['tier', ['a', 'c']],
    ['', ['a', 'b', 'c']],
  ])('with labelSelector %j', (selector, expected) => {
    store.put(deployment('a', { labels: { app: 'web', tier: 'front' } }));
    store.put(deployment('b', { labels: { app: 'web' } }));
    store.put(deployment('c', { labels: { app: 'db', tier: 'back' } }));

    expect(names(list(`${deployments}?labelSelector=${encodeURIComponent(selector)}`))).toEqual(expected);
  });

  test('with fieldSelector, of the type of events', () => {
    const event = (name: string, type: string) => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'shop' },
      type,
    });
    store.put(event('a', 'Normal'));
    store.put(event('b', 'Warning'));
    store.put(event('c', 'Warning'));

    const found = list('/api/v1/namespaces/shop/events?limit=1&fieldSelector=type%3DWarning');

    expect([found.kind, names(found)]).toEqual(['EventList', ['b']]);
    expect(found.metadata).toHaveProperty('continue');
    expect(found.metadata).not.toHaveProperty('remainingItemCount');
    expect(get(`${deployments}?fieldSelector=type%3DWarning`).status).toBe(400);
  });

  test('a limit makes pages, each with the token of the next one', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) store.put(deployment(name, { labels: { app: 'web' } }));

    const first = list(`${deployments}?limit=2`);
    const second = list(`${deployments}?limit=2&continue=${first.metadata.continue}`);
    const last = list(`${deployments}?limit=2&continue=${second.metadata.continue}`);
    const selected = list(`${deployments}?limit=2&labelSelector=app%3Dweb`);

    expect([first, second, last].map(names)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(first.metadata.remainingItemCount).toBe(3);
    expect(last.metadata).toEqual({ resourceVersion: '6' });
    expect(selected.metadata.continue).toBe(first.metadata.continue);
    expect(selected.metadata).not.toHaveProperty('remainingItemCount');
  });

  test('a last page that is full has no token', () => {
    store.put(deployment('a'));

    expect(list(`${deployments}?limit=1`).metadata).not.toHaveProperty('continue');
  });
});

describe('errors', () => {
  const failure = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };

  test.each([
    [
      `${deployments}/x`,
      404,
      {
        message: 'deployments.apps "x" not found',
        reason: 'NotFound',
        details: { name: 'x', group: 'apps', kind: 'deployments' },
      },
    ],
    [
      '/api/v1/namespaces/gone',
      404,
      { message: 'namespaces "gone" not found', reason: 'NotFound', details: { name: 'gone', kind: 'namespaces' } },
    ],
    [`${deployments}?continue=old`, 410, { message: expect.stringContaining('too old'), reason: 'Expired' }],
    [
      `${deployments}?labelSelector=a%3D%3D%3Db`,
      400,
      { message: expect.stringContaining('unable to parse requirement'), reason: 'BadRequest' },
    ],
  ])('%s is a %d Status', (path, code, rest) => {
    const { status, body } = get(path);

    expect(status).toBe(code);
    expect(JSON.parse(body)).toEqual({ ...failure, ...rest, code });
  });

  test.each([
    '/apis/argoproj.io/v1alpha1/namespaces/monitoring/rollouts/x',
    '/apis/apps/v2/namespaces/monitoring/deployments/x',
    '/apis/apps/v1/namespaces/monitoring/jobs/x',
    '/apis/apps/v1/deployments/x',
    '/api/v1/namespaces/monitoring/nodes/x',
    '/api/v1/namespaces/monitoring/nodes',
  ])('%s is not served: 404 in plain text', (path) => {
    expect(get(path)).toEqual({
      status: 404,
      contentType: 'text/plain; charset=utf-8',
      body: '404 page not found\n',
    });
  });
});

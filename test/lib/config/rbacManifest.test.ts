import * as fc from 'fast-check';
import { createRbacManifest, rbacHash } from '../../../lib/config/rbacManifest';
import { createReadingPlan } from '../../../model/readingPlan';
import { anyTargets } from './anyTargets';
import { getLease, listEvents, listPods } from './grants';
import { configWith } from './input';

const planOf = (...targets: object[]) => createReadingPlan(configWith(['targets', targets]).targets);
const manifestOf = (...targets: object[]) => createRbacManifest(planOf(...targets));
const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };

const labels = { 'app.kubernetes.io/name': 'eks-vigil' };
const apiGroup = 'rbac.authorization.k8s.io';
const binding = (kind: 'Role' | 'ClusterRole', namespace?: string) => ({
  apiVersion: `${apiGroup}/v1`,
  kind: `${kind}Binding`,
  metadata: { name: 'eks-vigil', ...(namespace === undefined ? {} : { namespace }), labels },
  roleRef: { apiGroup, kind, name: 'eks-vigil' },
  subjects: [{ apiGroup, kind: 'Group', name: 'eks-vigil' }],
});
const role = (namespace: string, ...rules: object[]) => ({
  apiVersion: `${apiGroup}/v1`,
  kind: 'Role',
  metadata: { name: 'eks-vigil', namespace, labels },
  rules,
});
test('the manifest grants exactly what the targets need', () => {
  const manifest = manifestOf(
    { kind: 'StatefulSet', namespace: 'monitoring', name: 'prometheus' },
    web,
    { kind: 'Deployment', namespace: 'shop', name: 'api' },
    { kind: 'Deployment', namespace: 'monitoring', selector: 'app.kubernetes.io/part-of=kps' },
    { kind: 'Deployment', namespace: 'monitoring', selector: 'app=other' },
    { kind: 'Deployment', namespace: 'monitoring', name: 'grafana' },
    { kind: 'DaemonSet', namespace: 'kube-system', name: 'aws-node' },
  );

  expect(manifest).toEqual([
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'eks-vigil', labels },
      rules: [
        {
          apiGroups: [''],
          resources: ['namespaces'],
          resourceNames: ['kube-system', 'monitoring', 'shop'],
          verbs: ['get'],
        },
        { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
      ],
    },
    binding('ClusterRole'),
    role(
      'kube-system',
      listEvents,
      listPods,
      { apiGroups: ['apps'], resources: ['daemonsets'], resourceNames: ['aws-node'], verbs: ['get'] },
      getLease,
    ),
    binding('Role', 'kube-system'),
    role(
      'monitoring',
      listEvents,
      listPods,
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['grafana'], verbs: ['get'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] },
      { apiGroups: ['apps'], resources: ['statefulsets'], resourceNames: ['prometheus'], verbs: ['get'] },
    ),
    binding('Role', 'monitoring'),
    role('shop', listEvents, listPods, {
      apiGroups: ['apps'],
      resources: ['deployments'],
      resourceNames: ['api', 'web'],
      verbs: ['get'],
    }),
    binding('Role', 'shop'),
  ]);
});

test('the Lease needs a Role in kube-system', () => {
  const manifest = manifestOf(web);
  expect(manifest.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '*'}`)).toEqual([
    'ClusterRole *',
    'ClusterRoleBinding *',
    'Role kube-system',
    'RoleBinding kube-system',
    'Role shop',
    'RoleBinding shop',
  ]);
  expect(manifest[2]).toEqual(role('kube-system', getLease));
});

test('the manifest and its hash do not depend on the order of the targets', () => {
  const twoOrders = anyTargets.chain((targets) =>
    fc.tuple(fc.constant(targets), fc.shuffledSubarray(targets, { minLength: targets.length })),
  );
  fc.assert(
    fc.property(twoOrders, ([targets, shuffled]) => {
      const one = createRbacManifest(createReadingPlan(targets));
      const other = createRbacManifest(createReadingPlan(shuffled));
      expect(other).toEqual(one);
      expect(rbacHash(other)).toBe(rbacHash(one));
    }),
  );
});

describe('the manifest of a vigil with a name', () => {
  const plan = planOf(web);

  test('has objects and a group of its own, so that it never replaces those of another vigil', () => {
    const named = createRbacManifest(plan, 'team-b');
    const identities = (manifest: typeof named) =>
      manifest.map(({ kind, metadata: { name, namespace } }) => `${kind} ${namespace ?? ''}/${name}`);
    const unnamed = identities(createRbacManifest(plan));
    expect(identities(named)).toHaveLength(unnamed.length);
    expect(identities(named).filter((identity) => unnamed.includes(identity))).toEqual([]);
    const itsLabels = { ...labels, 'app.kubernetes.io/instance': 'team-b' };
    expect(named.slice(0, 2)).toEqual([
      {
        apiVersion: `${apiGroup}/v1`,
        kind: 'ClusterRole',
        metadata: { name: 'eks-vigil-team-b', labels: itsLabels },
        rules: expect.anything(),
      },
      {
        apiVersion: `${apiGroup}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'eks-vigil-team-b', labels: itsLabels },
        roleRef: { apiGroup, kind: 'ClusterRole', name: 'eks-vigil-team-b' },
        subjects: [{ apiGroup, kind: 'Group', name: 'eks-vigil-team-b' }],
      },
    ]);
  });

  test('grants the same', () => {
    const rules = (vigil?: string) => createRbacManifest(plan, vigil).map((object) => object.rules);
    expect(rules('team-b')).toEqual(rules());
  });
});

describe('the hash', () => {
  const hash = (...targets: object[]) => rbacHash(manifestOf(...targets));

  test('is short', () => {
    expect(hash(web)).toMatch(/^[0-9a-f]{12}$/);
  });

  test.each([
    ['the name', [{ ...web, name: 'api' }]],
    ['the namespace', [{ ...web, namespace: 'other' }]],
    ['the kind', [{ ...web, kind: 'StatefulSet' }]],
    ['a selector instead of the name', [{ ...web, name: undefined, selector: 'app=web' }]],
    ['an additional target', [web, { ...web, name: 'api' }]],
    ['all namespaces', [{ ...web, namespace: '*', name: undefined, selector: 'app=web' }]],
    ['an apiVersion of another group', [{ ...web, apiVersion: 'example.com/v1' }]],
    ['a plural', [{ ...web, apiVersion: 'example.com/v1', resource: 'deploys' }]],
  ])('changes with %s', (_, targets) => {
    expect(hash(...targets)).not.toBe(hash(web));
  });

  test('does not change with settings that need no other permission', () => {
    const set = { kind: 'Deployment', namespace: 'shop', selector: 'app=web' };
    expect(hash({ ...web, mode: 'AtLeastOne', grace: '1h', allowZero: true })).toBe(hash(web));
    expect(hash({ ...set, selector: 'app=api', atLeast: 3 })).toBe(hash(set));
    expect(hash({ ...web, apiVersion: 'apps/v1' })).toBe(hash(web));
    const crd = { apiVersion: 'example.com/v1', kind: 'Proxy', namespace: 'shop', name: 'a' };
    expect(hash({ ...crd, resource: 'proxies', conditions: { healthy: ['Ready'] } })).toBe(hash(crd));
  });
});

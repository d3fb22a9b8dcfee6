import * as fc from 'fast-check';
import { createRbacManifest } from '../../../lib/config/rbacManifest';
import { createReadingPlan, type ReadingPlan } from '../../../model/readingPlan';
import { anyTargets } from './anyTargets';
import { getLease, granted, listEvents, listed, listPods, named, permission, rulesOf } from './grants';
import { configWith } from './input';

const manifestOf = (...targets: object[]) =>
  createRbacManifest(createReadingPlan(configWith(['targets', targets]).targets));
const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };

describe('the exact rules of', () => {
  const everywhere = { namespace: '*', selector: 'app=web' };
  const crd = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', namespace: 'shop', name: 'tls' };
  const shop = named('', 'namespaces', 'shop');

  test.each<[title: string, target: object, ofCluster: object[], ofShop: object[] | undefined]>([
    ['a Deployment', web, [shop], [listEvents, listPods, named('apps', 'deployments', 'web')]],
    [
      'Deployments',
      { ...web, name: undefined, selector: 'a' },
      [shop],
      [listEvents, listPods, listed('apps', 'deployments')],
    ],
    [
      'a DaemonSet, which may need the nodes',
      { ...web, kind: 'DaemonSet' },
      [shop, listed('', 'nodes')],
      [listEvents, listPods, named('apps', 'daemonsets', 'web')],
    ],
    ['a Pod', { ...web, kind: 'Pod' }, [shop], [listEvents, named('', 'pods', 'web')]],
    [
      'a Service',
      { ...web, kind: 'Service' },
      [shop],
      [listEvents, named('', 'services', 'web'), listed('discovery.k8s.io', 'endpointslices')],
    ],
    [
      'a Job, which may have newer siblings',
      { ...web, kind: 'Job' },
      [shop],
      [listEvents, listPods, named('batch', 'jobs', 'web'), listed('batch', 'jobs')],
    ],
    [
      'a CronJob',
      { ...web, kind: 'CronJob' },
      [shop],
      [listEvents, listPods, named('batch', 'cronjobs', 'web'), listed('batch', 'jobs')],
    ],
    [
      'a HorizontalPodAutoscaler',
      { ...web, kind: 'HorizontalPodAutoscaler' },
      [shop],
      [named('autoscaling', 'horizontalpodautoscalers', 'web')],
    ],
    [
      'a PersistentVolumeClaim',
      { ...web, kind: 'PersistentVolumeClaim' },
      [shop],
      [listEvents, named('', 'persistentvolumeclaims', 'web')],
    ],
    ['a custom resource', crd, [shop], [named('cert-manager.io', 'certificates', 'tls')]],
    [
      'a custom resource with its plural',
      { ...crd, resource: 'certs' },
      [shop],
      [named('cert-manager.io', 'certs', 'tls')],
    ],
    [
      'a cluster-scoped custom resource',
      { ...crd, kind: 'ClusterIssuer', namespace: undefined },
      [named('cert-manager.io', 'clusterissuers', 'tls')],
      undefined,
    ],
    [
      'a Deployment that is read with a list',
      { ...web, read: 'list' },
      [shop],
      [listEvents, listPods, listed('apps', 'deployments')],
    ],
    [
      'a custom resource that is read with a list',
      { ...crd, read: 'list' },
      [shop],
      [listed('cert-manager.io', 'certificates')],
    ],
    ['a Node', { kind: 'Node', name: 'a' }, [named('', 'nodes', 'a')], undefined],
    ['Nodes', { kind: 'Node', selector: 'a' }, [listed('', 'nodes')], undefined],
    ['a Namespace', { kind: 'Namespace', name: 'shop' }, [shop], undefined],
    [
      'an APIService',
      { kind: 'APIService', name: 'v1.example.com' },
      [named('apiregistration.k8s.io', 'apiservices', 'v1.example.com')],
      undefined,
    ],
    ['Pods in all namespaces', { kind: 'Pod', ...everywhere }, [listEvents, listPods], undefined],
    [
      'Deployments in all namespaces, whose pods and events are in them',
      { kind: 'Deployment', ...everywhere },
      [listEvents, listPods, listed('apps', 'deployments')],
      undefined,
    ],
    [
      'custom resources in all namespaces',
      { ...crd, name: undefined, ...everywhere },
      [listed('cert-manager.io', 'certificates')],
      undefined,
    ],
  ])('%s', (_, target, ofCluster, ofShop) => {
    expect(rulesOf(manifestOf(target))).toEqual([
      { rules: ofCluster },
      { namespace: 'kube-system', rules: [getLease] },
      ...(ofShop === undefined ? [] : [{ namespace: 'shop', rules: ofShop }]),
    ]);
  });

  test('a Namespace target and the namespaces of other targets share a rule', () => {
    const manifest = manifestOf({ kind: 'Namespace', name: 'zoo' }, web);
    expect(rulesOf(manifest)[0]).toEqual({ rules: [named('', 'namespaces', 'shop', 'zoo')] });
  });

  test('cluster-scoped targets alone need no Role except that of the Lease', () => {
    const manifest = manifestOf({ kind: 'Node', name: 'a' });
    expect(manifest.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '*'}`)).toEqual([
      'ClusterRole *',
      'ClusterRoleBinding *',
      'Role kube-system',
      'RoleBinding kube-system',
    ]);
  });
});

const needed = ({ targets, lease, evidence, events, namespaces }: ReadingPlan) =>
  new Set([...targets, lease, ...evidence, ...events, ...namespaces].map(permission));

test('for any targets, the manifest grants exactly what is read', () => {
  fc.assert(
    fc.property(anyTargets, (targets) => {
      const plan = createReadingPlan(targets);
      expect(granted(createRbacManifest(plan))).toEqual(needed(plan));
    }),
  );
});

test('for any targets, the manifest has no wildcards, no write verbs, and no get without resourceNames', () => {
  fc.assert(
    fc.property(anyTargets, (targets) => {
      const rules = rulesOf(createRbacManifest(createReadingPlan(targets))).flatMap((role) => role.rules);
      expect(JSON.stringify(rules)).not.toContain('*');
      for (const { verbs, resourceNames } of rules) {
        expect(verbs).toEqual([resourceNames === undefined ? 'list' : 'get']);
        expect(resourceNames).not.toEqual([]);
      }
    }),
  );
});

test('only the ClusterRole grants access to all namespaces and to cluster-scoped objects, and only if a target needs it', () => {
  fc.assert(
    fc.property(anyTargets, (targets) => {
      const manifest = createRbacManifest(createReadingPlan(targets));
      const everywhere = [...granted(manifest)].filter((grant) => grant.startsWith('* '));
      const lists = (resource: string) => everywhere.includes(`* /${resource} list *`);
      const needsPods = [
        'CronJob',
        'DaemonSet',
        'Deployment',
        'Job',
        'Pod',
        'PodDisruptionBudget',
        'ReplicaSet',
        'StatefulSet',
      ];
      expect(lists('pods')).toBe(targets.some(({ kind, namespace }) => namespace === '*' && needsPods.includes(kind)));
      const needsEvents = [
        ...needsPods.filter((kind) => kind !== 'PodDisruptionBudget'),
        'PersistentVolumeClaim',
        'Service',
      ];
      expect(lists('events')).toBe(
        targets.some(({ kind, apiVersion = '', namespace }) => {
          return namespace === '*' && needsEvents.includes(kind) && !apiVersion.startsWith('serving.knative.dev/');
        }),
      );
      expect(lists('nodes')).toBe(
        targets.some(({ kind, selector }) => kind === 'DaemonSet' || (kind === 'Node' && selector !== undefined)),
      );
      const namespaces = manifest.flatMap(({ metadata }) => metadata.namespace ?? []);
      const named = targets.flatMap(({ namespace }) => (namespace === '*' ? [] : (namespace ?? [])));
      expect(new Set(namespaces)).toEqual(new Set([...named, 'kube-system']));
    }),
  );
});

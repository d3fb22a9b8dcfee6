import type { ListedKindName } from '../../../cli/discover/lists';
import { planTargets } from '../../../cli/discover/planTargets';
import { components } from '../../../lib/presets/components';
import { chartValues } from '../../../lib/presets/kubePrometheusStack/chartValues';
import { stackParts } from '../../../lib/presets/kubePrometheusStack/parts';
import type { KubernetesObject } from '../../support/servers/api/store';
import { kubePrometheusStack, shop, system } from './clusters';
import { inventoryOf, object, service, type WorkloadShape, workload } from './objects';

const planOf = (...objects: readonly KubernetesObject[]) => planTargets(inventoryOf(objects));

describe('the targets', () => {
  test('of kube-prometheus-stack are recognized, and asked by probes', () => {
    const { targets, leftOut } = planOf(...kubePrometheusStack);
    expect(targets.map(({ section }) => section)).toEqual(targets.map(() => 'monitoring'));
    const namespace = 'monitoring';
    expect(targets.map(({ target }) => target)).toEqual([
      { kind: 'Deployment', namespace, name: 'kps-grafana', ...components.grafana.settings },
      { probe: 'grafana', namespace, service: 'kps-grafana', port: 80, severity: 'ticket' },
      { kind: 'Deployment', namespace, name: 'kps-kube-state-metrics', ...components['kube-state-metrics'].settings },
      { kind: 'Deployment', namespace, name: 'kps-operator', ...components['prometheus-operator'].settings },
      { kind: 'StatefulSet', namespace, name: 'alertmanager-kps', ...components.alertmanager.settings },
      { probe: 'alertmanager', namespace, pods: ['alertmanager-kps-0'], port: 9093 },
      { kind: 'StatefulSet', namespace, name: 'prometheus-kps', ...components.prometheus.settings },
      {
        probe: 'prometheus',
        namespace,
        pods: ['prometheus-kps-0', 'prometheus-kps-1'],
        port: 9090,
        path: '/prometheus',
        grace: '15m',
        downGrace: '10m',
      },
      { kind: 'DaemonSet', namespace, name: 'kps-node-exporter', ...components['node-exporter'].settings },
      {
        kind: 'Prometheus',
        apiVersion: 'monitoring.coreos.com/v1',
        namespace,
        name: 'kps',
        conditions: { healthy: ['Reconciled'] },
      },
      {
        kind: 'Alertmanager',
        apiVersion: 'monitoring.coreos.com/v1',
        namespace,
        name: 'kps',
        conditions: { healthy: ['Reconciled'] },
      },
    ]);
    expect(leftOut).toEqual([]);
  });

  test('of the platform are the known ones, and what else is in kube-system', () => {
    expect(planOf(...system).targets).toEqual([
      expect.objectContaining({
        section: 'platform',
        target: { kind: 'Deployment', namespace: 'kube-system', name: 'coredns', ...components.coredns.settings },
        why: ['Recognized as coredns, 2 replicas.', expect.stringContaining('One replica answers')],
      }),
      expect.objectContaining({
        target: expect.objectContaining({ name: 'aws-node', ...components['aws-node'].settings }),
      }),
      expect.objectContaining({
        section: 'platform',
        target: { kind: 'DaemonSet', namespace: 'kube-system', name: 'log-agent' },
        why: ['On 3 nodes.'],
      }),
    ]);
  });

  test('are pages if everything would be a ticket, because a configuration has at least one page', () => {
    const [cronJob] = shop.filter(({ kind }) => kind === 'CronJob');
    const only = planOf(cronJob as KubernetesObject).targets;
    expect(only.map(({ target }) => target.severity)).toEqual([undefined]);
    const [web] = shop.filter(({ kind }) => kind === 'Deployment');
    const both = planOf(cronJob as KubernetesObject, web as KubernetesObject).targets;
    expect(both.map(({ target }) => [target.kind, target.severity])).toEqual([
      ['Deployment', undefined],
      ['CronJob', 'ticket'],
    ]);
  });

  test('of teams are Deployments, StatefulSets, DaemonSets and CronJobs', () => {
    const { targets, leftOut } = planOf(...shop);
    expect(targets.map(({ section, target, why }) => [section, target.kind, target.name, why.join(' ')])).toEqual([
      ['team', 'Deployment', 'web', '2 replicas, installed by Helm release shop.'],
      ['team', 'CronJob', 'report', 'Runs at "0 3 * * *", suspended now, which is healthy.'],
    ]);
    const reasons = leftOut.map(({ object: { kind, metadata }, why }) => [
      `${kind} ${(metadata as { name: string }).name}`,
      why,
    ]);
    expect(Object.fromEntries(reasons)).toEqual({
      'Deployment leaving': 'It is being deleted',
      'Deployment old': 'It has been scaled to 0. To watch it, add it with allowZero: true, or scale it up first',
      'Deployment worker': 'KEDA may scale it to 0. To watch it, add it with allowZero: true',
      'StatefulSet queue': 'Its HorizontalPodAutoscaler may scale it to 0. To watch it, add it with allowZero: true',
      'DaemonSet gpu':
        'It has no node to run on, not counting lost and tainted ones. To watch it, add it with allowZero: true, or scale it up first',
      'ReplicaSet web-5d4f': 'A workload owns it, which is watched, or left out for another reason',
      'ReplicaSet canary-7f9':
        'Its owner is of kind Rollout. To watch that, add { kind: Rollout, apiVersion: argoproj.io/v1alpha1, namespace: …, name: … }',
      'Job report-1': 'A workload owns it, which is watched, or left out for another reason',
      'Job migration': 'It has completed: a Job that no CronJob owns',
      'Job import': 'It has failed: a Job that no CronJob owns',
      'Job backfill': 'It runs once: a Job that no CronJob owns',
    });
  });

  test('are ordered by section, namespace, kind and name', () => {
    const others = [
      workload('StatefulSet', 'a', { namespace: 'b' }),
      workload('Deployment', 'z', { namespace: 'b' }),
      workload('Deployment', 'y', { namespace: 'a' }),
    ];
    const { targets } = planOf(...others, ...system);
    expect(targets.map(({ target }) => target.name)).toEqual(['coredns', 'aws-node', 'log-agent', 'y', 'z', 'a']);
  });

  test('are only those of the chosen namespaces, although a Prometheus is read in all', () => {
    const inventory = inventoryOf([...kubePrometheusStack, ...shop]);
    expect(planTargets(inventory, ['shop']).targets.map(({ target }) => target.name)).toEqual(['web', 'report']);
  });

  test('of the same release as a part of the monitoring stack belong to it', () => {
    const labels = { 'app.kubernetes.io/instance': 'kps', 'app.kubernetes.io/managed-by': 'Helm' };
    const { targets } = planOf(
      ...kubePrometheusStack,
      workload('Deployment', 'blackbox', { namespace: 'monitoring', labels }),
      workload('Deployment', 'other', { namespace: 'monitoring' }),
      workload('Deployment', 'shop', { labels }),
    );
    const sectionOf = (name: string) => targets.find(({ target }) => target.name === name)?.section;
    expect(['blackbox', 'other', 'shop'].map(sectionOf)).toEqual(['monitoring', 'team', 'team']);
  });
});

describe('what scales to 0', () => {
  const web = workload('Deployment', 'web');
  const scaler = (spec: object) =>
    object('ScaledObject', 'web', { spec: { scaleTargetRef: { name: 'web' }, ...spec } });
  test.each<[string, readonly KubernetesObject[], readonly string[]]>([
    ['KEDA with a minimum', [web, scaler({ minReplicaCount: 1 })], ['web']],
    ['KEDA with a minimum, but idle at 0', [web, scaler({ minReplicaCount: 1, idleReplicaCount: 0 })], []],
    [
      'KEDA for a workload of another kind',
      [web, scaler({ scaleTargetRef: { name: 'web', kind: 'StatefulSet' } })],
      ['web'],
    ],
    [
      'an HPA without a minimum, which is 1',
      [
        web,
        object('HorizontalPodAutoscaler', 'web', { spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' } } }),
      ],
      ['web'],
    ],
    ['Knative', [workload('Deployment', 'web', { owner: 'serving.knative.dev/v1/Revision/web' })], []],
  ])('%s', (_, objects, names) => {
    expect(planOf(...objects).targets.map(({ target }) => target.name)).toEqual(names);
  });
});

describe('the probe', () => {
  const operator = 'monitoring.coreos.com/v1';
  const alerting = { alertmanagers: [{ name: 'alertmanager-operated' }] };
  /** The probe of a Prometheus, and its sentences. */
  function probeOf(
    spec: object,
    { shape = {}, others = [] }: { shape?: WorkloadShape; others?: readonly KubernetesObject[] } = {},
  ) {
    const { targets } = planOf(
      object('Prometheus', 'k8s', { spec: { alerting, ...spec } }),
      workload('StatefulSet', 'prometheus-k8s', { replicas: 1, owner: `${operator}/Prometheus/k8s`, ...shape }),
      ...others,
    );
    return targets.find(({ target }) => target.probe !== undefined);
  }
  const watchdog = object('PrometheusRule', 'general', { spec: { groups: [{ rules: [{ alert: 'Watchdog' }] }] } });

  test('expects no Watchdog if no rule has one, and says so', () => {
    const probe = probeOf({});
    expect(probe?.target).toMatchObject({ watchdog: false });
    expect(probe?.why).toContainEqual(expect.stringMatching(/^No PrometheusRule has the alert Watchdog/));
    expect(probeOf({}, { others: [watchdog] })?.target).not.toHaveProperty('watchdog');
  });

  test('expects the Watchdog if rules could not be read', () => {
    const objects = [
      object('Alertmanager', 'am'),
      workload('StatefulSet', 'am', { replicas: 1, owner: `${operator}/Alertmanager/am` }),
    ];
    const { targets } = planTargets(inventoryOf(objects, { PrometheusRule: ['other'] }));
    expect(targets[1]?.target).toEqual({ probe: 'alertmanager', namespace: 'shop', pods: ['am-0'], port: 9093 });
  });

  const volume = { volumeClaimTemplate: { spec: {} } };
  const spec = {
    routePrefix: '/p/',
    web: { tlsConfig: { cert: {} } },
    replicas: 45,
    storage: volume,
    storageSpec: volume,
  };
  test.each<[ListedKindName, string, object]>([
    ['Prometheus', 'prometheus-', { prometheus: { prometheusSpec: spec } }],
    ['PrometheusAgent', 'prom-agent-', { prometheus: { agentMode: true, prometheusSpec: spec } }],
    ['Alertmanager', 'alertmanager-', { alertmanager: { alertmanagerSpec: spec } }],
    ['ThanosRuler', 'thanos-ruler-', { thanosRuler: { enabled: true, thanosRulerSpec: spec } }],
  ])('asks all pods of a %s as the preset does', (kind, prefix, values) => {
    const parts = stackParts({ release: 'kps', namespace: 'shop', probes: true }, chartValues.parse(values));
    const ofPreset = parts.map(({ target }) => target).filter(({ pods }) => String(pods).startsWith(prefix));
    const statefulSet = String(ofPreset[0]?.pods).replace(/-0,.*/, '');
    const { targets } = planOf(
      object(kind, 'own', { spec: { ...spec, alerting } }),
      workload('StatefulSet', statefulSet, {
        replicas: 45,
        owner: `${operator}/${kind}/own`,
        spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
      }),
      watchdog,
    );
    const probes = targets.map(({ target }) => target).filter(({ probe }) => probe !== undefined);
    expect(probes).toEqual(ofPreset);
    expect(probes.map(({ pods }) => (pods as string[]).length)).toEqual([20, 20, 5]);
  });

  test.each<[string, object]>([
    ['alerting without Alertmanagers', { alerting: { alertmanagers: [] } }],
    ['no alerting', { alerting: undefined }],
  ])('of a Prometheus with %s asks only whether it is ready, as the preset does', (_, spec) => {
    const values = chartValues.parse({ alertmanager: { enabled: false }, prometheus: { prometheusSpec: {} } });
    const ofPreset = stackParts({ release: 'k8s', namespace: 'shop', probes: true }, values).find(
      ({ target }) => target.probe === 'http' && String(target.pods).startsWith('prometheus-'),
    );
    const probe = probeOf(spec, { others: [watchdog] });
    expect(probe?.target).toEqual({ ...ofPreset?.target, pods: ['prometheus-k8s-0'] });
    expect(probe?.why).toEqual([ofPreset?.why]);
  });

  test('of a Prometheus with a Secret of Alertmanagers is the full one', () => {
    const additional = { alerting: undefined, additionalAlertManagerConfigs: { name: 'am', key: 'am.yaml' } };
    expect(probeOf(additional)?.target).toMatchObject({ probe: 'prometheus' });
  });

  test.each<[string, object, WorkloadShape, object]>([
    ['uses TLS as the program does', { web: { tlsConfig: {} } }, {}, { scheme: 'https' }],
    ['uses the prefix of the paths', { routePrefix: '/p/' }, {}, { path: '/p' }],
    ['begins at the first ordinal', {}, { spec: { ordinals: { start: 5 } } }, { pods: ['prometheus-k8s-5'] }],
  ])('%s', (_, spec, shape, expected) => {
    expect(probeOf(spec, { shape })?.target).toMatchObject(expected);
  });

  test.each<[string, readonly KubernetesObject[], string]>([
    [
      'listens on the loopback address',
      [
        object('Prometheus', 'k8s', { spec: { listenLocal: true } }),
        workload('StatefulSet', 'prometheus-k8s', { owner: `${operator}/Prometheus/k8s` }),
      ],
      'No probe asks it: it listens on the loopback address only.',
    ],
    [
      'belongs to an object that could not be read',
      [workload('StatefulSet', 'prometheus-k8s', { owner: `${operator}/Prometheus/k8s` })],
      'No probe asks it: the Prometheus with its settings could not be read.',
    ],
    [
      'has no Service',
      [workload('Deployment', 'grafana', { labels: { 'app.kubernetes.io/name': 'grafana' } })],
      'No probe asks it: no Service with a cluster IP selects its pods.',
    ],
  ])('is none if the program %s, and the target says so', (_, objects, sentence) => {
    const { targets } = planOf(...objects);
    expect(targets.filter(({ target }) => target.probe !== undefined)).toEqual([]);
    expect(targets[0]?.why).toContain(sentence);
  });

  test('is none if the Services could not be read, and the target says so', () => {
    const grafana = workload('Deployment', 'grafana', { labels: { 'app.kubernetes.io/name': 'grafana' } });
    const { targets } = planTargets(inventoryOf([grafana], { Service: ['other'] }));
    expect(targets.map(({ target }) => target.name)).toEqual(['grafana']);
    expect(targets[0]?.why).toContain('No probe asks it: the Services could not be read.');
  });

  test.each<[string, readonly KubernetesObject[], object | undefined]>([
    [
      'the Service with the usual port',
      [service('b', { app: 'grafana', ports: { http: 3000 } }), service('c', { app: 'grafana' })],
      { service: 'c', port: 80 },
    ],
    [
      'any port of the Service',
      [service('b', { app: 'grafana', ports: { http: 3000 } })],
      { service: 'b', port: 3000 },
    ],
    ['no headless Service', [service('b', { app: 'grafana', spec: { clusterIP: 'None' } })], undefined],
    ['no Service of other pods', [service('b')], undefined],
    ['no Service of another namespace', [service('b', { app: 'grafana', namespace: 'other' })], undefined],
  ])('of Grafana asks %s', (_, services, expected) => {
    const grafana = workload('Deployment', 'grafana', { labels: { 'app.kubernetes.io/name': 'grafana' } });
    const probe = planOf(grafana, ...services).targets[1]?.target;
    expect(probe).toEqual(expected && { probe: 'grafana', namespace: 'shop', ...expected });
  });
});

import { findWiringMistakes } from '../../../../cli/discover/wiring/wiring';
import type { KubernetesObject } from '../../../support/servers/api/store';
import { inventoryOf, object, pod, type Shape, service, workload } from '../objects';

const selectsRelease = { matchLabels: { release: 'kps' } };
const everything = {
  serviceMonitorSelector: selectsRelease,
  serviceMonitorNamespaceSelector: {},
  podMonitorSelector: selectsRelease,
  podMonitorNamespaceSelector: {},
  ruleSelector: selectsRelease,
  ruleNamespaceSelector: {},
};

function prometheus(spec: Shape['spec'] = {}, name = 'kps'): KubernetesObject {
  return object('Prometheus', name, { namespace: 'monitoring', spec: { ...everything, ...spec } });
}

/** A monitor that `prometheus()` selects, of the Service or the pods with the label `app: web`. */
function monitor(kind: 'ServiceMonitor' | 'PodMonitor', { labels = { release: 'kps' }, spec = {} }: Shape = {}) {
  const endpoints = { [kind === 'ServiceMonitor' ? 'endpoints' : 'podMetricsEndpoints']: [{ port: 'http' }] };
  return object(kind, 'web', { labels, spec: { selector: { matchLabels: { app: 'web' } }, ...endpoints, ...spec } });
}

const rule = (labels: Shape['labels'] = { release: 'kps' }) => object('PrometheusRule', 'web', { labels });
const namespace = (name: string, labels: Shape['labels'] = {}) => object('Namespace', name, { labels });
const running = [workload('Deployment', 'web', { ports: { http: 8080 } }), service('web')];

/** The mistakes in a cluster in which everything else is right, as `OBJECT: PROBLEM | FOUND | EXPECTED | CHANGE`. */
function mistakesOf(...objects: readonly KubernetesObject[]): string[] {
  return findWiringMistakes(inventoryOf(objects)).map(({ object: subject, problem, found, expected, change }) =>
    [`${subject}: ${problem}`, found, expected, change].join(' | '),
  );
}

describe('nothing is reported', () => {
  test.each<[string, readonly KubernetesObject[]]>([
    ['if everything is right', [prometheus(), monitor('ServiceMonitor'), monitor('PodMonitor'), rule(), ...running]],
    [
      'without a Prometheus: another collector may use the monitors',
      [monitor('ServiceMonitor', { labels: {} }), rule({}), ...running],
    ],
    [
      'about monitors, if a Prometheus has a configuration of its own',
      [
        object('Prometheus', 'own', { namespace: 'monitoring', spec: { ruleSelector: {}, ruleNamespaceSelector: {} } }),
        monitor('ServiceMonitor', { labels: {} }),
        rule(),
        ...running,
      ],
    ],
    [
      'if a selector is empty',
      [prometheus({ serviceMonitorSelector: {} }), monitor('ServiceMonitor', { labels: {} }), ...running],
    ],
    [
      'if another Prometheus selects it',
      [
        prometheus(),
        prometheus({ serviceMonitorSelector: {} }, 'second'),
        monitor('ServiceMonitor', { labels: {} }),
        ...running,
      ],
    ],
    [
      'if Probes and ScrapeConfigs are selected',
      [
        prometheus({ probeSelector: {}, scrapeConfigSelector: selectsRelease, scrapeConfigNamespaceSelector: {} }),
        object('Probe', 'web', { namespace: 'monitoring' }),
        object('ScrapeConfig', 'web', { labels: { release: 'kps' } }),
      ],
    ],
    [
      'if a ThanosRuler selects the rule',
      [
        prometheus(),
        object('ThanosRuler', 'ruler', {
          namespace: 'monitoring',
          spec: { ruleSelector: {}, ruleNamespaceSelector: {} },
        }),
        rule({}),
      ],
    ],
    [
      'if a PrometheusAgent selects the monitor',
      [
        prometheus(),
        object('PrometheusAgent', 'agent', {
          namespace: 'monitoring',
          spec: { podMonitorSelector: {}, podMonitorNamespaceSelector: {} },
        }),
        monitor('PodMonitor', { labels: {} }),
        ...running,
      ],
    ],
    [
      'if the labels of the namespace are selected',
      [
        prometheus({ serviceMonitorNamespaceSelector: { matchLabels: { monitored: 'yes' } } }),
        namespace('shop', { monitored: 'yes' }),
        monitor('ServiceMonitor'),
        ...running,
      ],
    ],
    [
      'if a workload is scaled to 0',
      [
        prometheus(),
        monitor('ServiceMonitor'),
        workload('Deployment', 'web', { replicas: 0, ports: { http: 80 } }),
        service('web'),
      ],
    ],
    [
      'between two runs of a CronJob',
      [
        prometheus(),
        monitor('PodMonitor'),
        object('CronJob', 'web', {
          spec: {
            jobTemplate: {
              spec: {
                template: {
                  metadata: { labels: { app: 'web' } },
                  spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] },
                },
              },
            },
          },
        }),
      ],
    ],
    [
      'if somebody else writes the addresses of the Service',
      [prometheus(), monitor('ServiceMonitor'), service('web', { spec: { selector: undefined } })],
    ],
    [
      'if only a container that was injected has the port',
      [
        prometheus(),
        monitor('PodMonitor', { spec: { podMetricsEndpoints: [{ port: 'envoy' }] } }),
        ...running,
        pod('web-1', { app: 'web', ports: { envoy: 15090 } }),
      ],
    ],
    [
      'if an endpoint has no port, so that all are scraped',
      [prometheus(), monitor('ServiceMonitor', { spec: { endpoints: [{ path: '/metrics' }] } }), ...running],
    ],
    [
      'if the name of a port is a regular expression',
      [prometheus(), monitor('ServiceMonitor', { spec: { endpoints: [{ port: 'http|metrics' }] } }), ...running],
    ],
    [
      'if targetPort is the number or the name of a port of a container',
      [
        prometheus(),
        monitor('ServiceMonitor', { spec: { endpoints: [{ targetPort: 8080 }, { targetPort: 'http' }] } }),
        ...running,
      ],
    ],
    [
      'if the scope has the Service, by matchNames or any',
      [
        prometheus(),
        monitor('ServiceMonitor', { spec: { namespaceSelector: { matchNames: ['other'] } } }),
        workload('Deployment', 'web', { namespace: 'other' }),
        service('web', { namespace: 'other' }),
      ],
    ],
  ])('%s', (_, objects) => {
    expect(mistakesOf(...objects)).toEqual([]);
  });
});

describe('objects that nothing selects', () => {
  test.each<[string, readonly KubernetesObject[], string]>([
    [
      'by their labels',
      [prometheus(), monitor('ServiceMonitor', { labels: { app: 'web' } }), ...running],
      'ServiceMonitor shop/web: no Prometheus and no PrometheusAgent selects it | app=web | Prometheus monitoring/kps selects release=kps (serviceMonitorSelector) in namespaces with any labels (serviceMonitorNamespaceSelector) | add the label release=kps to it, or change serviceMonitorSelector in Prometheus monitoring/kps',
    ],
    [
      'because another release has another label',
      [prometheus(), rule({ release: 'prometheus' })],
      'PrometheusRule shop/web: no Prometheus and no ThanosRuler selects it | release=prometheus | Prometheus monitoring/kps selects release=kps (ruleSelector) in namespaces with any labels (ruleNamespaceSelector) | add the label release=kps to it, or change ruleSelector in Prometheus monitoring/kps',
    ],
    [
      'because the selector is not set',
      [prometheus({ podMonitorSelector: undefined }), monitor('PodMonitor'), ...running],
      'PodMonitor shop/web: no Prometheus and no PrometheusAgent selects it | release=kps | a podMonitorSelector in Prometheus monitoring/kps, which has none and so selects nothing | set podMonitorSelector in Prometheus monitoring/kps, such as {} for all',
    ],
    [
      'Probes of the operator, by their labels',
      [prometheus({ probeSelector: selectsRelease, probeNamespaceSelector: {} }), object('Probe', 'web')],
      'Probe shop/web: no Prometheus and no PrometheusAgent selects it | no labels | Prometheus monitoring/kps selects release=kps (probeSelector) in namespaces with any labels (probeNamespaceSelector) | add the label release=kps to it, or change probeSelector in Prometheus monitoring/kps',
    ],
    [
      'ScrapeConfigs, because the selector is not set',
      [prometheus(), object('ScrapeConfig', 'web')],
      'ScrapeConfig shop/web: no Prometheus and no PrometheusAgent selects it | no labels, and namespace shop | a scrapeConfigSelector in Prometheus monitoring/kps, which has none and so selects nothing | set scrapeConfigSelector in Prometheus monitoring/kps, such as {} for all, and set scrapeConfigNamespaceSelector in Prometheus monitoring/kps, such as {} for all namespaces, or move it to namespace monitoring',
    ],
    [
      'because without a namespace selector only its own namespace is selected',
      [prometheus({ ruleNamespaceSelector: null }), rule()],
      'PrometheusRule shop/web: no Prometheus and no ThanosRuler selects it | namespace shop | Prometheus monitoring/kps selects release=kps (ruleSelector) in its own namespace monitoring (it has no ruleNamespaceSelector) | set ruleNamespaceSelector in Prometheus monitoring/kps, such as {} for all namespaces, or move it to namespace monitoring',
    ],
    [
      'by the labels of their namespace, and by their own',
      [
        prometheus({ ruleNamespaceSelector: { matchLabels: { team: 'shop' } } }),
        namespace('shop', { team: 'web' }),
        rule({}),
      ],
      'PrometheusRule shop/web: no Prometheus and no ThanosRuler selects it | no labels, and namespace shop with team=web | Prometheus monitoring/kps selects release=kps (ruleSelector) in namespaces with team=shop (ruleNamespaceSelector) | add the label release=kps to it, or change ruleSelector in Prometheus monitoring/kps, and add the label team=shop to namespace shop, or change ruleNamespaceSelector in Prometheus monitoring/kps',
    ],
    [
      'because of an expression',
      [
        prometheus({ ruleSelector: { matchExpressions: [{ key: 'legacy', operator: 'DoesNotExist' }] } }),
        rule({ legacy: 'a' }),
      ],
      'PrometheusRule shop/web: no Prometheus and no ThanosRuler selects it | legacy=a | Prometheus monitoring/kps selects !legacy (ruleSelector) in namespaces with any labels (ruleNamespaceSelector) | change the labels of it so that they match, or change ruleSelector in Prometheus monitoring/kps',
    ],
    [
      'compared with the Prometheus that lacks least',
      [
        prometheus({ ruleNamespaceSelector: undefined }, 'a'),
        prometheus({ ruleSelector: { matchLabels: { x: 'y' } } }, 'b'),
        rule(),
      ],
      'PrometheusRule shop/web: no Prometheus and no ThanosRuler selects it | namespace shop | Prometheus monitoring/a selects release=kps (ruleSelector) in its own namespace monitoring (it has no ruleNamespaceSelector) | set ruleNamespaceSelector in Prometheus monitoring/a, such as {} for all namespaces, or move it to namespace monitoring',
    ],
  ])('%s', (_, objects, mistake) => {
    expect(mistakesOf(...objects)).toEqual([mistake]);
  });
});

describe('monitors that select nothing', () => {
  const web = [prometheus(), monitor('ServiceMonitor')];
  test.each<[string, readonly KubernetesObject[], string]>([
    [
      'with the nearest Services',
      [...web, service('api', { labels: { tier: 'web' } }), service('shop-web', { labels: { app: 'shop-web' } })],
      'ServiceMonitor shop/web: it selects no Service | none in namespace shop (there: shop-web with app=shop-web; api with tier=web) | a Service with app=web in namespace shop | correct spec.selector or the labels of the Service, or delete it',
    ],
    [
      'because the Service is in another namespace',
      [...web, service('web', { namespace: 'other' })],
      'ServiceMonitor shop/web: it selects no Service | such Services in namespace other, but none in namespace shop | a Service with app=web in namespace shop | set namespaceSelector: { matchNames: [other] }',
    ],
    [
      'because matchNames are ignored',
      [
        prometheus({ ignoreNamespaceSelectors: true }),
        monitor('ServiceMonitor', { spec: { namespaceSelector: { any: true } } }),
        service('web', { namespace: 'other' }),
      ],
      'ServiceMonitor shop/web: it selects no Service | such Services in namespace other, but none in namespace shop | a Service with app=web in namespace shop | set namespaceSelector: { matchNames: [other] }',
    ],
    [
      'in any namespace',
      [prometheus(), monitor('ServiceMonitor', { spec: { namespaceSelector: { any: true } } })],
      'ServiceMonitor shop/web: it selects no Service | none in all namespaces | a Service with app=web in all namespaces | correct spec.selector or the labels of the Service, or delete it',
    ],
    [
      'because the pods have ended',
      [prometheus(), monitor('PodMonitor'), pod('web', { phase: 'Succeeded' })],
      'PodMonitor shop/web: it selects no pod | none in namespace shop | a pod with app=web in namespace shop | correct spec.selector or the labels of the pod, or delete it',
    ],
    [
      'because the Service selects no pods',
      [...web, service('web', { spec: { selector: { app: 'webb' } } })],
      'ServiceMonitor shop/web: its Service shop/web selects no pods | no pod and no workload with app=webb | a Service with pods | correct spec.selector of the Service or the labels of the pods, or delete it',
    ],
    [
      'because EKS has no pods of the control plane',
      [
        ...web,
        service('kps-kube-scheduler', { labels: { app: 'web' }, spec: { selector: { component: 'kube-scheduler' } } }),
      ],
      'ServiceMonitor shop/web: its Service shop/kps-kube-scheduler selects no pods | no pod and no workload with component=kube-scheduler | a cluster that runs kube-scheduler in a pod, which EKS does not | set kubeScheduler.enabled: false in the values of kube-prometheus-stack, also for its rules',
    ],
  ])('%s', (_, objects, mistake) => {
    expect(mistakesOf(...objects)).toEqual([mistake]);
  });
});

describe('ports that do not exist', () => {
  const endpoints = (...list: readonly object[]) => monitor('ServiceMonitor', { spec: { endpoints: list } });
  const podEndpoints = (...list: readonly object[]) => monitor('PodMonitor', { spec: { podMetricsEndpoints: list } });
  test.each<[string, readonly KubernetesObject[], string]>([
    [
      'of the Service, by name',
      [endpoints({ port: 'http' }, { port: 'metrics' }), ...running],
      'ServiceMonitor shop/web: endpoints[1].port is metrics, but there is no such port | Service shop/web with the ports http (80) | a port of the Service with the name metrics | use http in endpoints[1].port, or give a port that name in the Service',
    ],
    [
      'of the Service, by number',
      [endpoints({ port: '80' }), ...running],
      'ServiceMonitor shop/web: endpoints[0].port is 80, but there is no such port | Service shop/web with the ports http (80) | a port of the Service with the name 80 | endpoints[0].port is a name, not a number: use http in endpoints[0].port, or give a port that name in the Service',
    ],
    [
      'of the Service, because its only port has no name',
      [endpoints({ port: 'http' }), workload('Deployment', 'web'), service('web', { ports: { '': 80 } })],
      'ServiceMonitor shop/web: endpoints[0].port is http, but there is no such port | Service shop/web with the ports one without a name (80) | a port of the Service with the name http | give the port a name in the Service, and use it in endpoints[0].port',
    ],
    [
      'of the containers behind the Service',
      [endpoints({ targetPort: 9090 }), ...running],
      'ServiceMonitor shop/web: endpoints[0].targetPort is 9090, but there is no such port | its pods with the ports http (8080) | a port of the container with the number 9090 | use 8080 in endpoints[0].targetPort, or declare that port in the container',
    ],
    [
      'of the containers of pods',
      [podEndpoints({ port: 'metrics' }), ...running],
      'PodMonitor shop/web: podMetricsEndpoints[0].port is metrics, but there is no such port | its pods with the ports http (8080) | a port of the container with the name metrics | use http in podMetricsEndpoints[0].port, or give a port that name in the container',
    ],
    [
      'of the containers of pods, by number',
      [podEndpoints({ portNumber: 9090 }), ...running],
      'PodMonitor shop/web: podMetricsEndpoints[0].portNumber is 9090, but there is no such port | its pods with the ports http (8080) | a port of the container with the number 9090 | use 8080 in podMetricsEndpoints[0].portNumber, or declare that port in the container',
    ],
  ])('%s', (_, objects, mistake) => {
    expect(mistakesOf(prometheus(), ...objects)).toEqual([mistake]);
  });
});

describe('what could not be read is not reported as missing', () => {
  const objects = [prometheus(), monitor('ServiceMonitor', { labels: {} }), monitor('PodMonitor'), rule({})];
  test.each<[string, Parameters<typeof inventoryOf>[1], readonly string[]]>([
    ['Services', { Service: [] }, ['ServiceMonitor', 'PrometheusRule', 'PodMonitor']],
    ['pods of the namespace', { Pod: ['other'] }, ['ServiceMonitor', 'PrometheusRule', 'ServiceMonitor']],
    ['Prometheus', { Prometheus: [] }, ['ServiceMonitor', 'PodMonitor']],
    ['ThanosRulers', { ThanosRuler: [] }, ['ServiceMonitor', 'ServiceMonitor', 'PodMonitor']],
    ['nothing', {}, ['ServiceMonitor', 'PrometheusRule', 'ServiceMonitor', 'PodMonitor']],
  ])('%s', (_, namespaces, kinds) => {
    const found = findWiringMistakes(inventoryOf(objects, namespaces));
    expect(found.map((mistake) => mistake.object.split(' ')[0])).toEqual(kinds);
  });

  test('nor is an object whose namespace is not known', () => {
    const byNamespace = prometheus({ ruleNamespaceSelector: { matchLabels: { team: 'shop' } } });
    expect(mistakesOf(byNamespace, rule())).toEqual([]);
  });
});

import { kindsWithoutApiVersion } from '../../../../model/eksResources';

const known = kindsWithoutApiVersion.join(', ');
const expected = `expected ${known}, or a custom resource with its apiVersion.`;
export const crd = { kind: 'Certificate', apiVersion: 'cert-manager.io/v1', namespace: 'shop', name: 'tls' };
export const prometheus = {
  kind: 'Prometheus',
  apiVersion: 'monitoring.coreos.com/v1',
  namespace: 'monitoring',
  name: 'kps',
};
export const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
export const job = { kind: 'Job', namespace: 'shop', name: 'backup' };
export const node = { kind: 'Node', name: 'ip-10-0-0-1.eu-central-1.compute.internal' };

/** Targets with keys or values that cannot be combined, and the problems, as `path: message`. */
export const kindProblems: [title: string, target: object, lines: string[]][] = [
  [
    'of a lowercase kind',
    { ...web, kind: 'deployment' },
    [`kind: got "deployment", ${expected} Did you mean Deployment?`],
  ],
  [
    'of a plural',
    { ...web, kind: 'Statefulsets' },
    [`kind: got "Statefulsets", ${expected} Did you mean StatefulSet?`],
  ],
  [
    'of a kind as Amazon EKS calls it',
    { ...web, kind: 'NodeGroup' },
    [`kind: got "NodeGroup", ${expected} Did you mean EKSNodegroup?`],
  ],
  ['of an abbreviated kind', { ...web, kind: 'deploy' }, [`kind: got "deploy", ${expected} Did you mean Deployment?`]],
  ['of an unknown kind', { ...web, kind: 'Rollout' }, [`kind: got "Rollout", ${expected}`]],
  ['of an empty kind', { ...web, kind: '' }, [`kind: got "", ${expected}`]],
  ['of a property of JavaScript', { ...web, kind: '__proto__' }, [`kind: got "__proto__", ${expected}`]],
  ['of a kind on two lines', { ...web, kind: 'a\nb' }, [`kind: got "a\\nb", ${expected}`]],
  ['of a very long kind', { ...web, kind: 'x'.repeat(200) }, [`kind: got "${'x'.repeat(77)}…", ${expected}`]],
  ...['Prometheus', 'Alertmanager', 'ThanosRuler', 'PrometheusAgent'].map((kind): [string, object, string[]] => [
    `a ${kind} without its apiVersion`,
    { ...prometheus, kind, apiVersion: undefined },
    [`kind: got "${kind}", ${expected} Add apiVersion: monitoring.coreos.com/v1.`],
  ]),
  [
    'a lowercase prometheus',
    { ...prometheus, kind: 'prometheus' },
    [`kind: got "prometheus", ${expected} Did you mean Prometheus?`],
  ],
  [
    'a lowercase prometheus without its apiVersion',
    { ...prometheus, kind: 'prometheus', apiVersion: undefined },
    [`kind: got "prometheus", ${expected} Did you mean Prometheus?`],
  ],
  [
    'of a lowercase Kubernetes kind, with its apiVersion',
    { ...web, kind: 'deployments', apiVersion: 'apps/v1' },
    [`kind: got "deployments", ${expected} Did you mean Deployment?`],
  ],
  [
    'of several words',
    { ...crd, kind: 'My Kind' },
    ['kind: got "My Kind", expected a kind as in an object manifest, such as Certificate.'],
  ],

  [
    'of another version of a built-in kind',
    { ...web, apiVersion: 'apps/v1beta2' },
    ['apiVersion: got "apps/v1beta2", but Deployment is read as apps/v1; remove this key.'],
  ],
  [
    'of an old version of a built-in kind',
    { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v1', namespace: 'shop', name: 'web' },
    ['apiVersion: got "autoscaling/v1", but HorizontalPodAutoscaler is read as autoscaling/v2; remove this key.'],
  ],
  [
    'of a built-in kind in another Kubernetes group',
    { ...web, apiVersion: 'extensions/v1beta1' },
    ['apiVersion: got "extensions/v1beta1", but Deployment is read as apps/v1; remove this key.'],
  ],
  [
    'of a built-in kind in the core group, which does not have it',
    { ...web, apiVersion: 'v1' },
    ['apiVersion: got "v1", but Deployment is read as apps/v1; remove this key.'],
  ],
  [
    'of an apiVersion without a version',
    { ...prometheus, apiVersion: 'monitoring.coreos.com', mode: 'AtLeastOne' },
    ['apiVersion: got "monitoring.coreos.com", expected a group and version such as monitoring.coreos.com/v1.'],
  ],

  [
    'a Node in a namespace',
    { ...node, namespace: 'shop' },
    ['namespace: the kind Node is cluster-scoped; remove this key.'],
  ],
  [
    'a Node in all namespaces',
    { ...node, namespace: '*' },
    ['namespace: the kind Node is cluster-scoped; remove this key.'],
  ],
  [
    'without a namespace',
    { ...web, namespace: undefined },
    ['namespace: is required: a Kubernetes namespace, or "*" with a selector for all namespaces.'],
  ],
  [
    'in all namespaces by name',
    { ...web, namespace: '*' },
    ['namespace: all namespaces ("*") require a selector; specify one namespace, or a selector.'],
  ],
  [
    'a custom resource in all namespaces by name',
    { ...crd, namespace: '*' },
    ['namespace: all namespaces ("*") require a selector; specify one namespace, or a selector.'],
  ],
  [
    'of an unknown kind in all namespaces by name',
    { kind: 'Rollout', namespace: '*', name: 'web' },
    [
      `kind: got "Rollout", ${expected}`,
      'namespace: all namespaces ("*") require a selector; specify one namespace, or a selector.',
    ],
  ],

  ['a Job with a mode', { ...job, mode: 'AtLeastOne' }, ['mode: the kind Job has no replicas; remove this key.']],
  ['a Job with minReady', { ...job, minReady: 1 }, ['minReady: the kind Job has no replicas; remove this key.']],
  [
    'a Node with allowZero',
    { ...node, allowZero: false },
    ['allowZero: the kind Node has no replicas; remove this key.'],
  ],
  [
    'a Deployment with a plural',
    { ...web, resource: 'deployments' },
    ['resource: is only for custom resources; Deployment is a built-in kind.'],
  ],
  [
    'a Deployment with conditions',
    { ...web, conditions: { healthy: ['Available'] } },
    ['conditions: is only for custom resources; Deployment is a built-in kind.'],
  ],
  ...['mode', 'minReady', 'allowZero'].map((key): [string, object, string[]] => [
    `a custom resource with ${key}`,
    { ...crd, [key]: { mode: 'AllOfThem', minReady: 1, allowZero: true }[key] },
    [`${key}: a custom resource is judged by its conditions, which do not count replicas; remove this key.`],
  ]),
  [
    'a ServiceMonitor with a mode',
    { ...prometheus, kind: 'ServiceMonitor', mode: 'AtLeastOne' },
    ['mode: a custom resource is judged by its conditions, which do not count replicas; remove this key.'],
  ],
  [
    'a kind of the Prometheus operator, with minReady',
    { ...prometheus, minReady: '50%' },
    ['minReady: a custom resource is judged by its conditions, which do not count replicas; remove this key.'],
  ],

  [
    'of an uppercase plural',
    { ...crd, resource: 'Certificates' },
    ['resource: got "Certificates", expected a lowercase plural such as prometheuses.'],
  ],
  [
    'of a plural with a group',
    { ...crd, resource: 'certificates.cert-manager.io' },
    [expect.stringMatching(/^resource: got .* expected a lowercase plural/)],
  ],
  [
    'of a plural and a subresource',
    { ...crd, resource: 'certificates/status' },
    [expect.stringMatching(/^resource: got .* expected a lowercase plural/)],
  ],
  [
    'of empty conditions',
    { ...crd, conditions: {} },
    ['conditions: is empty: specify healthy, unhealthy or both, or remove this key.'],
  ],
  [
    'of a list of conditions',
    { ...crd, conditions: ['Ready'] },
    ['conditions: got a list of 1, expected a mapping with the keys healthy, unhealthy.'],
  ],
  [
    'of an empty list of conditions',
    { ...crd, conditions: { healthy: [] } },
    ['conditions.healthy: got an empty list, expected a list of at least one condition type.'],
  ],
  [
    'of a condition without a list',
    { ...crd, conditions: { healthy: 'Ready' } },
    ['conditions.healthy: got "Ready", expected a list of at least one condition type.'],
  ],
  [
    'of an invalid condition type',
    { ...crd, conditions: { unhealthy: ['Ready', 'not ready'] } },
    ['conditions.unhealthy[1]: got "not ready", expected a condition type such as Ready.'],
  ],
  [
    'of an unknown key of conditions',
    { ...crd, conditions: { healty: ['Ready'] } },
    ['conditions.healty: unknown key. Did you mean healthy? Allowed keys: healthy, unhealthy.'],
  ],
  [
    'of a condition that is both healthy and unhealthy',
    { ...crd, conditions: { healthy: ['Ready', 'Synced'], unhealthy: ['Stalled', 'Ready'] } },
    ['conditions.unhealthy[1]: got "Ready", which is also in healthy; remove one of them.'],
  ],

  [
    'with several problems, all of which are reported',
    { kind: 'Node', apiVersion: 'v2', namespace: 'shop', name: 'a', mode: 'AtLeastOne', resource: 'nodes' },
    [
      'apiVersion: got "v2", but Node is read as v1; remove this key.',
      'namespace: the kind Node is cluster-scoped; remove this key.',
      'mode: the kind Node has no replicas; remove this key.',
      'resource: is only for custom resources; Node is a built-in kind.',
    ],
  ],
];

import { kinds } from '../../../../model/kinds';

const known = Object.keys(kinds).join(', ');
const allowed = `allowed is ${known}, or a custom resource with its apiVersion.`;
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

/** Targets whose words do not go together, and the mistakes that are told, as `path: message`. */
export const kindMistakes: [title: string, target: object, lines: string[]][] = [
  [
    'of a kind in lower case',
    { ...web, kind: 'deployment' },
    [`kind: found "deployment", ${allowed} Did you mean Deployment?`],
  ],
  [
    'of a plural',
    { ...web, kind: 'Statefulsets' },
    [`kind: found "Statefulsets", ${allowed} Did you mean StatefulSet?`],
  ],
  ['of a shortened kind', { ...web, kind: 'deploy' }, [`kind: found "deploy", ${allowed} Did you mean Deployment?`]],
  ['of a kind that nobody knows', { ...web, kind: 'Rollout' }, [`kind: found "Rollout", ${allowed}`]],
  ['of an empty kind', { ...web, kind: '' }, [`kind: found "", ${allowed}`]],
  ['of a property of JavaScript', { ...web, kind: '__proto__' }, [`kind: found "__proto__", ${allowed}`]],
  ['of a kind in two lines', { ...web, kind: 'a\nb' }, [`kind: found "a\\nb", ${allowed}`]],
  ['of a kind without end', { ...web, kind: 'x'.repeat(200) }, [`kind: found "${'x'.repeat(77)}…", ${allowed}`]],
  ...['Prometheus', 'Alertmanager', 'ThanosRuler', 'PrometheusAgent'].map((kind): [string, object, string[]] => [
    `a ${kind} without its apiVersion`,
    { ...prometheus, kind, apiVersion: undefined },
    [`kind: found "${kind}", ${allowed} Write apiVersion: monitoring.coreos.com/v1 beside it.`],
  ]),
  [
    'a prometheus in lower case',
    { ...prometheus, kind: 'prometheus' },
    [`kind: found "prometheus", ${allowed} Did you mean Prometheus?`],
  ],
  [
    'a prometheus in lower case without its apiVersion',
    { ...prometheus, kind: 'prometheus', apiVersion: undefined },
    [`kind: found "prometheus", ${allowed} Did you mean Prometheus?`],
  ],
  [
    'of a kind of Kubernetes in lower case, with its apiVersion',
    { ...web, kind: 'deployments', apiVersion: 'apps/v1' },
    [`kind: found "deployments", ${allowed} Did you mean Deployment?`],
  ],
  [
    'of no word',
    { ...crd, kind: 'My Kind' },
    ['kind: found "My Kind", allowed is one word as in the object itself, such as Certificate.'],
  ],

  [
    'of another version of a known kind',
    { ...web, apiVersion: 'apps/v1beta2' },
    ['apiVersion: found "apps/v1beta2", but Deployment is read as apps/v1; leave it out.'],
  ],
  [
    'of an old version of a known kind',
    { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v1', namespace: 'shop', name: 'web' },
    ['apiVersion: found "autoscaling/v1", but HorizontalPodAutoscaler is read as autoscaling/v2; leave it out.'],
  ],
  [
    'of a known kind in another group of Kubernetes',
    { ...web, apiVersion: 'extensions/v1beta1' },
    ['apiVersion: found "extensions/v1beta1", but Deployment is read as apps/v1; leave it out.'],
  ],
  [
    'of a known kind in the core group, where it is not',
    { ...web, apiVersion: 'v1' },
    ['apiVersion: found "v1", but Deployment is read as apps/v1; leave it out.'],
  ],
  [
    'of an apiVersion without a version',
    { ...prometheus, apiVersion: 'monitoring.coreos.com', mode: 'AtLeastOne' },
    ['apiVersion: found "monitoring.coreos.com", allowed is a group and version such as monitoring.coreos.com/v1.'],
  ],

  [
    'a Node in a namespace',
    { ...node, namespace: 'shop' },
    ['namespace: the kind Node is in no namespace; leave it out.'],
  ],
  [
    'a Node in all namespaces',
    { ...node, namespace: '*' },
    ['namespace: the kind Node is in no namespace; leave it out.'],
  ],
  [
    'without a namespace',
    { ...web, namespace: undefined },
    ['namespace: is required: a Kubernetes namespace, or "*" with a selector for all of them.'],
  ],
  [
    'in all namespaces by name',
    { ...web, namespace: '*' },
    ['namespace: all namespaces ("*") can only be searched by a selector; name one namespace.'],
  ],
  [
    'a custom resource in all namespaces by name',
    { ...crd, namespace: '*' },
    ['namespace: all namespaces ("*") can only be searched by a selector; name one namespace.'],
  ],
  [
    'of an unknown kind in all namespaces by name',
    { kind: 'Rollout', namespace: '*', name: 'web' },
    [
      `kind: found "Rollout", ${allowed}`,
      'namespace: all namespaces ("*") can only be searched by a selector; name one namespace.',
    ],
  ],

  ['a Job with a mode', { ...job, mode: 'AtLeastOne' }, ['mode: the kind Job has no replicas; leave it out.']],
  ['a Job with minReady', { ...job, minReady: 1 }, ['minReady: the kind Job has no replicas; leave it out.']],
  ['a Node with allowZero', { ...node, allowZero: false }, ['allowZero: the kind Node has no replicas; leave it out.']],
  [
    'a Deployment with a plural',
    { ...web, resource: 'deployments' },
    ['resource: is for custom resources; Deployment has a rule of its own.'],
  ],
  [
    'a Deployment with conditions',
    { ...web, conditions: { healthy: ['Available'] } },
    ['conditions: is for custom resources; Deployment has a rule of its own.'],
  ],
  ...['mode', 'minReady', 'allowZero'].map((key): [string, object, string[]] => [
    `a custom resource with ${key}`,
    { ...crd, [key]: { mode: 'AllOfThem', minReady: 1, allowZero: true }[key] },
    [`${key}: a custom resource is judged by its conditions, which do not count replicas; leave it out.`],
  ]),
  [
    'a ServiceMonitor with a mode',
    { ...prometheus, kind: 'ServiceMonitor', mode: 'AtLeastOne' },
    ['mode: a custom resource is judged by its conditions, which do not count replicas; leave it out.'],
  ],
  [
    'one of the Prometheus operator, with minReady',
    { ...prometheus, minReady: '50%' },
    ['minReady: a custom resource is judged by its conditions, which do not count replicas; leave it out.'],
  ],

  [
    'of a plural in upper case',
    { ...crd, resource: 'Certificates' },
    ['resource: found "Certificates", allowed is a plural in lower case such as prometheuses.'],
  ],
  [
    'of a plural with a group',
    { ...crd, resource: 'certificates.cert-manager.io' },
    [expect.stringMatching(/^resource: found .* allowed is a plural/)],
  ],
  [
    'of a plural and a subresource',
    { ...crd, resource: 'certificates/status' },
    [expect.stringMatching(/^resource: found .* allowed is a plural/)],
  ],
  [
    'of no conditions',
    { ...crd, conditions: {} },
    ['conditions: names no condition: give healthy, unhealthy or both, or leave it out.'],
  ],
  [
    'of a list of conditions',
    { ...crd, conditions: ['Ready'] },
    ['conditions: found a list of 1, allowed is a mapping with the keys healthy, unhealthy.'],
  ],
  [
    'of an empty list of conditions',
    { ...crd, conditions: { healthy: [] } },
    ['conditions.healthy: found an empty list, allowed is a list of at least one type of a condition.'],
  ],
  [
    'of one condition without a list',
    { ...crd, conditions: { healthy: 'Ready' } },
    ['conditions.healthy: found "Ready", allowed is a list of at least one type of a condition.'],
  ],
  [
    'of a condition that is no word',
    { ...crd, conditions: { unhealthy: ['Ready', 'not ready'] } },
    ['conditions.unhealthy[1]: found "not ready", allowed is a type of a condition such as Ready.'],
  ],
  [
    'of an unknown sort of conditions',
    { ...crd, conditions: { healty: ['Ready'] } },
    ['conditions.healty: unknown key. Did you mean healthy? Allowed: healthy, unhealthy.'],
  ],
  [
    'of a condition that means both',
    { ...crd, conditions: { healthy: ['Ready', 'Synced'], unhealthy: ['Stalled', 'Ready'] } },
    ['conditions.unhealthy[1]: found "Ready", which is in healthy too; keep one of them.'],
  ],

  [
    'wrong in several ways, each of which is told',
    { kind: 'Node', apiVersion: 'v2', namespace: 'shop', name: 'a', mode: 'AtLeastOne', resource: 'nodes' },
    [
      'apiVersion: found "v2", but Node is read as v1; leave it out.',
      'namespace: the kind Node is in no namespace; leave it out.',
      'mode: the kind Node has no replicas; leave it out.',
      'resource: is for custom resources; Node has a rule of its own.',
    ],
  ],
];

/** Objects as kube-apiserver sends them. A Deployment has about 3.3 KB, most of it managedFields. */

export const namespace = 'apps';
export const label = 'tier=web';

/** The name of the nth Deployment, in the order of the keys in etcd. */
export function nameOf(index: number): string {
  return `web-${String(index).padStart(4, '0')}`;
}

/** The name of the nth Deployment with a pod that is not ready. */
export function shortNameOf(index: number): string {
  return `short-${String(index).padStart(4, '0')}`;
}

/** A Deployment with three ready replicas. Items of a list have no kind. */
export function deployment(index: number): object {
  return deploymentOf(nameOf(index), index, replicas);
}

/** A Deployment with two of three replicas ready. */
export function shortDeployment(index: number): object {
  return deploymentOf(shortNameOf(index), index, replicas - 1);
}

const replicas = 3;

function deploymentOf(name: string, index: number, ready: number) {
  const created = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
  const labels = {
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': 'web',
    'app.kubernetes.io/version': '2.14.3',
    tier: 'web',
  };
  return {
    metadata: {
      name,
      namespace,
      uid: `7b1f0c3e-52d4-4a0b-9c1d-${String(index).padStart(12, '0')}`,
      resourceVersion: String(81_000_000 + index),
      generation: 4,
      creationTimestamp: created,
      labels,
      annotations: {
        'deployment.kubernetes.io/revision': '4',
        'meta.helm.sh/release-name': name,
        'meta.helm.sh/release-namespace': namespace,
      },
      managedFields: [
        {
          manager: 'helm',
          operation: 'Update',
          apiVersion: 'apps/v1',
          time: created,
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:metadata': { 'f:labels': fieldsOf(labels) }, 'f:spec': specFields },
        },
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          apiVersion: 'apps/v1',
          time: created,
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:status': statusFields },
          subresource: 'status',
        },
      ],
    },
    spec: {
      replicas,
      selector: { matchLabels: { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/name': 'web' } },
      template: { metadata: { labels }, spec: podSpec(name) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: 4,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: ready,
      availableReplicas: ready,
      conditions: [
        condition('Available', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', created),
        condition(
          'Progressing',
          'NewReplicaSetAvailable',
          `ReplicaSet "${replicaSetOf(name)}" has successfully progressed.`,
          created,
        ),
      ],
    },
  };
}

/** The three pods of a Deployment, one of which has not been ready for 30 seconds. */
export function pods(deployment: string, now: number): readonly object[] {
  const moment = new Date(now - 30_000).toISOString();
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: replicaSetOf(deployment), controller: true };
  return Array.from({ length: replicas }, (_, index) => ({
    metadata: {
      name: `${replicaSetOf(deployment)}-${index}`,
      namespace,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ownerReferences: [owner],
    },
    spec: podSpec(deployment),
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: index === 0 ? 'False' : 'True', lastTransitionTime: moment }],
    },
  }));
}

function replicaSetOf(deployment: string): string {
  return `${deployment}-6b7d9c5f48`;
}

function podSpec(name: string): object {
  const probe = (path: string) => ({
    httpGet: { path, port: 'http', scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: 10,
    failureThreshold: 3,
  });
  return {
    containers: [
      {
        name: 'web',
        image: 'registry.example.com/shop/web:2.14.3',
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        env: [
          { name: 'LOG_LEVEL', value: 'info' },
          { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name, key: 'password' } } },
        ],
        resources: { limits: { memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
        livenessProbe: probe('/healthz'),
        readinessProbe: probe('/ready'),
        imagePullPolicy: 'IfNotPresent',
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: name,
    schedulerName: 'default-scheduler',
  };
}

function condition(type: string, reason: string, message: string, time: string): object {
  return { type, status: 'True', lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

function fieldsOf(object: object): object {
  return { '.': {}, ...Object.fromEntries(Object.keys(object).map((key) => [`f:${key}`, {}])) };
}

const specFields = {
  'f:progressDeadlineSeconds': {},
  'f:replicas': {},
  'f:selector': {},
  'f:strategy': { 'f:type': {}, 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} } },
  'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {} } } } },
};

const statusFields = {
  'f:availableReplicas': {},
  'f:conditions': { '.': {}, 'k:{"type":"Available"}': {}, 'k:{"type":"Progressing"}': {} },
  'f:observedGeneration': {},
  'f:readyReplicas': {},
  'f:replicas': {},
  'f:updatedReplicas': {},
};

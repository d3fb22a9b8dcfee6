import { createHash } from 'node:crypto';

/**
 * Objects as kube-apiserver sends them. A Deployment has about 3.5 KB, most of it managedFields. What differs from object to object
 * in a cluster differs here, too: it decides how well a page is compressed.
 */

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
  return deploymentOf(nameOf(index), replicas);
}

/** A Deployment with two of three replicas ready. */
export function shortDeployment(index: number): object {
  return deploymentOf(shortNameOf(index), replicas - 1);
}

const replicas = 3;

function deploymentOf(name: string, ready: number) {
  const hash = hashOf(name);
  const created = new Date(Date.UTC(2026, 0, 1) + (Number.parseInt(hash.slice(0, 6), 16) % 1e6) * 1000)
    .toISOString()
    .replace('.000', '');
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
      uid: hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
      resourceVersion: String(81_000_000 + (Number.parseInt(hash.slice(-6), 16) % 1e6)),
      generation: 4,
      creationTimestamp: created,
      labels,
      annotations: {
        'deployment.kubernetes.io/revision': '4',
        'checksum/config': hash,
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
  return `${deployment}-${hashOf(deployment).slice(0, 10)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
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
        image: `registry.example.com/shop/${name}@sha256:${hashOf(`image of ${name}`)}`,
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

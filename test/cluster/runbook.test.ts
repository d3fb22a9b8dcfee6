import { readFileSync } from 'node:fs';
import { runbookPath } from '../model/runbookPage';
import { commandsOf, whyNotRun } from '../support/runbookCommands';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { execute } from './execute';
import { apply, applyCustom, cronJob, deployment, job, pod, statefulSet, waitFor } from './workloads';

/** The commands of docs/runbook.md, as they are written there, on objects with the names that it uses. */

const commands = commandsOf(readFileSync(runbookPath, 'utf8')).filter((command) => whyNotRun(command) === undefined);
const namespace = 'shop';
const named = (name: string, where = namespace) => ({ metadata: { name, namespace: where } });

let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane({ nodes: 2 });
  await apply(controlPlane, [...namespaces(), ...customKinds.map(definitionOf), metricsApi]);
  for (const where of [namespace, 'monitoring'])
    await controlPlane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', where, '--timeout=300s']);
  await controlPlane.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=300s']);
  await applyCustom(controlPlane, [
    ...workloads,
    ...others,
    ...customKinds.map(({ group, kind, name, where }) => ({
      apiVersion: `${group}/v1`,
      kind,
      ...named(name, where),
    })),
  ]);
  // So that there is something to undo.
  await controlPlane.kubectl(['-n', namespace, 'rollout', 'restart', 'deployment/web']);
  await waitFor(controlPlane, 'pod/db-1', () => true, namespace);
});

afterAll(async () => controlPlane?.stop());

test.each(commands)('%s', async (command) => {
  const here = command.replace(/\bNODE\b/g, 'node-1').replace(/\bNAME\b/g, 'web-5d4f');
  // kubectl waits for minutes if a pod is gone between its GET and its LIST, and here a pod is gone in milliseconds.
  const written = here.replace(/ delete pods? /, '$&--wait=false ');
  // Whether something behind a pipe finds anything depends on the cluster.
  const script = `${written}; exit "\${PIPESTATUS[0]}"`;
  const env = { ...process.env, KUBECONFIG: controlPlane.kubeconfig };
  await expect(execute('bash', ['-c', script], { env })).resolves.toEqual(expect.any(String));
});

function namespaces(): object[] {
  return [namespace, 'monitoring'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}

const service = (name: string, where: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  ...named(name, where),
  spec: { selector: { app: name }, ports: [{ port: 80 }] },
});

const workloads = [
  deployment('web', { namespace, spec: { replicas: 2 } }),
  statefulSet('db', { namespace, spec: { replicas: 2 } }),
  pod('web-5d4f', { namespace }),
  job('migrate', { namespace, outcome: 'succeed' }),
  cronJob('backup', '0 3 * * *', { namespace, outcome: 'succeed' }),
  deployment('grafana', { namespace: 'monitoring' }),
  statefulSet('prometheus-kps', { namespace: 'monitoring' }),
];

const others = [
  service('web', namespace),
  service('grafana', 'monitoring'),
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    ...named('data'),
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  { apiVersion: 'v1', kind: 'ResourceQuota', ...named('few'), spec: { hard: { pods: '20' } } },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    ...named('web'),
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    ...named('web'),
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  },
];

/** Of metrics-server, which is not there. */
const metricsApi = {
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1beta1.metrics.k8s.io' },
  spec: {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    groupPriorityMinimum: 100,
    versionPriority: 100,
    insecureSkipTLSVerify: true,
    service: { namespace: 'kube-system', name: 'metrics-server' },
  },
};

interface CustomKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly name: string;
  readonly where: string;
}

/** The custom resources that the runbook names, without their operators. */
const customKinds: readonly CustomKind[] = [
  {
    group: 'kustomize.toolkit.fluxcd.io',
    kind: 'Kustomization',
    plural: 'kustomizations',
    name: 'web',
    where: namespace,
  },
  { group: 'cert-manager.io', kind: 'Certificate', plural: 'certificates', name: 'web', where: namespace },
  { group: 'postgresql.cnpg.io', kind: 'Cluster', plural: 'clusters', name: 'db', where: namespace },
  { group: 'monitoring.coreos.com', kind: 'Prometheus', plural: 'prometheuses', name: 'kps', where: 'monitoring' },
  {
    group: 'monitoring.coreos.com',
    kind: 'PrometheusRule',
    plural: 'prometheusrules',
    name: 'kps',
    where: 'monitoring',
  },
];

function definitionOf({ group, kind, plural }: CustomKind): object {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural, singular: kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}

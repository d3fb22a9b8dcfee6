import { eksVigil } from '../cli/commandLine';
import { object, type Shape, service } from '../cli/discover/objects';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { kubectl } from './execute';
import { apply, applyCustom } from './workloads';

let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane({ nodes: 2 });
});
afterAll(() => controlPlane?.stop());

const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function definition(kind: string, plural: string): object {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.monitoring.coreos.com` },
    spec: {
      group: 'monitoring.coreos.com',
      names: { kind, plural },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}

const definitions = [definition('Prometheus', 'prometheuses'), definition('ServiceMonitor', 'servicemonitors')];

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web' }] } };
const deployment = (name: string, shape: Shape) => {
  const { apiVersion, kind, spec } = object('Deployment', name, shape);
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: 'default' },
    spec: { selector: { matchLabels: { app: 'web' } }, template, ...(spec as object) },
  };
};

/** An object without what the API server sets itself. */
function toApply({ metadata, status: _, ...rest }: { metadata: { name: string; labels?: object }; status?: unknown }) {
  return { ...rest, metadata: { name: metadata.name, namespace: 'default', labels: metadata.labels ?? {} } };
}

const run = () => eksVigil(['discover', '--kubeconfig', controlPlane.kubeconfig, '--namespace', 'default']);

test('a cluster without the operator, and then one with a mistake in its wiring', async () => {
  await apply(controlPlane, [
    deployment('web', { spec: { replicas: 2 } }),
    deployment('old', { spec: { replicas: 0 } }),
  ]);
  await kubectl(controlPlane.kubeconfig, ['rollout', 'status', 'deployment/web', '--timeout=300s']);
  const without = await run();
  expect(without.stdout).toContain('    name: web');
  expect(without.stdout).toMatch(/has been scaled to 0.*\n# {3}Deployment default\/old/);
  expect(without.stdout + without.stderr).not.toContain('monitoring.coreos.com');
  expect(without).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('valid (1 target)') });
  expect((await run()).stdout).toBe(without.stdout);

  await apply(controlPlane, definitions);
  await kubectl(controlPlane.kubeconfig, ['wait', '--for=condition=Established', 'crd', '--all', '--timeout=300s']);
  const monitor = { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'metrics' }] };
  await applyCustom(controlPlane, [
    toApply(service('web', { spec: { clusterIP: undefined } })),
    toApply(object('Prometheus', 'kps', { spec: { serviceMonitorSelector: { matchLabels: { release: 'kps' } } } })),
    toApply(object('ServiceMonitor', 'web', { spec: monitor })),
  ]);
  const { stderr } = await run();
  expect(stderr).toContain('ServiceMonitor default/web: no Prometheus and no PrometheusAgent selects it');
  expect(stderr).toContain('ServiceMonitor default/web: endpoints[0].port is metrics, but there is no such port');
});

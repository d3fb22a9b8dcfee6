import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Deployment } from '@kubernetes/client-node';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { until } from './until';
import { Vigil } from './vigil';
import { apply, deployment, waitFor } from './workloads';

let controlPlane: ControlPlane;
let vigil: Vigil;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await apply(controlPlane, [deployment('web', { spec: { replicas: 3 } })]);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ({ status }) => status?.readyReplicas === 3);
  vigil = await Vigil.start(controlPlane, '  - { kind: Deployment, namespace: default, name: web }');
  await vigil.applyRbac();
  await runUntilHealthy();
});

afterAll(async () => {
  await vigil?.stop();
  await controlPlane?.stop();
});

/** Runs the function until it publishes 1. */
function runUntilHealthy(): Promise<true> {
  let last: unknown;
  return until(
    () => `the function did not publish 1: ${JSON.stringify(last)}`,
    async () => {
      const run = await vigil.run();
      last = run;
      return run.value === 1 && run.error === undefined ? true : undefined;
    },
  );
}

test('without an API server: no data, and 1 again after its restart, in the same container', async () => {
  const container = vigil.pid;
  controlPlane.signal('kube-apiserver', 'SIGKILL');

  const unreachable = await vigil.run();

  expect(unreachable).toMatchObject({ value: undefined, verdicts: [{ verdict: 'Unknown', reason: 'Unreachable' }] });
  expect(unreachable.error).toMatch(/^HealthUnknown: /);
  await controlPlane.restart('kube-apiserver');
  await runUntilHealthy();
  expect(vigil.pid).toBe(container);
});

test('with an API server that does not respond: no data, and the run ends before its timeout', async () => {
  controlPlane.signal('kube-apiserver', 'SIGSTOP');
  try {
    const run = await vigil.run();
    expect(run).toMatchObject({ value: undefined, verdicts: [{ verdict: 'Unknown', reason: 'Timeout' }] });
    expect(run.error).toMatch(/^HealthUnknown: /);
  } finally {
    controlPlane.signal('kube-apiserver', 'SIGCONT');
  }
  await runUntilHealthy();
});

test('without etcd: no data', async () => {
  controlPlane.signal('etcd', 'SIGSTOP');
  try {
    const run = await vigil.run();
    expect(run.value).toBeUndefined();
    expect(run.error).toMatch(/^HealthUnknown: /);
    expect(run.verdicts).toMatchObject([{ verdict: 'Unknown' }]);
  } finally {
    controlPlane.signal('etcd', 'SIGCONT');
  }
  await runUntilHealthy();
});

test('without a controller manager and with all pods deleted: no data, although the status shows them as ready', async () => {
  controlPlane.signal('kube-controller-manager', 'SIGSTOP');
  try {
    await controlPlane.kubectl(['delete', 'pods', '--all', '--force', '--grace-period=0']);
    // Its Lease is stale after two minutes.
    await sleep(125_000);

    const run = await vigil.run();

    const web: V1Deployment = JSON.parse(await controlPlane.kubectl(['get', 'deployment', 'web', '-o', 'json']));
    expect(web.status?.readyReplicas).toBe(3);
    expect(JSON.parse(await controlPlane.kubectl(['get', 'pods', '-o', 'json'])).items).toEqual([]);
    expect(run).toMatchObject({ value: undefined, verdicts: [{ verdict: 'Unknown', reason: 'StaleStatus' }] });
    expect(run.error).toMatch(/^HealthUnknown: .*Lease/);
  } finally {
    controlPlane.signal('kube-controller-manager', 'SIGCONT');
  }
  await runUntilHealthy();
});

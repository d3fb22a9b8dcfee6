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
  await lookUntilHealthy();
});

afterAll(async () => {
  await vigil?.stop();
  await controlPlane?.stop();
});

/** One run after the other until it publishes 1. */
function lookUntilHealthy(): Promise<true> {
  let last: unknown;
  return until(
    () => `the vigil did not see that all is well: ${JSON.stringify(last)}`,
    90,
    async () => {
      const look = await vigil.look();
      last = look;
      return look.value === 1 && look.error === undefined ? true : undefined;
    },
  );
}

test('with the API server stopped no data, and after its return 1 again without a new container', async () => {
  const container = vigil.pid;
  controlPlane.signal('kube-apiserver', 'SIGKILL');

  const away = await vigil.look();

  expect(away).toMatchObject({ value: undefined, verdicts: [{ verdict: 'Unknown', reason: 'Unreachable' }] });
  expect(away.error).toMatch(/^HealthUnknown: /);
  await controlPlane.restart('kube-apiserver');
  await lookUntilHealthy();
  expect(vigil.pid).toBe(container);
});

test('with an API server that hangs no data, and the run ends before its timeout', async () => {
  controlPlane.signal('kube-apiserver', 'SIGSTOP');
  try {
    const look = await vigil.look();
    expect(look).toMatchObject({ value: undefined, verdicts: [{ verdict: 'Unknown', reason: 'Timeout' }] });
    expect(look.error).toMatch(/^HealthUnknown: /);
  } finally {
    controlPlane.signal('kube-apiserver', 'SIGCONT');
  }
  await lookUntilHealthy();
});

test('with etcd stopped no data', async () => {
  controlPlane.signal('etcd', 'SIGSTOP');
  try {
    const look = await vigil.look();
    expect(look.value).toBeUndefined();
    expect(look.error).toMatch(/^HealthUnknown: /);
    expect(look.verdicts).toMatchObject([{ verdict: 'Unknown' }]);
  } finally {
    controlPlane.signal('etcd', 'SIGCONT');
  }
  await lookUntilHealthy();
});

test('with the controller manager stopped and the pods deleted no data, though the status says that all are ready', async () => {
  controlPlane.signal('kube-controller-manager', 'SIGSTOP');
  try {
    await controlPlane.kubectl(['delete', 'pods', '--all', '--force', '--grace-period=0']);
    // Its Lease counts as stale after two minutes.
    await sleep(125_000);

    const look = await vigil.look();

    const web: V1Deployment = JSON.parse(await controlPlane.kubectl(['get', 'deployment', 'web', '-o', 'json']));
    expect(web.status?.readyReplicas).toBe(3);
    expect(JSON.parse(await controlPlane.kubectl(['get', 'pods', '-o', 'json'])).items).toEqual([]);
    expect(look).toMatchObject({ value: undefined, verdicts: [{ verdict: 'Unknown', reason: 'StaleStatus' }] });
    expect(look.error).toMatch(/^HealthUnknown: .*Lease/);
  } finally {
    controlPlane.signal('kube-controller-manager', 'SIGCONT');
  }
  await lookUntilHealthy();
});

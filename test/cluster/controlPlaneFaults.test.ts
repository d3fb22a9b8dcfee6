import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Deployment } from '@kubernetes/client-node';
import type { Reason } from '../../model/reasons';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { IncidentPlayer } from './incidentPlayer';
import { until } from './until';
import { type Run, Vigil } from './vigil';
import { apply, daemonSet, deployment, statefulSet, waitFor } from './workloads';

let controlPlane: ControlPlane;
let vigil: Vigil;
const incidents = new IncidentPlayer('controlPlaneFaults');

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await apply(controlPlane, [deployment('web', { spec: { replicas: 3 } })]);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ({ status }) => status?.readyReplicas === 3);
  vigil = await Vigil.start(controlPlane, '  - { kind: Deployment, namespace: default, name: web }');
  await vigil.applyRbac();
  await runUntil(1);
});

afterAll(async () => {
  incidents.finish();
  await vigil?.stop();
  await controlPlane?.stop();
});

/** Plays the first verdict of a run as an incident of the runbook. */
function play(name: string, reason: Reason, { verdicts: [first] }: Run, instead?: string): Promise<void> {
  const { message: logged = '', command = '' } = first ?? {};
  // Which events there are already depends on the moment.
  const message = logged.replace(/; event [^;]*/, '');
  return incidents.play({ name, reason, message, command }, controlPlane.kubeconfig, instead);
}

const areHealthy = ({ verdicts }: Run) => verdicts.every(({ verdict }) => verdict === 'Healthy');

/** Runs the function until it publishes a value, and the verdicts are as expected. */
function runUntil(value: 0 | 1, by = vigil, isExpected = (_: Run) => true): Promise<Run> {
  let last: unknown;
  return until(
    () => `the function did not publish ${value}: ${JSON.stringify(last)}`,
    async () => {
      const run = await by.run();
      last = run;
      return run.value === value && run.error === undefined && isExpected(run) ? run : undefined;
    },
  );
}

test('without an API server: no data, and 1 again after its restart, in the same container', async () => {
  const container = vigil.pid;
  controlPlane.signal('kube-apiserver', 'SIGKILL');

  const unreachable = await vigil.run();

  expect(unreachable).toMatchObject({ value: undefined, verdicts: [{ verdict: 'Unknown', reason: 'Unreachable' }] });
  expect(unreachable.error).toMatch(/^HealthUnknown: /);
  await play('no API server', 'Unreachable', unreachable, 'kubectl get --raw /readyz');
  await controlPlane.restart('kube-apiserver');
  await runUntil(1);
  expect(vigil.pid).toBe(container);
});

test('with an API server that does not respond: no data, and the run ends before its timeout', async () => {
  controlPlane.signal('kube-apiserver', 'SIGSTOP');
  try {
    const run = await vigil.run();
    expect(run).toMatchObject({ value: undefined, verdicts: [{ verdict: 'Unknown', reason: 'Timeout' }] });
    expect(run.error).toMatch(/^HealthUnknown: /);
    await play('an API server that hangs', 'Timeout', run, "kubectl get --raw '/readyz?verbose' --request-timeout=5s");
  } finally {
    controlPlane.signal('kube-apiserver', 'SIGCONT');
  }
  await runUntil(1);
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
  await runUntil(1);
});

test('without a controller manager and with all pods deleted: no data, although the status shows them as ready', async () => {
  controlPlane.signal('kube-controller-manager', 'SIGKILL');
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
    await play('no controller manager', 'StaleStatus', run);
  } finally {
    await controlPlane.restart('kube-controller-manager');
  }
  await runUntil(1);
});

test('all nodes are lost: 1 until clusterDownGrace ends, then 0 for every workload', async () => {
  const targets = `
  - { kind: Deployment, namespace: default, name: web }
  - { kind: StatefulSet, namespace: default, name: db }
  - { kind: DaemonSet, namespace: default, name: agent }`;
  // As that of a node exporter. Others are not desired on a lost node: with all nodes lost, they have no node to run on.
  const pod = { tolerations: [{ operator: 'Exists' }], containers: [{ name: 'main', image: 'pause' }] };
  await apply(controlPlane, [statefulSet('db', { spec: { replicas: 2 } }), daemonSet('agent', { pod })]);
  const [usual, strict] = await Promise.all([
    Vigil.start(controlPlane, targets),
    Vigil.start(controlPlane, `${targets}\nclusterDownGrace: 3s`),
  ]);
  try {
    await usual.applyRbac();
    await runUntil(1, usual);
    await runUntil(1, strict, areHealthy);
    controlPlane.signal('kwok', 'SIGKILL');

    const down = await runUntil(0, strict);

    expect(down.verdicts).toMatchObject([
      { verdict: 'Unhealthy', reason: 'ClusterDown', ready: 0, desired: 3 },
      { verdict: 'Unhealthy', reason: 'ClusterDown', ready: 0, desired: 2 },
      { verdict: 'Unhealthy', reason: 'ClusterDown', ready: 0, desired: 3 },
    ]);
    for (const { message } of down.verdicts) {
      expect(message).toMatch(
        /all 3 nodes of the pods are not ready \(node-1, node-2, node-3\); none of 3 workloads has a ready pod; for \S+, clusterDownGrace 3s/,
      );
      expect(message).toMatch(/\b0 of \d pods ready/);
    }
    await play('all nodes lost', 'ClusterDown', down);
    const early = await usual.run();
    expect(early.value).toBe(1);
    for (const { verdict, reason, message } of early.verdicts) {
      expect({ verdict, reason }).toEqual({ verdict: 'Progressing', reason: 'NoneReady' });
      expect(message).toMatch(/, clusterDownGrace 2m\b/);
    }
  } finally {
    await Promise.all([usual.stop(), strict.stop()]);
  }
});

test('each incident of the runbook was played', () => {
  expect(incidents.missing).toEqual([]);
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { until } from './until';
import { type Run, Vigil } from './vigil';
import { apply, daemonSet, deployment, statefulSet, waitFor } from './workloads';

let controlPlane: ControlPlane;
const vigils: Vigil[] = [];

beforeAll(async () => {
  controlPlane = await startControlPlane();
});

afterEach(() => Promise.all(vigils.splice(0).map((vigil) => vigil.stop())));

afterAll(() => controlPlane?.stop());

/** Creates a namespace for one scenario. */
async function namespace(name: string): Promise<string> {
  await controlPlane.kubectl(['create', 'namespace', name]);
  await controlPlane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', name, '--timeout=300s']);
  return name;
}

/** Starts a function with the permissions that its targets need. */
async function startVigil(targets: string): Promise<Vigil> {
  const vigil = await Vigil.start(controlPlane, targets);
  vigils.push(vigil);
  await vigil.applyRbac();
  return vigil;
}

/** Runs the function until the result is as expected: RBAC and status changes take effect with a delay. */
function runUntil(vigil: Vigil, isExpected: (run: Run) => boolean): Promise<Run> {
  let last: Run | undefined;
  return until(
    () => `the result was not as expected; the last one: ${JSON.stringify(last)}`,
    async () => {
      last = await vigil.run();
      return isExpected(last) ? last : undefined;
    },
  );
}

const ready = ({ spec, status }: V1Deployment | V1StatefulSet) => (status?.readyReplicas ?? 0) === spec?.replicas;

test('the token authenticates the role; without the RBAC manifest there is no data, and the missing permission is reported', async () => {
  const ns = await namespace('first-run');
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 2 } })]);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ready, ns);
  const vigil = await Vigil.start(controlPlane, `  - { kind: Deployment, namespace: ${ns}, name: web }`);
  vigils.push(vigil);

  const before = await vigil.run();

  expect(before.value).toBeUndefined();
  expect(before.error).toMatch(
    /^HealthUnknown: .*Forbidden: permission to get deployments\.apps "web" in namespace "first-run" is missing/,
  );
  expect(before.error).toMatch(/eks-vigil rbac --config FILE \| kubectl apply -f -/);
  expect(before.error).toMatch(/is missing for user "eks-vigil"/);

  await vigil.applyRbac();

  const after = await runUntil(vigil, ({ value }) => value !== undefined);
  expect(after).toMatchObject({ value: 1, error: undefined, verdicts: [{ verdict: 'Healthy', ready: 2, desired: 2 }] });
});

test('an unmapped role gives no data', async () => {
  const ns = await namespace('unmapped');
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 1 } })]);
  const vigil = await Vigil.start(
    controlPlane,
    `  - { kind: Deployment, namespace: ${ns}, name: web }`,
    controlPlane.unmapped,
  );
  vigils.push(vigil);
  await vigil.applyRbac();

  const run = await vigil.run();

  expect(run.value).toBeUndefined();
  expect(run.error).toMatch(/^HealthUnknown: .*Unauthorized: .*eksctl create iamidentitymapping/);
});

test('a Deployment that crash loops gives 0, also with AtLeastOne', async () => {
  const ns = await namespace('crash-loop');
  await apply(controlPlane, [deployment('web', { namespace: ns, outcome: 'crash-loop', spec: { replicas: 2 } })]);
  const vigil = await startVigil(`
  - { kind: Deployment, namespace: ${ns}, name: web, mode: AtLeastOne }
  - { kind: Deployment, namespace: ${ns}, selector: app=web }`);

  const run = await runUntil(vigil, ({ value }) => value === 0);

  expect(run.error).toBeUndefined();
  expect(run.verdicts).toMatchObject([
    { verdict: 'Unhealthy', reason: 'CrashLooping' },
    { verdict: 'Unhealthy', reason: 'CrashLooping' },
  ]);
  expect(run.verdicts[0]?.message).toMatch(
    /^0 of 2 pods ready; web-\S+ on node-\d and 1 more pod: container main CrashLoopBackOff, 7 restarts, last exit code 1 \(Error\)/,
  );
});

test('pods that a quota rejects give 0', async () => {
  const ns = await namespace('quota');
  await controlPlane.kubectl(['create', 'quota', 'none', '--hard=pods=0', '-n', ns]);
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 2 } })]);
  const vigil = await startVigil(`  - { kind: Deployment, namespace: ${ns}, name: web }`);

  const run = await runUntil(vigil, ({ value }) => value === 0);

  expect(run.verdicts).toMatchObject([{ verdict: 'Unhealthy', reason: 'ReplicaFailure', ready: 0, desired: 2 }]);
  expect(run.verdicts[0]?.message).toMatch(/exceeded quota/);
});

describe('a healthy rolling update gives 1 throughout', () => {
  const oneByOne = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
  test.each([
    ['of a Deployment with the defaults', 'rolling-few', deployment, { replicas: 4, minReadySeconds: 1 }],
    ['of 30 replicas one by one', 'rolling-many', deployment, { replicas: 30, minReadySeconds: 1, strategy: oneByOne }],
    ['of a StatefulSet', 'rolling-stateful', statefulSet, { replicas: 4, minReadySeconds: 1 }],
  ])('%s', async (_, name, make, spec) => {
    const ns = await namespace(name);
    const kind = make === deployment ? 'Deployment' : 'StatefulSet';
    await apply(controlPlane, [make('web', { namespace: ns, spec: { ...spec, minReadySeconds: 0 } })]);
    await waitFor<V1Deployment>(controlPlane, `${kind}/web`, ready, ns);
    const vigil = await startVigil(`  - { kind: ${kind}, namespace: ${ns}, name: web }`);
    await runUntil(vigil, ({ value }) => value === 1);

    await apply(controlPlane, [make('web', { namespace: ns, spec })]);
    await controlPlane.kubectl(['rollout', 'restart', `${kind}/web`, '-n', ns]);
    const runs: Run[] = [];
    await until(
      () => 'the rollout did not end',
      async () => {
        const run = await vigil.run();
        runs.push(run);
        const ended =
          run.verdicts[0]?.verdict === 'Healthy' && runs.some(({ verdicts }) => verdicts[0]?.verdict === 'Progressing');
        return ended ? true : undefined;
      },
    );

    expect(runs.filter(({ value }) => value !== 1)).toEqual([]);
    expect(runs.filter(({ verdicts }) => verdicts[0]?.verdict === 'Progressing').length).toBeGreaterThan(1);
  });
});

test('a rollout to a crash-looping template while all old replicas stay ready: 1 with AtLeastOne, 0 with AllOfThem after its grace', async () => {
  const ns = await namespace('bad-template');
  const spec = { replicas: 3, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
  await apply(controlPlane, [deployment('web', { namespace: ns, spec })]);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ready, ns);
  const strict = await startVigil(`  - { kind: Deployment, namespace: ${ns}, name: web, grace: 60s }`);
  const lenient = await startVigil(
    `  - { kind: Deployment, namespace: ${ns}, name: web, grace: 60s, mode: AtLeastOne }`,
  );

  await apply(controlPlane, [deployment('web', { namespace: ns, outcome: 'crash-loop', spec })]);

  const early = await runUntil(strict, ({ verdicts }) => verdicts[0]?.reason === 'RollingOut');
  expect(early.value).toBe(1);
  const late = await runUntil(strict, ({ value }) => value === 0);
  expect(late.verdicts).toMatchObject([{ verdict: 'Unhealthy', reason: 'RolloutStuck', ready: 3, desired: 3 }]);
  expect(await lenient.run()).toMatchObject({ value: 1, verdicts: [{ verdict: 'Healthy' }] });
});

test('a Deployment with flapping pods gives 0 in every run in which they are not ready, without grace', async () => {
  const ns = await namespace('flapping');
  await apply(controlPlane, [deployment('web', { namespace: ns, outcome: 'flapping', spec: { replicas: 1 } })]);
  const vigil = await startVigil(`  - { kind: Deployment, namespace: ${ns}, name: web }`);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ready, ns);

  const runs: Run[] = [];
  await until(
    () => 'the pods were not ready and not ready twice each',
    async () => {
      const run = await vigil.run();
      const changed = run.verdicts[0]?.ready !== runs.at(-1)?.verdicts[0]?.ready;
      runs.push(run);
      return changed && runs.filter(({ value }, index) => value !== runs[index - 1]?.value).length >= 4
        ? true
        : undefined;
    },
  );

  const down = runs.filter(({ verdicts }) => verdicts[0]?.ready === 0);
  expect(down.length).toBeGreaterThan(1);
  expect(new Set(down.map(({ value, verdicts }) => `${value} ${verdicts[0]?.reason}`))).toEqual(
    new Set(['0 CrashLooping']),
  );
});

test('a pod that is evicted before it is ready, again and again, gives 1 for longer than the grace period, and is short', async () => {
  // As long as such a pod takes to be ready: two runs after an eviction take less, also on a slow machine.
  const graceMilliseconds = 15_000;
  const ns = await namespace('evictions');
  await apply(controlPlane, [deployment('web', { namespace: ns, outcome: 'slow-start', spec: { replicas: 3 } })]);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ready, ns);
  const vigil = await startVigil(`  - { kind: Deployment, namespace: ${ns}, name: web, grace: 15s }`);
  await runUntil(vigil, ({ value }) => value === 1);

  const began = Date.now();
  const runs: Run[] = [];
  while (Date.now() - began < 1.5 * graceMilliseconds) {
    await evictNewestPod(ns);
    await waitFor<V1Deployment>(controlPlane, 'deployment/web', ({ status }) => status?.readyReplicas === 2, ns);
    runs.push(await vigil.run());
    await sleep(1000);
    runs.push(await vigil.run());
  }

  expect(runs.filter(({ value }) => value !== 1)).toEqual([]);
  expect(runs.flatMap(({ verdicts }) => verdicts)).toMatchObject(
    runs.map(() => ({ verdict: 'Progressing', reason: 'TooFewReady', short: 1, ready: 2, desired: 3 })),
  );
  await runUntil(vigil, ({ verdicts }) => verdicts[0]?.verdict === 'Healthy');
});

/** Evicts a pod through the API, as `kubectl drain` does. */
async function evictNewestPod(ns: string): Promise<void> {
  const names = await controlPlane.kubectl([
    'get',
    'pods',
    '-n',
    ns,
    '--sort-by=.metadata.creationTimestamp',
    '-o',
    'name',
  ]);
  const name = names.trim().split('\n').at(-1)?.replace('pod/', '');
  await controlPlane.kubectl(
    ['create', '--raw', `/api/v1/namespaces/${ns}/pods/${name}/eviction`, '-f', '-'],
    JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: ns } }),
  );
}

test('a missing object gives 0, and so does a selector that matches too few', async () => {
  const ns = await namespace('missing');
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 1 } })]);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ready, ns);
  const vigil = await startVigil(`
  - { kind: StatefulSet, namespace: ${ns}, name: gone }
  - { kind: Deployment, namespace: ${ns}, selector: app=web, atLeast: 2 }
  - { kind: Deployment, namespace: ${ns}, name: web }`);

  const run = await runUntil(vigil, ({ value }) => value !== undefined);

  expect(run).toMatchObject({
    value: 0,
    verdicts: [
      { verdict: 'Unhealthy', reason: 'NotFound' },
      { verdict: 'Unhealthy', reason: 'TooFewMatches' },
      { verdict: 'Healthy' },
    ],
  });
});

test('a deleted namespace gives 0, although its Role is deleted as well', async () => {
  const ns = await namespace('deleted');
  await apply(controlPlane, [daemonSet('agent', { namespace: ns })]);
  const vigil = await startVigil(`  - { kind: DaemonSet, namespace: ${ns}, name: agent }`);
  await runUntil(vigil, ({ value, verdicts }) => value === 1 && verdicts[0]?.verdict === 'Healthy');

  await controlPlane.kubectl(['delete', 'namespace', ns, '--wait=false']);

  const run = await runUntil(vigil, ({ verdicts }) => verdicts[0]?.reason === 'NamespaceNotFound');
  expect(run).toMatchObject({ value: 0, error: undefined });
});

test('a workload with 0 replicas gives 0 unless that is allowed', async () => {
  const ns = await namespace('zero');
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 0 } })]);
  const strict = await startVigil(`  - { kind: Deployment, namespace: ${ns}, name: web }`);
  const lenient = await startVigil(`  - { kind: Deployment, namespace: ${ns}, name: web, allowZero: true }`);

  const run = await runUntil(strict, ({ value }) => value !== undefined);

  expect(run).toMatchObject({ value: 0, verdicts: [{ reason: 'ScaledToZero' }] });
  expect(await lenient.run()).toMatchObject({ value: 1, verdicts: [{ verdict: 'Healthy', reason: 'ScaledToZero' }] });
});

test('the group has the permissions that the configuration needs, and no others', async () => {
  const ns = await namespace('least');
  await startVigil(`
  - { kind: StatefulSet, namespace: ${ns}, name: prometheus }
  - { kind: Deployment, namespace: ${ns}, selector: app=web }`);

  expect(await permissions(ns)).toEqual([
    'deployments.apps [] [list]',
    'events [] [list]',
    'namespaces [least] [get]',
    'pods [] [list]',
    'statefulsets.apps [prometheus] [get]',
  ]);
  expect(await permissions('kube-system')).toEqual([
    'leases.coordination.k8s.io [kube-controller-manager] [get]',
    'namespaces [least] [get]',
  ]);
  expect(await permissions('default')).toEqual(['namespaces [least] [get]']);
});

/** The permissions of the group in a namespace, without those of every authenticated identity. */
async function permissions(ns: string): Promise<string[]> {
  const table = async (...identity: string[]) => {
    const output = await controlPlane.kubectl(['auth', 'can-i', '--list', '--no-headers', '-n', ns, ...identity]);
    return output
      .split('\n')
      .map((line) => /^(\S*)\s+\[([^\]]*)\]\s+\[([^\]]*)\]\s+\[([^\]]*)\]/.exec(line.trim()))
      .flatMap((found) => (found === null ? [] : [`${found[1]} [${found[3]}] [${found[4]}]`]));
  };
  const everyone = new Set(await table('--as=somebody'));
  return (await table('--as=eks-vigil', '--as-group=eks-vigil')).filter((row) => !everyone.has(row)).sort();
}

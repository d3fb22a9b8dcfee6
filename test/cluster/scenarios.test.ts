import type { V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { until } from './until';
import { type Look, Vigil } from './vigil';
import { apply, daemonSet, deployment, statefulSet, waitFor } from './workloads';

let controlPlane: ControlPlane;
const vigils: Vigil[] = [];

beforeAll(async () => {
  controlPlane = await startControlPlane();
});

afterEach(() => Promise.all(vigils.splice(0).map((vigil) => vigil.stop())));

afterAll(() => controlPlane?.stop());

/** A namespace of its own, so that nothing of one scenario shows in another. */
async function namespace(name: string): Promise<string> {
  await controlPlane.kubectl(['create', 'namespace', name]);
  await controlPlane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', name, '--timeout=30s']);
  return name;
}

/** A function that watches these targets and is allowed to. */
async function keepVigil(targets: string): Promise<Vigil> {
  const vigil = await Vigil.start(controlPlane, targets);
  vigils.push(vigil);
  await vigil.applyRbac();
  return vigil;
}

/** RBAC and status changes take effect within a moment. */
function lookUntil(vigil: Vigil, seconds: number, wanted: (look: Look) => boolean): Promise<Look> {
  let last: Look | undefined;
  return until(
    () => `the run did not come out as awaited; the last one: ${JSON.stringify(last)}`,
    seconds,
    async () => {
      last = await vigil.look();
      return wanted(last) ? last : undefined;
    },
  );
}

const ready = ({ spec, status }: V1Deployment | V1StatefulSet) => (status?.readyReplicas ?? 0) === spec?.replicas;

test('the token lets the role in; without the manifest nothing is published and the missing permission is named', async () => {
  const ns = await namespace('first-night');
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 2 } })]);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ready, { namespace: ns });
  const vigil = await Vigil.start(controlPlane, `  - { kind: Deployment, namespace: ${ns}, name: web }`);
  vigils.push(vigil);

  const before = await vigil.look();

  expect(before.value).toBeUndefined();
  expect(before.error).toMatch(
    /^HealthUnknown: .*Forbidden: permission to get deployments\.apps "web" in namespace "first-night" is missing/,
  );
  expect(before.error).toMatch(/eks-vigil rbac --config FILE \| kubectl apply -f -/);
  expect(before.error).toMatch(/User "eks-vigil" cannot get/);

  await vigil.applyRbac();

  const after = await lookUntil(vigil, 10, ({ value }) => value !== undefined);
  expect(after).toMatchObject({ value: 1, error: undefined, verdicts: [{ verdict: 'Healthy', ready: 2, desired: 2 }] });
});

test('a stranger gives no data', async () => {
  const ns = await namespace('stranger');
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 1 } })]);
  const vigil = await Vigil.start(
    controlPlane,
    `  - { kind: Deployment, namespace: ${ns}, name: web }`,
    controlPlane.stranger,
  );
  vigils.push(vigil);
  await vigil.applyRbac();

  const look = await vigil.look();

  expect(look.value).toBeUndefined();
  expect(look.error).toMatch(/^HealthUnknown: .*Unauthorized: .*eksctl create iamidentitymapping/);
});

test('a Deployment that crash loops gives 0, also with AtLeastOne', async () => {
  const ns = await namespace('crash-loop');
  await apply(controlPlane, [deployment('web', { namespace: ns, outcome: 'crash-loop', spec: { replicas: 2 } })]);
  const vigil = await keepVigil(`
  - { kind: Deployment, namespace: ${ns}, name: web, mode: AtLeastOne }
  - { kind: Deployment, namespace: ${ns}, selector: app=web }`);

  const look = await lookUntil(vigil, 30, ({ value }) => value === 0);

  expect(look.error).toBeUndefined();
  expect(look.verdicts).toMatchObject([
    { verdict: 'Unhealthy', reason: 'CrashLooping' },
    { verdict: 'Unhealthy', reason: 'CrashLooping' },
  ]);
  expect(look.verdicts[0]?.message).toMatch(
    /^0 of 2 pods ready; web-\S+: CrashLoopBackOff, 7 restarts, last exit code 1 \(Error\)/,
  );
});

test('pods that a quota refuses give 0', async () => {
  const ns = await namespace('quota');
  await controlPlane.kubectl(['create', 'quota', 'none', '--hard=pods=0', '-n', ns]);
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 2 } })]);
  const vigil = await keepVigil(`  - { kind: Deployment, namespace: ${ns}, name: web }`);

  const look = await lookUntil(vigil, 30, ({ value }) => value === 0);

  expect(look.verdicts).toMatchObject([{ verdict: 'Unhealthy', reason: 'ReplicaFailure', ready: 0, desired: 2 }]);
  expect(look.verdicts[0]?.message).toMatch(/exceeded quota/);
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
    await waitFor<V1Deployment>(controlPlane, `${kind}/web`, ready, { namespace: ns });
    const vigil = await keepVigil(`  - { kind: ${kind}, namespace: ${ns}, name: web }`);
    await lookUntil(vigil, 10, ({ value }) => value === 1);

    await apply(controlPlane, [make('web', { namespace: ns, spec })]);
    await controlPlane.kubectl(['rollout', 'restart', `${kind}/web`, '-n', ns]);
    const looks: Look[] = [];
    await until(
      () => 'the rollout did not end',
      150,
      async () => {
        const look = await vigil.look();
        looks.push(look);
        const ended =
          look.verdicts[0]?.verdict === 'Healthy' &&
          looks.some(({ verdicts }) => verdicts[0]?.verdict === 'Progressing');
        return ended ? true : undefined;
      },
    );

    expect(looks.filter(({ value }) => value !== 1)).toEqual([]);
    expect(looks.filter(({ verdicts }) => verdicts[0]?.verdict === 'Progressing').length).toBeGreaterThan(5);
  });
});

test('a rollout to a crash-looping template that all old replicas survive: 1 with AtLeastOne, 0 with AllOfThem after its grace', async () => {
  const ns = await namespace('bad-template');
  const spec = { replicas: 3, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
  await apply(controlPlane, [deployment('web', { namespace: ns, spec })]);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ready, { namespace: ns });
  const strict = await keepVigil(`  - { kind: Deployment, namespace: ${ns}, name: web, grace: 15s }`);
  const lenient = await keepVigil(
    `  - { kind: Deployment, namespace: ${ns}, name: web, grace: 15s, mode: AtLeastOne }`,
  );

  await apply(controlPlane, [deployment('web', { namespace: ns, outcome: 'crash-loop', spec })]);

  const early = await lookUntil(strict, 10, ({ verdicts }) => verdicts[0]?.reason === 'RollingOut');
  expect(early.value).toBe(1);
  const late = await lookUntil(strict, 30, ({ value }) => value === 0);
  expect(late.verdicts).toMatchObject([{ verdict: 'Unhealthy', reason: 'RolloutStuck', ready: 3, desired: 3 }]);
  expect(await lenient.look()).toMatchObject({ value: 1, verdicts: [{ verdict: 'Healthy' }] });
});

test('a Deployment whose pods flap gives 0 in every run that finds them down, without grace', async () => {
  const ns = await namespace('flapping');
  await apply(controlPlane, [deployment('web', { namespace: ns, outcome: 'flapping', spec: { replicas: 1 } })]);
  const vigil = await keepVigil(`  - { kind: Deployment, namespace: ${ns}, name: web }`);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ready, { namespace: ns });

  const looks: Look[] = [];
  await until(
    () => 'the pods were not seen up and down twice',
    60,
    async () => {
      const look = await vigil.look();
      const turned = look.verdicts[0]?.ready !== looks.at(-1)?.verdicts[0]?.ready;
      looks.push(look);
      return turned && looks.filter(({ value }, index) => value !== looks[index - 1]?.value).length >= 4
        ? true
        : undefined;
    },
  );

  const down = looks.filter(({ verdicts }) => verdicts[0]?.ready === 0);
  expect(down.length).toBeGreaterThan(3);
  expect(new Set(down.map(({ value, verdicts }) => `${value} ${verdicts[0]?.reason}`))).toEqual(
    new Set(['0 CrashLooping']),
  );
});

test('a missing object gives 0, and so does a selector that matches too few', async () => {
  const ns = await namespace('missing');
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 1 } })]);
  await waitFor<V1Deployment>(controlPlane, 'deployment/web', ready, { namespace: ns });
  const vigil = await keepVigil(`
  - { kind: StatefulSet, namespace: ${ns}, name: gone }
  - { kind: Deployment, namespace: ${ns}, selector: app=web, atLeast: 2 }
  - { kind: Deployment, namespace: ${ns}, name: web }`);

  const look = await lookUntil(vigil, 10, ({ value }) => value !== undefined);

  expect(look).toMatchObject({
    value: 0,
    verdicts: [
      { verdict: 'Unhealthy', reason: 'NotFound' },
      { verdict: 'Unhealthy', reason: 'TooFewMatches' },
      { verdict: 'Healthy' },
    ],
  });
});

test('a deleted namespace gives 0, though its Role went with it', async () => {
  const ns = await namespace('deleted');
  await apply(controlPlane, [daemonSet('agent', { namespace: ns })]);
  const vigil = await keepVigil(`  - { kind: DaemonSet, namespace: ${ns}, name: agent }`);
  await lookUntil(vigil, 20, ({ value, verdicts }) => value === 1 && verdicts[0]?.verdict === 'Healthy');

  await controlPlane.kubectl(['delete', 'namespace', ns, '--wait=true', '--timeout=90s']);

  const look = await lookUntil(vigil, 10, ({ verdicts }) => verdicts[0]?.reason === 'NamespaceNotFound');
  expect(look).toMatchObject({ value: 0, error: undefined });
});

test('a workload at 0 replicas gives 0 unless that is allowed', async () => {
  const ns = await namespace('zero');
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 0 } })]);
  const strict = await keepVigil(`  - { kind: Deployment, namespace: ${ns}, name: web }`);
  const lenient = await keepVigil(`  - { kind: Deployment, namespace: ${ns}, name: web, allowZero: true }`);

  const look = await lookUntil(strict, 10, ({ value }) => value !== undefined);

  expect(look).toMatchObject({ value: 0, verdicts: [{ reason: 'ScaledToZero' }] });
  expect(await lenient.look()).toMatchObject({ value: 1, verdicts: [{ verdict: 'Healthy', reason: 'ScaledToZero' }] });
});

test('the group may do what the configuration needs and no more', async () => {
  const ns = await namespace('least');
  await keepVigil(`
  - { kind: StatefulSet, namespace: ${ns}, name: prometheus }
  - { kind: Deployment, namespace: ${ns}, selector: app=web }`);

  expect(await permissions(ns)).toEqual([
    'deployments.apps [] [list]',
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

/** What the group may do in a namespace, beyond what every authenticated identity may. */
async function permissions(ns: string): Promise<string[]> {
  const table = async (...identity: string[]) => {
    const output = await controlPlane.kubectl(['auth', 'can-i', '--list', '--no-headers', '-n', ns, ...identity]);
    return output
      .split('\n')
      .map((line) => /^(\S*)\s+\[([^\]]*)\]\s+\[([^\]]*)\]\s+\[([^\]]*)\]/.exec(line.trim()))
      .flatMap((found) => (found === null ? [] : [`${found[1]} [${found[3]}] [${found[4]}]`]));
  };
  const everybody = new Set(await table('--as=somebody'));
  return (await table('--as=eks-vigil', '--as-group=eks-vigil')).filter((row) => !everybody.has(row)).sort();
}

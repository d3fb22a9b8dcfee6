import { type ControlPlane, startControlPlane } from './controlPlane';
import { until } from './until';
import { type Run, Vigil } from './vigil';
import { apply, deployment } from './workloads';

/** Named targets out of a list of two pages, with real RBAC. */

const ns = 'shop';
const names = Array.from({ length: 120 }, (_, index) => `web-${String(index).padStart(3, '0')}`);
const targets = names.map((name) => `  - { kind: Deployment, namespace: ${ns}, name: ${name}, allowZero: true }\n`);
const asGroup = ['--as=eks-vigil', '--as-group=eks-vigil', '-n', ns];
let controlPlane: ControlPlane;
const vigils: Vigil[] = [];

beforeAll(async () => {
  controlPlane = await startControlPlane({ nodes: 0 });
  await controlPlane.kubectl(['create', 'namespace', ns]);
  const others = ['aaa', 'web-050a', 'zzz'];
  await apply(
    controlPlane,
    [...names, ...others].map((name) => deployment(name, { namespace: ns, spec: { replicas: 0 } })),
  );
});

afterAll(async () => {
  await Promise.all(vigils.map((vigil) => vigil.stop()));
  await controlPlane?.stop();
});

/** Runs a function with exactly the permissions that its configuration needs, until it can read and all is observed. */
async function runWith(read: 'name' | 'list'): Promise<{ vigil: Vigil; run: Run }> {
  const vigil = await Vigil.start(controlPlane, `${targets.join('')}read: ${read}\n`);
  vigils.push(vigil);
  await vigil.applyRbac();
  return { vigil, run: await runUntil(vigil, ({ value }) => value === 1) };
}

function runUntil(vigil: Vigil, isExpected: (run: Run) => boolean): Promise<Run> {
  let last: Run | undefined;
  return until(
    () => `the result was not as expected; the last one: ${JSON.stringify(last).slice(0, 2000)}`,
    async () => {
      last = await vigil.run();
      return isExpected(last) ? last : undefined;
    },
  );
}

test('the verdicts are those of reading by name; the group may list, and no longer get by name', async () => {
  const byName = await runWith('name');
  expect(await controlPlane.kubectl(['get', 'deployment', 'web-000', '-o', 'name', ...asGroup])).toContain('web-000');

  const listed = await runWith('list');

  expect(listed.run.verdicts).toEqual(byName.run.verdicts);
  expect(listed.run.verdicts).toHaveLength(names.length);
  await expect(controlPlane.kubectl(['get', 'deployment', 'web-000', ...asGroup])).rejects.toThrow(
    'deployments.apps "web-000" is forbidden',
  );
  expect(await controlPlane.kubectl(['get', 'deployments', '-o', 'name', ...asGroup])).toContain('web-000');

  await controlPlane.kubectl(['delete', 'deployment', 'web-110', '-n', ns]);
  const { verdicts } = await runUntil(listed.vigil, ({ value }) => value === 0);
  expect(verdicts.filter(({ verdict }) => verdict !== 'Healthy')).toEqual([
    expect.objectContaining({
      verdict: 'Unhealthy',
      reason: 'NotFound',
      message: 'deployments.apps "web-110" in namespace "shop" does not exist',
    }),
  ]);

  await controlPlane.kubectl(['delete', 'role', 'eks-vigil', '-n', ns]);
  const { error } = await runUntil(listed.vigil, ({ value }) => value === undefined);
  expect(error).toMatch(/Forbidden: permission to list deployments\.apps in namespace "shop" is missing/);
});

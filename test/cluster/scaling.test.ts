import { setTimeout as sleep } from 'node:timers/promises';
import { mintToken } from '../../lambda/aws/token';
import { describeScaler } from '../../lambda/health/facts/scaler';
import { applyRule } from '../../lambda/scaling/applyRule';
import type { ScalingOutcome } from '../../lambda/scaling/outcome';
import { UpdatingClient } from '../../lambda/scaling/updatingClient';
import { within } from '../../lambda/time/limits';
import type { JsonObject } from '../../model/json';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { arnOf, mapScalingRole, Scaler, type ScalingRunResult, scalingGroup, scalingRole } from './scaler';
import { until } from './until';
import { apply, applyCustom, deployment, statefulSet } from './workloads';

/** The bundled function on a real API server: its scale subresources, its Leases, its RBAC and its conflicts. CloudWatch is scripted. */

const ns = 'shop';
/** Seconds: long enough for a manifest that is applied and a cold start on a slow machine. */
const coolDown = 20;
const leaseOf = (name: string, resource = 'deployments.apps') => `${scalingGroup}.${resource}.${name}`;
const entry = (name: string, more: object = {}) => ({
  target: { kind: 'Deployment', namespace: ns, name },
  min: 1,
  max: 9,
  up: { alarm: { arn: arnOf(`${name}-busy`) }, policies: [{ type: 'Pods', value: 2 }] },
  down: { alarm: { arn: arnOf(`${name}-idle`) }, policies: [{ type: 'Pods', value: 1 }] },
  ...more,
});

let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane({ roleName: scalingRole, nodes: 1 });
  await mapScalingRole(controlPlane);
  await controlPlane.kubectl(['create', 'namespace', ns]);
  await controlPlane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', ns, '--timeout=300s']);
});

afterAll(() => controlPlane?.stop());

async function replicasOf(name: string, kind = 'deployment'): Promise<number> {
  return Number(await controlPlane.kubectl(['get', kind, name, '-n', ns, '-o', 'jsonpath={.spec.replicas}']));
}

/** With its `managedFields`. */
async function deploymentOf(name: string): Promise<JsonObject> {
  const get = ['get', 'deployment', name, '-n', ns, '-o', 'json', '--show-managed-fields'];
  return JSON.parse(await controlPlane.kubectl(get));
}

const outcomesOf = ({ results }: ScalingRunResult) => results.map(({ outcome }) => outcome);

/** Runs a test with Deployments of these entries, and with the function for them. */
async function withScaler(
  entries: readonly ReturnType<typeof entry>[],
  replicas: number,
  body: (scaler: Scaler) => Promise<void>,
  seconds = coolDown,
): Promise<void> {
  const scaler = await Scaler.start(controlPlane, entries, seconds);
  try {
    await apply(
      controlPlane,
      entries.map(({ target: { kind, name } }) =>
        (kind === 'Deployment' ? deployment : statefulSet)(name, { namespace: ns, spec: { replicas } }),
      ),
    );
    await scaler.applyRbac();
    // The authenticator reads the mapping with a delay, and the authorizer the roles.
    await until(
      () => 'the role of the function has no permissions',
      async () => ((await scaler.run()).error === undefined ? true : undefined),
    );
    await body(scaler);
  } finally {
    await scaler.stop();
    await controlPlane.kubectl(['delete', 'deployment,statefulset,lease', '--all', '-n', ns]);
  }
}

/** Runs by the schedule until the outcome of the first entry is another one than the cool-down or another run. */
function runUntil(scaler: Scaler, outcome: ScalingOutcome['outcome']): Promise<ScalingRunResult> {
  let last: ScalingRunResult | undefined;
  return until(
    () => `no ${outcome}: ${JSON.stringify(last)}`,
    async () => {
      last = await scaler.run();
      return outcomesOf(last)[0] === outcome ? last : undefined;
    },
  );
}

test('up in steps while the alarm stays in ALARM, to the maximum; then down', () =>
  withScaler([entry('web', { max: 5 })], 2, async (scaler) => {
    expect(outcomesOf(await scaler.run())).toEqual([]);
    scaler.alarms.set('web-busy', 'ALARM');

    const first = await scaler.run('web-busy');

    expect(first).toMatchObject({
      error: undefined,
      results: [{ outcome: 'Changed', change: { direction: 'up', alarm: 'web-busy', from: 2, to: 4 } }],
    });
    expect(await replicasOf('web')).toBe(4);
    expect(describeScaler(await deploymentOf('web'), Date.now())).toMatch(/^ by eks-vigil-scaling/);
    // A duplicate, and one in another container.
    expect(outcomesOf(await scaler.run('web-busy'))).toEqual(['CoolingDown']);
    expect(outcomesOf(await scaler.run('web-busy', scaler.container(true)))).toEqual(['CoolingDown']);
    expect(await replicasOf('web')).toBe(4);
    await runUntil(scaler, 'Changed');
    expect(await replicasOf('web')).toBe(5);
    await runUntil(scaler, 'AtLimit');
    expect(await replicasOf('web')).toBe(5);

    // A late event: the alarm has left ALARM.
    scaler.alarms.set('web-busy', 'OK');
    expect(outcomesOf(await scaler.run('web-busy'))).toEqual([]);
    scaler.alarms.set('web-idle', 'ALARM');
    await runUntil(scaler, 'Changed');
    expect(await replicasOf('web')).toBe(4);
    const lease = JSON.parse(await controlPlane.kubectl(['get', 'lease', leaseOf('web'), '-n', ns, '-o', 'json']));
    expect(lease.spec.holderIdentity ?? '').toBe('');
    expect(JSON.parse(lease.metadata.annotations['eks-vigil-change'])).toMatchObject({
      direction: 'down',
      from: 5,
      to: 4,
    });
    // Applying the manifest again keeps the cool-down.
    await scaler.applyRbac();
    expect(outcomesOf(await scaler.run())).toEqual(['CoolingDown']);
  }));

test.each([
  ['Max', 4],
  ['Min', 7],
] as const)('of several policies, the one that select %s names', (select, expected) =>
  withScaler(
    [
      entry('db', {
        target: { kind: 'StatefulSet', namespace: ns, name: 'db' },
        down: {
          alarm: { arn: arnOf('db-idle') },
          policies: [
            { type: 'Pods', value: 1 },
            { type: 'Percent', value: 45 },
          ],
          select,
        },
      }),
    ],
    8,
    async (scaler) => {
      scaler.alarms.set('db-idle', 'ALARM');
      expect(outcomesOf(await scaler.run('db-idle'))).toEqual(['Changed']);
      expect(await replicasOf('db', 'statefulset')).toBe(expected);
    },
  ),
);

test('two notifications at once change the replicas once', () =>
  withScaler([entry('web')], 2, async (scaler) => {
    scaler.alarms.set('web-busy', 'ALARM');
    const containers = [scaler.container(), scaler.container(true), scaler.container(true)];
    await Promise.all(containers.map((container) => scaler.run('none', container)));

    const runs = await Promise.all(containers.map((container) => scaler.run('web-busy', container)));

    expect(runs.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(runs.flatMap(outcomesOf).filter((outcome) => outcome === 'Changed')).toHaveLength(1);
    expect(await replicasOf('web')).toBe(4);
  }));

test('a dry run, and a target that somebody has scaled to 0, stay as they are', () =>
  withScaler([entry('web', { dryRun: true }), entry('stopped')], 2, async (scaler) => {
    await controlPlane.kubectl(['scale', 'deployment', 'stopped', '--replicas=0', '-n', ns]);
    scaler.alarms.set('web-busy', 'ALARM').set('stopped-busy', 'ALARM');
    expect(outcomesOf(await scaler.run())).toEqual(['WouldChange', 'ScaledToZero']);
    expect(await replicasOf('web')).toBe(2);
    expect(await replicasOf('stopped')).toBe(0);
  }));

test('a target that a HorizontalPodAutoscaler drives is refused', () =>
  withScaler([entry('web')], 2, async (scaler) => {
    const autoscale = ['autoscale', 'deployment', 'web', '--min=1', '--max=3', '--cpu-percent=50', '-n', ns];
    await controlPlane.kubectl(autoscale);
    scaler.alarms.set('web-busy', 'ALARM');

    const { error, results } = await scaler.run('web-busy');

    expect(results).toMatchObject([{ outcome: 'Refused' }]);
    expect(error).toBe(
      `ScalingFailed: Deployment ${ns}/web: HorizontalPodAutoscaler web changes the replicas of Deployment ${ns}/web, too; delete it, or remove the target from \`scaling\``,
    );
    expect(await replicasOf('web')).toBe(2);
    await controlPlane.kubectl(['delete', 'hpa', 'web', '-n', ns]);
    expect(outcomesOf(await scaler.run())).toEqual(['Changed']);
  }));

test('any kind with the subresource scale, and an alarm that does not exist', () => {
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'rollouts.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Rollout', plural: 'rollouts' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          subresources: { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
        },
      ],
    },
  };
  return withScaler([entry('web')], 2, async () => {
    await apply(controlPlane, [crd]);
    await controlPlane.kubectl(['wait', '--for=condition=Established', 'crd/rollouts.example.com', '--timeout=300s']);
    const object = {
      apiVersion: 'example.com/v1',
      kind: 'Rollout',
      metadata: { name: 'search', namespace: ns },
      spec: { replicas: 3 },
    };
    await applyCustom(controlPlane, [object]);
    const target = { kind: 'Rollout', apiVersion: 'example.com/v1', namespace: ns, name: 'search' };
    const scaler = await Scaler.start(controlPlane, [entry('search', { target })], coolDown);
    try {
      await scaler.applyRbac();
      scaler.alarms.set('search-busy', 'ALARM');
      await runUntil(scaler, 'Changed');
      expect(await replicasOf('search', 'rollout')).toBe(5);
      scaler.alarms.delete('search-idle');
      const { error } = await scaler.run();
      expect(error).toBe(
        `ScalingFailed: Rollout ${ns}/search: there is no alarm search-idle in the region of the cluster: create it, or change \`alarm\``,
      );
    } finally {
      await scaler.stop();
    }
  });
});

test('the group may change the replicas of its targets, and nothing else', () =>
  withScaler([entry('web')], 2, async () => {
    const can = async (verb: string, resource: string, ...more: string[]) => {
      const as = ['--as', scalingGroup, '--as-group', scalingGroup, '-n', ns];
      const answer = await controlPlane.kubectl(['auth', 'can-i', verb, resource, ...more, ...as]).catch(() => 'no');
      return answer.trim();
    };
    const scale = '--subresource=scale';
    expect(
      await Promise.all([
        can('get', 'deployments/web', scale),
        can('update', 'deployments/web', scale),
        can('update', `leases/${leaseOf('web')}`),
      ]),
    ).toEqual(['yes', 'yes', 'yes']);
    const denied = await Promise.all([
      can('patch', 'deployments/web', scale),
      can('update', 'deployments/other', scale),
      can('update', 'deployments/web'),
      can('get', 'deployments/web'),
      can('patch', 'deployments/web'),
      can('create', 'leases'),
      can('update', 'leases/other'),
      can('patch', `leases/${leaseOf('web')}`),
      can('list', 'secrets'),
      can('list', 'pods'),
    ]);
    expect(denied).toEqual(denied.map(() => 'no'));
  }));

test('without a permission, nothing changes and no cool-down begins', () =>
  withScaler(
    [entry('web')],
    2,
    async (scaler) => {
      scaler.alarms.set('web-busy', 'ALARM');
      const role = JSON.parse(await controlPlane.kubectl(['get', 'role', scalingGroup, '-n', ns, '-o', 'json']));
      const isUpdateOfScale = ({ resources: [resource], verbs: [verb] }: { resources: string[]; verbs: string[] }) =>
        resource === 'deployments/scale' && verb === 'update';
      await apply(controlPlane, [
        {
          ...role,
          rules: role.rules.filter((rule: { resources: string[]; verbs: string[] }) => !isUpdateOfScale(rule)),
        },
      ]);

      const { error } = await runUntil(scaler, 'Failed');

      expect(error).toMatch(
        /permission to update deployments\/scale\.apps "web" in namespace "shop" is missing for user "eks-vigil-scaling"; run `eks-vigil rbac --config scaling.yaml \| kubectl apply -f -`/,
      );
      expect(await replicasOf('web')).toBe(2);
      await scaler.applyRbac();
      // The failed run holds the Lease for as long as it could have lasted.
      await runUntil(scaler, 'Changed');
      expect(await replicasOf('web')).toBe(4);
    },
    3600,
  ));

/** A client as the function has it, in this process, so that something can happen between its requests. */
async function clientOf(before: (path: string) => Promise<unknown>): Promise<UpdatingClient> {
  const { token } = await mintToken(
    { name: 'vigil', region: 'eu-central-1' },
    async () => controlPlane.credentials,
    Date.now(),
  );
  const connection = {
    server: controlPlane.server,
    tls: { ca: Buffer.from(controlPlane.caData, 'base64').toString('utf8') },
  };
  const client = new UpdatingClient({
    connection: async () => connection,
    headers: async () => ({ authorization: `Bearer ${token}` }),
    explain: () => undefined,
  });
  const replace = client.replace.bind(client);
  client.replace = async (path, object, limits) => {
    await before(path);
    return replace(path, object, limits);
  };
  return client;
}

/** @param share - milliseconds: how long a run without a response of the API server takes. */
function applyWith(scaler: Scaler, client: UpdatingClient, share = 120_000): Promise<ScalingOutcome> {
  const [rule] = scaler.rules;
  if (rule === undefined) throw new Error('no rule');
  const run = { client, firing: new Set(['web-busy']), claim: { holder: 'test', seconds: 5 }, isTest: false };
  return within(share, share / 4, (limits) => applyRule(rule, run, limits));
}

describe('between the requests of a run', () => {
  test('the Deployment changes: the run reads it again', () =>
    withScaler([entry('web')], 2, async (scaler) => {
      let conflicts = 0;
      const client = await clientOf(async (path) => {
        if (!path.endsWith('/scale') || conflicts === 2) return;
        conflicts += 1;
        await controlPlane.kubectl(['annotate', 'deployment', 'web', `try=${conflicts}`, '--overwrite', '-n', ns]);
      });
      expect(await applyWith(scaler, client)).toMatchObject({ outcome: 'Changed', change: { from: 2, to: 4 } });
      expect(conflicts).toBe(2);
      expect(await replicasOf('web')).toBe(4);
      client.destroy();
    }));

  test('somebody scales it: the run decides again by the new number', () =>
    withScaler([entry('web')], 2, async (scaler) => {
      let isFirst = true;
      const client = await clientOf(async (path) => {
        if (!path.endsWith('/scale') || !isFirst) return;
        isFirst = false;
        await controlPlane.kubectl(['scale', 'deployment', 'web', '--replicas=5', '-n', ns]);
      });
      expect(await applyWith(scaler, client)).toMatchObject({ outcome: 'Changed', change: { from: 5, to: 7 } });
      expect(await replicasOf('web')).toBe(7);
      client.destroy();
    }));

  test.each(['SIGKILL', 'SIGSTOP'] as const)(
    'the API server goes away (%s): afterwards, the change was made once or not at all',
    (signal) =>
      withScaler(
        [entry('web')],
        2,
        async (scaler) => {
          scaler.alarms.set('web-busy', 'ALARM');
          const client = await clientOf(async (path) => {
            if (path.endsWith('/scale')) controlPlane.signal('kube-apiserver', signal);
          });

          const outcome = await applyWith(scaler, client, 10_000);

          expect(outcome.outcome).toBe('Failed');
          client.destroy();
          if (signal === 'SIGKILL') await controlPlane.restart('kube-apiserver');
          else controlPlane.signal('kube-apiserver', 'SIGCONT');
          await sleep(1000);
          const made = await replicasOf('web');
          expect([2, 4]).toContain(made);
          // The cool-down has begun only if it was made.
          await runUntil(scaler, made === 4 ? 'CoolingDown' : 'Changed');
          expect(await replicasOf('web')).toBe(4);
        },
        3600,
      ),
  );
});

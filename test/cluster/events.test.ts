import { eksVigil, temporaryFolder } from '../cli/commandLine';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { until } from './until';
import { type Run, Vigil } from './vigil';
import { apply, deployment, job, statefulSet } from './workloads';

/** Events as the real controllers and the real scheduler write them. */

const ns = 'events';
const targets = `
  - { kind: StatefulSet, namespace: ${ns}, name: db, grace: 1h, downGrace: 1h }
  - { kind: Job, namespace: ${ns}, name: work, grace: 1h }
  - { kind: Deployment, namespace: ${ns}, name: web, grace: 1h, downGrace: 1h }
  - { kind: Deployment, namespace: ${ns}, name: store, grace: 1h, downGrace: 1h }
  - { kind: Deployment, namespace: ${ns}, name: large, grace: 1h, downGrace: 1h }`;
const yaml = `
cluster: { name: vigil, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth }
targets:${targets}`;
/** With the quota: two pods that no node accepts. */
const quota = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'few', namespace: ns },
  spec: { hard: { pods: '2' } },
};
const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: ns },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'missing' },
};
const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];

/** What the end of each message must be; without one, the message has the cause by itself. */
const expected: Readonly<Record<string, RegExp>> = {
  db: /; event FailedCreate \d+[sm] ago( \(x\d+\))?: Create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: exceeded quota: few/,
  work: /; event FailedCreate \d+[sm] ago( \(x\d+\))?: Error creating: pods "work-\w+" is forbidden: exceeded quota: few/,
  web: /^0 of 1 pods ready; pods "web-\S+" is forbidden: exceeded quota: few[^;]*$/,
  store: /; event ProvisioningFailed \d+[sm] ago( \(x\d+\))?: storageclass\.storage\.k8s\.io "missing" not found$/,
  large: /^0 of 1 pods ready; 1 pod unschedulable: 0\/3 nodes are available: [^;]*; for [^;]*grace 1h$/,
};
const isExplained = (verdicts: Run['verdicts']) =>
  Object.values(expected).every((message, index) => message.test(verdicts[index]?.message ?? ''));

let controlPlane: ControlPlane;
let vigil: Vigil | undefined;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await controlPlane.kubectl(['create', 'namespace', ns]);
  await controlPlane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', ns, '--timeout=300s']);
  await apply(controlPlane, [
    claim,
    deployment('store', { namespace: ns, pod: { volumes } }),
    deployment('large', { namespace: ns, pod: { nodeSelector: { size: 'large' } } }),
  ]);
  await until(
    () => 'the pods were not created',
    async () => {
      const list = await controlPlane.kubectl(['get', 'pods', '-n', ns, '-o', 'name']);
      return list.trim().split('\n').length === 2 || undefined;
    },
  );
  await apply(controlPlane, [quota]);
  await until(
    () => 'the quota does not count the pods',
    async () => {
      const used = await controlPlane.kubectl(['get', 'quota', 'few', '-n', ns, '-o', 'jsonpath={.status.used.pods}']);
      return used === '2' || undefined;
    },
  );
  await apply(controlPlane, [
    statefulSet('db', { namespace: ns }),
    job('work', { namespace: ns }),
    deployment('web', { namespace: ns }),
  ]);
});
afterAll(async () => {
  await vigil?.stop();
  await controlPlane?.stop();
});

test('check names the event that explains each short target, and repeats nothing', async () => {
  const folder = temporaryFolder();
  const file = folder.write('vigil.yaml', yaml);
  let last: unknown;
  const exitCode = await until(
    () => `the messages were not as expected; the last ones: ${JSON.stringify(last, null, 2)}`,
    async () => {
      const result = await eksVigil(
        ['check', '--config', file, '--kubeconfig', controlPlane.kubeconfig, '--output', 'json'],
        {},
      );
      const { targets: verdicts, notes } = JSON.parse(result.stdout) as { targets: Run['verdicts']; notes: string[] };
      last = verdicts?.map(({ message }) => message);
      expect(notes).toEqual([]);
      return isExplained(verdicts) ? result.exitCode : undefined;
    },
  );
  folder.remove();
  // Nothing ready, and a quota: no grace.
  expect(exitCode).toBe(2);
});

test('so does the function with the permissions that `eks-vigil rbac` grants; without that for events, only messages are shorter', async () => {
  vigil = await Vigil.start(controlPlane, targets);
  await vigil.applyRbac();
  const runUntil = (isExpected: (run: Run) => boolean) => {
    let last: Run | undefined;
    return until(
      () => `the run was not as expected; the last one: ${JSON.stringify(last, null, 2)}`,
      async () => {
        last = await vigil?.run();
        return last !== undefined && isExpected(last) ? last : undefined;
      },
    );
  };
  const explained = await runUntil(({ verdicts }) => isExplained(verdicts));
  expect(explained).toMatchObject({ value: 0, error: undefined, eventsLeftOut: undefined });

  const role = JSON.parse(await controlPlane.kubectl(['get', 'role', 'eks-vigil', '-n', ns, '-o', 'json']));
  const rules = role.rules.filter(({ resources }: { resources: string[] }) => !resources.includes('events'));
  expect(rules).toHaveLength(role.rules.length - 1);
  await apply(controlPlane, [{ ...role, rules }]);

  const without = await runUntil(({ eventsLeftOut }) => eventsLeftOut?.[ns] === 'Forbidden');
  expect(without).toMatchObject({ value: 0, error: undefined, eventsLeftOut: { [ns]: 'Forbidden' } });
  const facts = ({ verdicts }: Run) => verdicts.map(({ verdict, reason }) => `${verdict} ${reason}`);
  expect(facts(without)).toEqual(facts(explained));
  expect(without.verdicts.filter(({ message }) => message.includes('; event '))).toEqual([]);
});

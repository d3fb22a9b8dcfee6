import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { V1Deployment, V1PodList } from '@kubernetes/client-node';
import { awsCliToken } from './awsCli';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { kubectl } from './execute';
import type { Credentials } from './identities';
import { kubeconfig } from './manifests';
import { apply, daemonSet, deployment, statefulSet, waitFor } from './workloads';

const cluster = 'vigil';
const region = 'eu-central-1';
let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane({ cluster, region });
});

afterAll(() => controlPlane?.stop());

interface Review {
  readonly status: { readonly userInfo: { readonly username: string; readonly groups: readonly string[] } };
}

/** Who the API server takes the bearer of a token for (SelfSubjectReview). */
async function whoAmI(request: { credentials: Credentials; cluster: string }): Promise<Review['status']['userInfo']> {
  const token = await awsCliToken({ region, ...request });
  const path = join(controlPlane.dir, 'bearer.kubeconfig');
  await writeFile(path, kubeconfig(cluster, controlPlane.server, controlPlane.caData, { token }), { mode: 0o600 });
  const review: Review = JSON.parse(await kubectl(path, ['auth', 'whoami', '-o', 'json']));
  return review.status.userInfo;
}

describe('the control plane', () => {
  test('has its nodes Ready, spread over zones', async () => {
    const nodes = JSON.parse(await controlPlane.kubectl(['get', 'nodes', '-o', 'json'])).items;

    const ready = nodes.map(
      (node: {
        metadata: { name: string; labels: object };
        status: { conditions: { type: string; status: string }[] };
      }) => [
        node.metadata.name,
        node.metadata.labels,
        node.status.conditions.find(({ type }) => type === 'Ready')?.status,
      ],
    );
    expect(ready).toEqual(
      ['a', 'b', 'c'].map((zone, index) => [
        `node-${index + 1}`,
        expect.objectContaining({ 'topology.kubernetes.io/zone': `${region}${zone}` }),
        'True',
      ]),
    );
  });

  test('kubectl failures say what the API server said', async () => {
    await expect(controlPlane.kubectl(['get', 'deployment', 'absent'])).rejects.toThrow(
      'deployments.apps "absent" not found',
    );
  });
});

describe('AWS identities', () => {
  test('the role of aws-auth is let in with its user and group', async () => {
    await expect(whoAmI({ credentials: controlPlane.credentials, cluster })).resolves.toMatchObject({
      username: 'eks-vigil',
      groups: ['eks-vigil', 'system:authenticated'],
    });
  });

  test.each([
    ['a role that is not mapped', () => ({ credentials: controlPlane.stranger, cluster })],
    ['a token for another cluster', () => ({ credentials: controlPlane.credentials, cluster: 'other' })],
    [
      'a wrong secret',
      () => ({ credentials: { ...controlPlane.credentials, secretAccessKey: 'another-secret' }, cluster }),
    ],
  ])('%s is refused', async (_, request) => {
    await expect(whoAmI(request())).rejects.toThrow('Unauthorized');
  });

  test('the role has no permission until RBAC grants it', async () => {
    await expect(
      controlPlane.kubectl(['get', 'deployments', '--as=eks-vigil', '--as-group=eks-vigil']),
    ).rejects.toThrow('deployments.apps is forbidden');
  });
});

describe('workloads', () => {
  test('become ready when nothing is said of their outcome', async () => {
    await apply(controlPlane, [
      deployment('web', { spec: { replicas: 2 } }),
      statefulSet('db', { spec: { replicas: 2 } }),
      daemonSet('agent'),
    ]);

    await waitFor(controlPlane, 'deployment/web', ({ status }: V1Deployment) => status?.availableReplicas === 2);
    await waitFor(controlPlane, 'statefulset/db', ({ status }: V1Deployment) => status?.availableReplicas === 2);
    await waitFor(
      controlPlane,
      'daemonset/agent',
      ({ status }: { status?: { numberAvailable?: number } }) => status?.numberAvailable === 3,
    );
  });

  test('with the outcome crash-loop restart and never become ready', async () => {
    await controlPlane.kubectl(['create', 'namespace', 'broken']);
    await apply(controlPlane, [
      deployment('web', {
        namespace: 'broken',
        outcome: 'crash-loop',
        spec: { replicas: 2, progressDeadlineSeconds: 3 },
      }),
    ]);
    const given = { namespace: 'broken' };
    const gaveUp = ({ status }: V1Deployment): boolean =>
      status?.conditions?.some(({ reason }) => reason === 'ProgressDeadlineExceeded') ?? false;

    const seen = await waitFor(controlPlane, 'deployment/web', gaveUp, given);
    const { items } = await waitFor(controlPlane, 'pods', (list: V1PodList) => list.items.length === 2, given);

    expect(seen.status).toMatchObject({ replicas: 2, unavailableReplicas: 2 });
    expect(seen.status).not.toHaveProperty('readyReplicas');
    expect(items.flatMap(({ status }) => status?.containerStatuses)).toEqual(
      Array(2).fill(
        expect.objectContaining({
          ready: false,
          restartCount: 7,
          state: { waiting: expect.objectContaining({ reason: 'CrashLoopBackOff' }) },
        }),
      ),
    );
  });

  test('a wait in vain says what was seen last', async () => {
    const waiting = waitFor(controlPlane, 'deployment/absent', () => true, { seconds: 0 });

    await expect(waiting).rejects.toThrow(/deployment\/absent in the namespace default .* last seen: not found/);
  });
});

describe('programs', () => {
  test('a killed API server stays away until it is restarted at the same address, with all it knew', async () => {
    controlPlane.signal('kube-apiserver', 'SIGKILL');
    await expect(controlPlane.kubectl(['get', 'namespaces'])).rejects.toThrow(/refused/);

    await controlPlane.restart('kube-apiserver');

    await expect(controlPlane.kubectl(['get', 'namespace', 'kube-system', '-o', 'name'])).resolves.toBe(
      'namespace/kube-system\n',
    );
    await expect(whoAmI({ credentials: controlPlane.credentials, cluster })).resolves.toHaveProperty(
      'username',
      'eks-vigil',
    );
  });

  test('a stopped controller manager does nothing until it is continued', async () => {
    controlPlane.signal('kube-controller-manager', 'SIGSTOP');
    await apply(controlPlane, [deployment('late')]);
    await controlPlane.kubectl(['run', 'alive', '--image=pause']);
    await controlPlane.kubectl(['wait', '--for=condition=Ready', 'pod/alive', '--timeout=30s']);
    expect(JSON.parse(await controlPlane.kubectl(['get', 'deployment', 'late', '-o', 'json'])).status).toEqual({});

    controlPlane.signal('kube-controller-manager', 'SIGCONT');

    await waitFor(controlPlane, 'deployment/late', ({ status }: V1Deployment) => status?.readyReplicas === 1);
  });
});

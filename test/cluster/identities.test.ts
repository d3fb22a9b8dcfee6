import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { awsCliToken } from './awsCli';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { kubectl } from './execute';
import type { Credentials } from './identities';
import { kubeconfig } from './manifests';

const cluster = 'vigil';
const region = 'eu-central-1';
let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane({ cluster, region, nodes: 0 });
});

afterAll(() => controlPlane?.stop());

interface Review {
  readonly status: { readonly userInfo: { readonly username: string; readonly groups: readonly string[] } };
}

/** The user as which the API server authenticates a token of the AWS CLI (SelfSubjectReview). */
async function whoAmI(request: { credentials: Credentials; cluster: string }): Promise<Review['status']['userInfo']> {
  const token = await awsCliToken({ region, ...request });
  const path = join(controlPlane.dir, 'bearer.kubeconfig');
  await writeFile(path, kubeconfig(cluster, controlPlane.server, controlPlane.caData, { token }), { mode: 0o600 });
  const review: Review = JSON.parse(await kubectl(path, ['auth', 'whoami', '-o', 'json']));
  return review.status.userInfo;
}

/** The control plane of these tests authenticates AWS identities as EKS does. */
describe('AWS identities', () => {
  test('the role in aws-auth is authenticated with its user and group', async () => {
    await expect(whoAmI({ credentials: controlPlane.credentials, cluster })).resolves.toMatchObject({
      username: 'eks-vigil',
      groups: ['eks-vigil', 'system:authenticated'],
    });
  });

  test.each([
    ['a role that is not mapped', () => ({ credentials: controlPlane.unmapped, cluster })],
    ['a token for another cluster', () => ({ credentials: controlPlane.credentials, cluster: 'other' })],
    [
      'a wrong secret',
      () => ({ credentials: { ...controlPlane.credentials, secretAccessKey: 'another-secret' }, cluster }),
    ],
  ])('%s is rejected', async (_, request) => {
    await expect(whoAmI(request())).rejects.toThrow('Unauthorized');
  });

  test('the role has no permission until RBAC grants it', async () => {
    await expect(
      controlPlane.kubectl(['get', 'deployments', '--as=eks-vigil', '--as-group=eks-vigil']),
    ).rejects.toThrow('deployments.apps is forbidden');
  });
});

import { now } from '../../support/objects/clock';
import { lease } from '../../support/objects/lease';
import { type ApiServer, startApiServer } from '../../support/servers/apiServer';
import { type AwsEndpoints, startAwsEndpoints } from '../../support/servers/awsEndpoints';
import { configText, eksVigil, type Folder, temporaryFolder } from '../commandLine';
import { kubeconfigText } from '../kubeconfigText';

let api: ApiServer;
let aws: AwsEndpoints;
let folder: Folder;
const variables = { ...process.env };

beforeEach(async () => {
  folder = temporaryFolder();
  api = await startApiServer({ cluster: 'prod', identities: 'any', now: () => now });
  api.put(lease());
  aws = await startAwsEndpoints({ clusters: {}, now: () => Date.now() });
  // The AWS SDK reads the environment of the process.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_EKS: aws.url,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE00',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-person',
    AWS_CONFIG_FILE: folder.write('config', ''),
    AWS_SHARED_CREDENTIALS_FILE: folder.write('credentials', ''),
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});
afterEach(async () => {
  process.env = { ...variables };
  await api.stop();
  await aws.stop();
  folder.remove();
});

function check(targets: readonly object[], ...args: string[]) {
  const kubeconfig = folder.write('kubeconfig', kubeconfigText(api));
  const file = folder.write('prod.yaml', configText(targets));
  return eksVigil(['check', '--config', file, '--kubeconfig', kubeconfig, ...args]);
}

const targets = [{ kind: 'EKSCluster' }, { kind: 'EKSNodegroup', name: '*' }, { kind: 'EKSAddon', name: 'coredns' }];

test('EKS is read with the AWS credentials of the person', async () => {
  const issue = { code: 'AsgInstanceLaunchFailures', message: 'No capacity.', resourceIds: ['eks-b'] };
  aws.setCluster('prod', {
    nodegroups: { a: {}, b: { status: 'DEGRADED', issues: [issue] } },
    addons: { coredns: {} },
  });
  const { stdout, stderr, exitCode } = await check(targets);
  expect(
    stdout.split('\n').slice(1).join('\n'),
  ).toBe(`Unhealthy  EKSNodegroup             *               Degraded  1 of 2 node groups are healthy; node group b: EKS reports DEGRADED, with the health issue AsgInstanceLaunchFailures: No capacity. (eks-b)
Healthy    EKSCluster               prod            Active    EKS reports ACTIVE and no health issues
Healthy    EKSAddon                 coredns         Active    EKS reports ACTIVE and no health issues

What to run first:
  # EKSNodegroup *
  aws eks describe-nodegroup --cluster-name prod --nodegroup-name b --region eu-central-1

CRITICAL: 1 of 3 targets is unhealthy (metric would be 0)
`);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 2 });
});

test('what does not exist is unhealthy, in the words of EKS', async () => {
  aws.setCluster('prod', {});
  const { stdout, exitCode } = await check(targets.slice(2), '--output', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    value: 0,
    targets: [{ reason: 'NotFound', message: 'EKS reports: No addon found for name: coredns.' }],
  });
  expect(exitCode).toBe(2);
});

test('without credentials, it is unknown, with what to do', async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) delete process.env[name];
  const { stdout, exitCode } = await check(targets.slice(0, 1), '--output', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    value: null,
    targets: [
      {
        verdict: 'Unknown',
        reason: 'NoCredentials',
        message: expect.stringMatching(/`aws sso login`, or set AWS_PROFILE$/),
      },
    ],
  });
  expect(exitCode).toBe(3);
});

import { ago, hour, minute, now } from '../../support/objects/clock';
import { eksVigil } from '../commandLine';
import { list, web } from '../kubectlObjects';

/** What the AWS CLI prints, judged. Source: AWS CLI Command Reference, `aws eks describe-…` (examples). */

const issue = {
  code: 'AsgInstanceLaunchFailures',
  message: 'Could not launch On-Demand Instances. InsufficientInstanceCapacity',
  resourceIds: ['eks-workers-2cc0e1c2'],
};
const cluster = (more: object) => ({
  cluster: { name: 'prod', arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod', status: 'ACTIVE', ...more },
});
const nodegroup = (more: object) => ({
  nodegroup: {
    nodegroupName: 'workers',
    clusterName: 'prod',
    createdAt: '2025-12-24T16:09:26.127000+01:00',
    modifiedAt: '2025-12-24T16:09:26.127000+01:00',
    status: 'ACTIVE',
    health: { issues: [] },
    ...more,
  },
});
const addon = (more: object) => ({ addon: { addonName: 'coredns', clusterName: 'prod', status: 'ACTIVE', ...more } });

async function judge(input: string | object, args: readonly string[] = []) {
  const stdin = typeof input === 'string' ? input : JSON.stringify(input, null, 4);
  const { stdout, ...rest } = await eksVigil(['judge', '-', '--output', 'json', ...args], { stdin, now: () => now });
  const entries = JSON.parse(stdout) as Record<'kind' | 'name' | 'verdict' | 'reason' | 'message', string>[];
  return { ...rest, entries, brief: entries.map((one) => `${one.kind} ${one.name}: ${one.verdict} ${one.reason}`) };
}

test.each<[title: string, description: object, expected: string]>([
  ['a cluster', cluster({ health: { issues: [] } }), 'EKSCluster prod: Healthy Active'],
  ['a cluster that fails', cluster({ status: 'FAILED' }), 'EKSCluster prod: Unhealthy EksFailed'],
  ['a node group', nodegroup({}), 'EKSNodegroup workers: Healthy Active'],
  ['an issue', nodegroup({ health: { issues: [issue] } }), 'EKSNodegroup workers: Unhealthy HealthIssue'],
  ['an add-on that is degraded', addon({ status: 'DEGRADED' }), 'EKSAddon coredns: Unhealthy Degraded'],
  ['no status', addon({ status: undefined }), 'EKSAddon coredns: Unknown EksApiFailed'],
])('%s', async (_, description, expected) => {
  expect((await judge(description)).brief).toEqual([expected]);
});

test("the message has EKS's own words", async () => {
  const { entries, exitCode } = await judge(nodegroup({ health: { issues: [issue] } }));
  expect(entries[0]?.message).toContain('AsgInstanceLaunchFailures');
  expect(entries[0]?.message).toContain('eks-workers-2cc0e1c2');
  expect(exitCode).toBe(2);
});

describe('the times of the AWS CLI', () => {
  const wire = (milliseconds: number) => (now - milliseconds) / 1000;
  test.each<[title: string, modifiedAt: string | number, args: readonly string[], verdict: string]>([
    ['within the grace of an update', ago(119 * minute), [], 'Progressing'],
    ['past the grace of an update', ago(121 * minute), [], 'Unhealthy'],
    ['in seconds', wire(119 * minute), [], 'Progressing'],
    ['in seconds, past the grace', wire(121 * minute), [], 'Unhealthy'],
    ['with --grace', ago(hour), ['--grace', '30m'], 'Unhealthy'],
  ])('%s', async (_, modifiedAt, args, verdict) => {
    const { entries } = await judge(nodegroup({ status: 'UPDATING', modifiedAt }), args);
    expect(entries).toMatchObject([{ verdict, reason: 'Updating' }]);
  });
});

test('the outputs of several commands can be in one file, beside objects of the cluster', async () => {
  const documents = [cluster({}), list(web(3)), addon({})].map((one) => JSON.stringify(one, null, 4));
  expect((await judge(documents.join('\n'))).brief).toEqual([
    'Deployment web: Healthy Ready',
    'EKSCluster prod: Healthy Active',
    'EKSAddon coredns: Healthy Active',
  ]);
});

test('YAML of the AWS CLI', async () => {
  const yaml = 'addon:\n  addonName: coredns\n  createdAt: 2025-12-24T16:09:26.127000+01:00\n  status: ACTIVE\n';
  expect((await judge(yaml)).brief).toEqual(['EKSAddon coredns: Healthy Active']);
});

test('a list of names is not enough, and the message says what is', async () => {
  const stdin = JSON.stringify({ nodegroups: ['workers'] });
  const { stderr, exitCode } = await eksVigil(['judge', '-'], { stdin });
  expect(stderr).toMatch(/has no kind; each object needs .* or by `aws eks describe-cluster`, `describe-nodegroup`/);
  expect(exitCode).toBe(3);
});

import { eksVigil, temporaryFolder } from '../cli/commandLine';
import { account, outputs, role, schedule, stackWith, working } from '../cli/doctor/chain';
import { type AwsAnswers, startAwsOperations } from '../support/servers/awsOperations';
import type { ScriptedServer } from '../support/servers/scriptedServer';
import { type ControlPlane, startControlPlane } from './controlPlane';
import { awsAuth } from './manifests';
import { apply, deployment } from './workloads';

/** What `doctor` says of the section `scaling`, with real RBAC and real reviews. AWS is scripted. */

const ns = 'shop';
const itsRole = `${role}-scaling`;
const itsSchedule = {
  ...schedule,
  Target: { ...schedule.Target, Arn: `arn:aws:lambda:eu-central-1:${account}:function:scaling-function` },
};
const text = JSON.stringify({
  cluster: { name: 'prod', region: 'eu-central-1' },
  metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'prod' }] },
  targets: [{ kind: 'Deployment', namespace: ns, name: 'web' }],
  scaling: [
    {
      target: { kind: 'Deployment', namespace: ns, name: 'web' },
      min: 1,
      max: 9,
      up: {
        alarm: { arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:busy' },
        policies: [{ type: 'Pods', value: 1 }],
      },
    },
  ],
});

const folder = temporaryFolder();
let controlPlane: ControlPlane;
let aws: ScriptedServer;
let answers: AwsAnswers;
let alarms: object[] = [];

beforeAll(async () => {
  controlPlane = await startControlPlane({ cluster: 'prod', nodes: 1 });
  await controlPlane.kubectl(['create', 'namespace', ns]);
  await controlPlane.kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', ns, '--timeout=300s']);
  aws = await startAwsOperations(() => answers, Date.now);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
  });
});
afterAll(async () => {
  await Promise.all([controlPlane?.stop(), aws?.stop()]);
  folder.remove();
});

/** State and evidence of each link of the section. */
async function doctor(): Promise<Record<string, string>> {
  const { server: url, caData } = controlPlane;
  const usual = working({ url, caData }, text);
  const stack = {
    ...outputs(text),
    ScalingFunctionName: 'scaling-function',
    ScalingLogGroupName: 'scaling-log',
    ScalingScheduleName: 'scaling-schedule',
  };
  const describeFunction = usual['lambda:GetFunctionConfiguration'];
  answers = {
    ...usual,
    'cloudformation:DescribeStacks': stackWith(stack),
    'lambda:GetFunctionConfiguration': (input) => ({
      ...(describeFunction?.(input) as object),
      ...(input.FunctionName === 'scaling-function' ? { Role: itsRole } : {}),
    }),
    'scheduler:GetSchedule': ({ Name }) => (Name === 'scaling-schedule' ? itsSchedule : schedule),
    'cloudwatch:DescribeAlarms': () => ({ MetricAlarms: alarms }),
  };
  const file = folder.write('prod.yaml', text);
  const { stdout } = await eksVigil([
    'doctor',
    '--config',
    file,
    '--kubeconfig',
    controlPlane.kubeconfig,
    '--output',
    'json',
  ]);
  const links: { link: string; state: string; evidence: string }[] = JSON.parse(stdout).links;
  return Object.fromEntries(links.map(({ link, state, evidence }) => [link, `${state}: ${evidence}`]));
}

test('without anything in the cluster, each link says what is missing', async () => {
  const links = await doctor();
  expect(links['scaling.mapping']).toBe(`failing: aws-auth has no entry for ${itsRole}`);
  expect(links['scaling.permissions']).toBe('failing: group eks-vigil-scaling lacks 6 of 6 permissions');
  expect(links['scaling.alarms']).toBe('failing: there is no alarm busy');
  expect(links['scaling.targets']).toBe('failing: Deployment shop/web does not exist');
  await apply(controlPlane, [deployment('web', { namespace: ns, spec: { replicas: 2 } })]);
  expect((await doctor())['scaling.targets']).toBe(
    'failing: there is no Lease shop/eks-vigil-scaling.deployments.apps.web for Deployment shop/web',
  );
});

test('with the manifest, the mapping and the alarm, each link is ok', async () => {
  await apply(controlPlane, [
    deployment('web', { namespace: ns, spec: { replicas: 2 } }),
    awsAuth(itsRole, 'eks-vigil-scaling'),
  ]);
  const { stdout } = await eksVigil(['rbac', '--config', folder.write('prod.yaml', text)]);
  await controlPlane.kubectl(['apply', '-f', '-'], stdout);
  alarms = [{ AlarmName: 'busy', StateValue: 'ALARM', ActionsEnabled: true }];
  const links = await doctor();
  expect(Object.fromEntries(Object.entries(links).filter(([link]) => link.startsWith('scaling.')))).toEqual({
    'scaling.mapping': `ok: aws-auth maps ${itsRole} to the groups eks-vigil-scaling`,
    'scaling.permissions': 'ok: group eks-vigil-scaling has all 6 permissions',
    'scaling.function': expect.stringMatching(/^ok: scaling-function is Active/),
    'scaling.runs': expect.stringMatching(/^ok: \d+ invocations/),
    'scaling.schedule': expect.stringMatching(/^ok: scaling-schedule is ENABLED, .* and invokes scaling-function$/),
    'scaling.alarms': 'ok: 1 alarm, in ALARM: busy',
    'scaling.targets': 'ok: Deployment shop/web has 2 replicas',
  });
});

test('a HorizontalPodAutoscaler of the target is failing', async () => {
  await controlPlane.kubectl(['autoscale', 'deployment', 'web', '--min=1', '--max=3', '--cpu-percent=50', '-n', ns]);
  expect((await doctor())['scaling.targets']).toBe(
    'failing: HorizontalPodAutoscaler web changes the replicas of Deployment shop/web, too: the function refuses it',
  );
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vpcCni } from '../../cluster/podMetrics/expositions';
import { PodPrograms } from '../../cluster/podMetrics/podPrograms';
import { apply } from '../../cluster/workloads';
import { DeployedFunction } from '../deployedFunction';
import { DeployedStack } from '../deployedStack';
import type { Ground } from '../ground';
import { deployProd, prepareCluster, prodStack } from '../prodStack';
import { scheduledEvent } from '../scheduler';
import { thisMinute } from '../vigil';

const labels = { 'k8s-app': 'aws-node' };
const awsNode = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'aws-node', namespace: 'kube-system', labels },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'aws-node', image: 'cni' }] } },
  },
};

/** A deployed stack gets pod metrics, and loses them again. */
export function rehearsePodMetrics(ground: () => Ground): void {
  let programs: PodPrograms;
  let addresses: readonly string[];
  let container: DeployedFunction | undefined;
  const stack = () => new DeployedStack(ground(), prodStack);

  async function deploy(added: string): Promise<void> {
    const minimal = readFileSync(join(ground().project, 'config/minimal.yaml'), 'utf8');
    writeFileSync(join(ground().project, 'config/prod.yaml'), minimal + added);
    await prepareCluster(ground());
    await deployProd(ground());
  }

  async function count(added: readonly number[]): Promise<void> {
    await Promise.all(
      addresses.map((address, index) => programs.answer(address, vpcCni({ assigned: 4, added: added[index] ?? 0 }))),
    );
  }

  async function run(): Promise<unknown> {
    const lambda = stack().section('PodMetrics');
    container ??= await DeployedFunction.start(ground(), stack(), lambda);
    return container.invoke(await scheduledEvent(ground(), stack(), new Date(thisMinute()), lambda));
  }

  beforeAll(async () => {
    const controlPlane = ground().controlPlane('prod');
    if (controlPlane.egress === undefined) throw new Error('the control plane has no proxies');
    programs = new PodPrograms(controlPlane.egress);
    await apply(controlPlane, [awsNode]);
    await controlPlane.kubectl(['rollout', 'status', 'daemonset/aws-node', '-n', 'kube-system', '--timeout=300s']);
    const list = await controlPlane.kubectl([
      ...['get', 'pods', '-n', 'kube-system', '-l', 'k8s-app=aws-node'],
      ...['-o', 'jsonpath={.items[*].status.podIP}'],
    ]);
    addresses = list
      .trim()
      .split(' ')
      .map((address) => `${address}:61678`);
    await deploy('podMetrics: [{ preset: vpc-cni }]\n');
  });
  afterAll(async () => {
    container?.stop();
    await programs?.stop();
  });

  test('before its role is mapped, the function fails; the output of the stack has the command', async () => {
    expect(await run()).toMatchObject({
      errorType: 'PodMetricsFailed',
      errorMessage: expect.stringContaining('eksctl'),
    });
    const { Stacks } = await ground().aws<{ Stacks: { Outputs: { OutputKey: string; OutputValue: string }[] }[] }>(
      `cloudformation describe-stacks --stack-name ${prodStack}`,
    );
    const command = Stacks[0]?.Outputs.find(({ OutputKey }) => OutputKey === 'PodMetricsMapRole')?.OutputValue;
    await ground().run(command ?? 'false');
  });

  test('CloudWatch has the metrics of cni-metrics-helper', async () => {
    await count([20, 50]);
    expect(await run()).toMatchObject({ published: true });
    await count([23, 51]);
    expect(await run()).toMatchObject({ published: true });
    const { Metrics } = await ground().aws<{ Metrics: { MetricName: string; Dimensions: unknown }[] }>(
      'cloudwatch list-metrics --namespace Kubernetes',
    );
    const names = Metrics.map(({ MetricName }) => MetricName);
    expect(names).toEqual(expect.arrayContaining(['addReqCount', 'assignIPAddresses', 'maxIPAddresses', 'podsUnread']));
    expect(Metrics[0]?.Dimensions).toEqual([{ Name: 'CLUSTER_ID', Value: 'prod' }]);
    const at = thisMinute();
    const { Datapoints } = await ground().aws<{ Datapoints: { Sum: number; Unit: string }[] }>(
      `cloudwatch get-metric-statistics --namespace Kubernetes --metric-name addReqCount --dimensions Name=CLUSTER_ID,Value=prod --statistics Sum --period 3600 --start-time ${new Date(at - 3_600_000).toISOString()} --end-time ${new Date(at + 60_000).toISOString()}`,
    );
    expect(Datapoints).toEqual([expect.objectContaining({ Sum: 4, Unit: 'Count' })]);
  });

  test('without it, nothing of it is left', async () => {
    await deploy('');
    const functions = stack().resources.filter(({ type }) => type === 'AWS::Lambda::Function');
    expect(functions).toHaveLength(1);
    await ground().controlPlane('prod').kubectl(['delete', 'daemonset', 'aws-node', '-n', 'kube-system']);
  });
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeAlarm } from '../alarmEvents';
import { DeployedFunction } from '../deployedFunction';
import { DeployedStack } from '../deployedStack';
import { type Ground, region } from '../ground';
import { deployProd, prepareCluster, prodStack } from '../prodStack';
import { thisMinute } from '../vigil';
import { createReady, namespace } from '../workload';

const workload = 'queue-worker';
const minute = 60_000;
const metric = '--namespace Shop --metric-name QueueLength --dimensions Name=Queue,Value=orders';
const scaling = `scaling:
  - target: { kind: StatefulSet, namespace: ${namespace}, name: ${workload} }
    min: 2
    max: 6
    up:
      alarm:
        metric: { namespace: Shop, name: QueueLength, dimensions: [{ name: Queue, value: orders }] }
        statistic: Maximum
        comparison: GreaterThanThreshold
        threshold: 100
      policies: [{ type: Percent, value: 150 }, { type: Pods, value: 1 }]
`;

interface Deployed {
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly Period: number;
  readonly Statistic: string;
}

/** From a metric that breaches to the replicas that changed, with what the documents say. */
export function rehearseScaling(ground: () => Ground): void {
  const stack = () => new DeployedStack(ground(), prodStack);
  let scaler: DeployedFunction;

  beforeAll(async () => {
    const minimal = readFileSync(join(ground().project, 'config/minimal.yaml'), 'utf8');
    writeFileSync(join(ground().project, 'config/prod.yaml'), minimal + scaling);
    await prepareCluster(ground());
    await createReady(ground().controlPlane('prod'), workload);
    const { output } = await ground().run('npx --no-install eks-vigil rbac --config config/prod.yaml');
    const [, command] = /^# Map the role of the function of `scaling` to the group: (eksctl .*)$/m.exec(output) ?? [];
    await ground().run(command ?? 'the manifest has no command for the role of scaling');
    await deployProd(ground());
    scaler = await DeployedFunction.start(ground(), stack(), stack().section('Scaling'));
  });
  afterAll(() => scaler?.stop());

  const replicas = async () => {
    const args = ['get', 'statefulset', workload, '-n', namespace, '-o', 'jsonpath={.spec.replicas}'];
    return Number(await ground().controlPlane('prod').kubectl(args));
  };

  /** Whether the data points of the metric breach the deployed alarm in the minute that begins at `at`. */
  async function breaches(
    { ComparisonOperator, Threshold, EvaluationPeriods, Period, Statistic }: Deployed,
    at: number,
  ) {
    const end = at + minute;
    const [from, to] = [end - EvaluationPeriods * Period * 1000, end].map((time) => new Date(time).toISOString());
    const { Datapoints } = await ground().aws<{ Datapoints: Readonly<Record<string, number>>[] }>(
      `cloudwatch get-metric-statistics ${metric} --start-time ${from} --end-time ${to} --period ${Period} --statistics ${Statistic}`,
    );
    expect(ComparisonOperator).toBe('GreaterThanThreshold');
    return Datapoints.length === EvaluationPeriods && Datapoints.every((point) => (point[Statistic] ?? 0) > Threshold);
  }

  test('a metric that breaches changes the alarm, which changes the replicas, once', async () => {
    const role = `scaling/statefulsets.apps/${namespace}/${workload}/up`;
    const describe = `cloudwatch describe-alarms --alarm-names ${prodStack}-${role}`;
    const [deployed] = (await ground().aws<{ MetricAlarms: Deployed[] }>(describe)).MetricAlarms;
    if (deployed === undefined) throw new Error(`there is no alarm ${prodStack}-${role} in ${region}`);
    // One minute for all of it: the commands may take until the next one.
    const now = thisMinute();
    expect(await breaches(deployed, now)).toBe(false);
    const values = [400, 500, 600];
    for (const [index, value] of values.entries()) {
      const at = new Date(now - (2 - index) * minute).toISOString();
      await ground().run(
        `aws cloudwatch put-metric-data ${metric.replace('Name=Queue,Value=orders', 'Queue=orders')} --value ${value} --timestamp ${at}`,
      );
    }
    expect(await breaches(deployed, now)).toBe(true);
    const event = await changeAlarm(ground(), stack(), {
      role,
      state: 'ALARM',
      at: now,
      values,
      invokes: stack().section('Scaling'),
    });

    const changed = await scaler.invoke(event);

    expect(changed).toMatchObject([{ outcome: 'Changed', change: { direction: 'up', from: 2, to: 5 } }]);
    expect(await replicas()).toBe(5);
    // A duplicate.
    expect(await scaler.invoke(event)).toMatchObject([{ outcome: 'CoolingDown' }]);
    expect(await replicas()).toBe(5);
    expect(JSON.parse(scaler.lines('scaling')[0] ?? '{}')).toMatchObject({
      summary: `StatefulSet ${namespace}/${workload}: 2 -> 5 (up, ${prodStack}-${role})`,
    });
  });

  test('doctor finds nothing wrong with it', async () => {
    const { output } = await ground().run(
      'npx --no-install eks-vigil doctor --config config/prod.yaml --output json || true',
    );
    const { links } = JSON.parse(output) as { links: { link: string; state: string }[] };
    const states = links.flatMap(({ link, state }) => (link.startsWith('scaling.') ? [`${link} ${state}`] : []));
    // Nothing counts the invocations of the emulation.
    expect(states).toEqual([
      'scaling.mapping ok',
      'scaling.permissions ok',
      'scaling.function ok',
      expect.stringMatching(/^scaling\.runs /),
      'scaling.schedule ok',
      'scaling.alarms ok',
      'scaling.targets ok',
    ]);
  });

  test('without it, nothing of it is left', async () => {
    const minimal = readFileSync(join(ground().project, 'config/minimal.yaml'), 'utf8');
    writeFileSync(join(ground().project, 'config/prod.yaml'), minimal);
    await deployProd(ground());
    expect(stack().resources.filter(({ logicalId }) => /scaling/i.test(logicalId))).toEqual([]);
  });
}

import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScalingResult } from '../../lambda/scaling/scale';
import { toScalingConfig } from '../../lib/config/toScalingConfig';
import type { ScalingConfig, ScalingRule } from '../../model/scalingConfig';
import { temporaryFolder } from '../cli/commandLine';
import { configFrom } from '../support/configFrom';
import { LambdaFunction } from '../support/lambdaFunction';
import { startAwsOperations } from '../support/servers/awsOperations';
import type { ScriptedServer } from '../support/servers/scriptedServer';
import type { ControlPlane } from './controlPlane';
import { execute } from './execute';
import { awsAuth } from './manifests';

/** The name of the role that `startControlPlane` has to know. */
export const scalingRole = 'eks-vigil-eu-central-1-vigil-scaling';
export const scalingGroup = 'eks-vigil-scaling';
const commandLine = join(__dirname, '..', '..', 'dist', 'eks-vigil.js');
const bundle = join(__dirname, '..', '..', 'dist', 'scaling', 'index.js');
/** The ARN of an alarm that exists. */
export const arnOf = (alarm: string) => `arn:aws:cloudwatch:eu-central-1:111122223333:alarm:${alarm}`;

/** The result of one invocation. */
export interface ScalingRunResult {
  readonly error: string | undefined;
  readonly results: readonly ScalingResult[];
}

/** Maps the role of the scaling function to its group. */
export async function mapScalingRole({ kubectl, roleArn }: ControlPlane): Promise<void> {
  await kubectl(['apply', '-f', '-'], JSON.stringify(awsAuth(roleArn, scalingGroup)));
}

/** The bundled scaling function against a control plane, and a CloudWatch whose alarms are what a test says. */
export class Scaler {
  /** States by the names of the alarms that exist. */
  readonly alarms = new Map<string, 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'>();
  readonly rules: readonly ScalingRule[];
  readonly #controlPlane: ControlPlane;
  readonly #folder = temporaryFolder();
  readonly #file: string;
  readonly #aws: ScriptedServer;
  readonly #containers: LambdaFunction[] = [];

  private constructor(
    controlPlane: ControlPlane,
    aws: ScriptedServer,
    entries: readonly object[],
    config: ScalingConfig,
  ) {
    this.#controlPlane = controlPlane;
    this.#aws = aws;
    this.rules = config.rules;
    this.#file = this.#folder.write('scaling.yaml', JSON.stringify(inputOf(entries)));
    copyFileSync(bundle, join(this.#folder.path, 'index.js'));
    writeFileSync(join(this.#folder.path, 'config.json'), JSON.stringify(config));
  }

  /**
   * @param entries - of `scaling`.
   * @param coolDown - seconds of every direction, which may be less than the schema allows.
   */
  static async start(controlPlane: ControlPlane, entries: readonly object[], coolDown?: number): Promise<Scaler> {
    const config = toScalingConfig(configFrom(JSON.stringify(inputOf(entries))), 'scaling.yaml');
    const scaler: { current?: Scaler } = {};
    const { server: endpoint, caData } = controlPlane;
    const cluster = { name: 'vigil', status: 'ACTIVE', endpoint, certificateAuthority: { data: caData } };
    const answers = {
      'eks:DescribeCluster': () => ({
        cluster: { ...cluster, arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/vigil' },
      }),
      'cloudwatch:DescribeAlarms': ({ AlarmNames }: Readonly<Record<string, unknown>>) => ({
        MetricAlarms: [...(scaler.current?.alarms ?? [])].flatMap(([AlarmName, StateValue]) =>
          (AlarmNames as string[]).includes(AlarmName) ? [{ AlarmName, StateValue, ActionsEnabled: true }] : [],
        ),
      }),
    };
    const aws = await startAwsOperations(() => answers, Date.now);
    const rules = config.rules.map((rule) => (coolDown === undefined ? rule : withCoolDown(rule, coolDown)));
    scaler.current = new Scaler(controlPlane, aws, entries, { ...config, rules });
    for (const rule of rules)
      for (const name of [rule.up?.alarm, rule.down?.alarm]) if (name) scaler.current.alarms.set(name, 'OK');
    return scaler.current;
  }

  /** One invocation for a change of an alarm, or of the schedule, in the warm container or in one of its own. */
  async run(alarm?: string, container = this.container()): Promise<ScalingRunResult> {
    const event =
      alarm === undefined
        ? { time: new Date().toISOString() }
        : { 'detail-type': 'CloudWatch Alarm State Change', detail: { alarmName: alarm, state: { value: 'ALARM' } } };
    const { log, error } = await container.invoke(event);
    const line = log
      .filter((one) => one.startsWith('{'))
      .map((one) => JSON.parse(one))
      .find(({ message }) => message === 'scaling');
    return { error: error === undefined ? undefined : `${error.name}: ${error.message}`, results: line?.results ?? [] };
  }

  /** The warm container, or a new one. */
  container(isNew = false): LambdaFunction {
    const [warm] = this.#containers;
    if (warm !== undefined && !isNew) return warm;
    const { accessKeyId, secretAccessKey, sessionToken } = this.#controlPlane.credentials;
    const environment = {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_ENDPOINT_URL: this.#aws.url,
    };
    const added = new LambdaFunction({ assetDirectory: this.#folder.path, environment, timeout: 30 });
    this.#containers.push(added);
    return added;
  }

  /** Runs `eks-vigil rbac --config FILE | kubectl apply -f -`. */
  async applyRbac(): Promise<void> {
    const manifest = await execute(process.execPath, [commandLine, 'rbac', '--config', this.#file]);
    await this.#controlPlane.kubectl(['apply', '-f', '-'], manifest);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#containers.map((container) => container.stop()));
    await this.#aws.stop();
    this.#folder.remove();
  }
}

function inputOf(scaling: readonly object[]): object {
  return {
    cluster: { name: 'vigil', region: 'eu-central-1' },
    metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'vigil' }] },
    targets: [{ kind: 'Deployment', namespace: 'shop', name: 'web' }],
    scaling,
  };
}

function withCoolDown({ up, down, ...rule }: ScalingRule, coolDown: number): ScalingRule {
  return { ...rule, ...(up && { up: { ...up, coolDown } }), ...(down && { down: { ...down, coolDown } }) };
}

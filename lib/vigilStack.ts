import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { eksctlCommand } from '../model/roleMapping';
import type { RuntimeConfig } from '../model/runtimeConfig';
import { createAlarms } from './alarms/alarms';
import { createLinks } from './alarms/links';
import type { VigilAlarm } from './alarms/vigilAlarm';
import { namesOf } from './config/names';
import type { Config } from './config/schema/schema';
import { toRuntimeConfig } from './config/toRuntimeConfig';
import { VigilFunction } from './vigilFunction';
import { VigilSchedule } from './vigilSchedule';

type Outputs = Readonly<Record<string, readonly [value: string, description: string]>>;

export interface VigilStackProps {
  /** One validated configuration file. */
  readonly config: Config;
  /**
   * Id of the stack in the app.
   *
   * @default - the name of the stack
   */
  readonly id?: string;
}

/** The stack that watches one cluster: the function, its role, its schedule and its alarm. */
export class VigilStack extends Stack {
  constructor(scope: Construct, { config, id }: VigilStackProps) {
    const { cluster } = config;
    const runtime = toRuntimeConfig(config);
    const names = namesOf(config);
    super(scope, id ?? names.stack, {
      stackName: names.stack,
      description: `eks-vigil: watches workloads of the EKS cluster ${cluster.name} from outside the cluster`,
      env: { region: cluster.region, ...(cluster.account === undefined ? {} : { account: cluster.account }) },
    });

    const vigil = new VigilFunction(this, 'Vigil', { config: runtime, network: config.network });
    const schedule = new VigilSchedule(this, 'Schedule', {
      function: vigil.function,
      seconds: config.seconds,
      description: `Runs eks-vigil for the EKS cluster ${cluster.name}`,
    });
    if (config.access === 'accessEntry') {
      const entry = this.#mapRole(runtime, vigil.role);
      // EKS rejects a role that IAM does not return everywhere yet. Lambda waits for it, so the function comes first.
      entry.node.addDependency(vigil.function);
      // The first run comes after the mapping.
      schedule.node.addDependency(entry);
    }
    const { logGroupName } = vigil.logGroup;
    const links = createLinks(config, cluster.region, logGroupName);
    // A dry run publishes nothing, so that every alarm would fire.
    const alarms = config.dryRun ? undefined : createAlarms(this, { config, names: names.alarms, links });
    // An alarm waits for the first runs, which come after the schedule.
    for (const alarm of Object.values(alarms ?? {})) alarm?.node.addDependency(schedule);

    const roleArn = this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: names.role });
    const outputs: Outputs = {
      RoleArn: [vigil.role.roleArn, 'IAM role to map to the RBAC group'],
      ...(config.access === 'accessEntry' ? {} : { MapRole: mapRole(runtime, roleArn) }),
      RbacHash: [runtime.rbacHash, 'Hash of the required RBAC manifest, as printed by `eks-vigil rbac`'],
      LogQueryUrl: [links.errors, 'Log of the runs that failed or published a 0, in the AWS console'],
      RunsQueryUrl: [links.runs, 'Log of all runs, in the AWS console'],
      MetricUrl: [links.health, 'Graph of the metric, in the AWS console'],
      ...(config.alarms.ticket.chronic
        ? { ShortTargetsUrl: [links.shortTargets, 'Graph of the number of short targets, in the AWS console'] }
        : {}),
      LogGroupName: [logGroupName, 'Log group of the function'],
      FunctionName: [vigil.function.functionName, 'Lambda function'],
      ScheduleName: [schedule.scheduleName, 'EventBridge Scheduler schedule'],
      ...(alarms === undefined ? {} : outputsOf(alarms.health, cluster.region)),
    };
    for (const [id, [value, description]] of Object.entries(outputs)) new CfnOutput(this, id, { value, description });
  }

  /** It is created after the role, whose unique ID EKS stores with it, and deleted before the role. */
  #mapRole({ cluster, access: { group } }: RuntimeConfig, role: IRole): CfnAccessEntry {
    return new CfnAccessEntry(this, 'AccessEntry', {
      clusterName: cluster.name,
      principalArn: role.roleArn,
      type: 'STANDARD',
      username: group,
      kubernetesGroups: [group],
    });
  }
}

function mapRole({ cluster, access: { group } }: RuntimeConfig, roleArn: string): Outputs[string] {
  return [eksctlCommand({ cluster, roleArn, group }), 'Command that maps the role to the RBAC group'];
}

/** CloudWatch notifies on a change of state only. An alarm without data has no actions, so only the next state notifies. */
function outputsOf({ alarmName, consoleUrl }: VigilAlarm, region: string): Outputs {
  const reset = `aws cloudwatch set-alarm-state --region ${region} --alarm-name ${alarmName} --state-value INSUFFICIENT_DATA --state-reason "notify again"`;
  return {
    AlarmUrl: [consoleUrl, 'The alarm `health`, in the AWS console'],
    NotifyAgain: [
      reset,
      'Command after which an alarm is evaluated and notifies again, such as after a change of its actions',
    ],
  };
}

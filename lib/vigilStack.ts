import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { mappingCommand, roleName } from './config/names';
import { rbacGroup } from './config/rbacManifest';
import type { Config } from './config/schema/schema';
import { toRuntimeConfig } from './config/toRuntimeConfig';
import { HealthAlarm } from './healthAlarm';
import { VigilFunction } from './vigilFunction';
import { VigilSchedule } from './vigilSchedule';

export interface VigilStackProps {
  /** One validated configuration file. */
  readonly config: Config;
}

/** The stack that watches one cluster: the function, its role, its schedule and its alarm. */
export class VigilStack extends Stack {
  constructor(scope: Construct, { config }: VigilStackProps) {
    const { cluster } = config;
    const runtime = toRuntimeConfig(config);
    const name = roleName(cluster);
    super(scope, name.replaceAll('_', '-'), {
      description: `eks-vigil: watches workloads of the EKS cluster ${cluster.name} from outside the cluster`,
      env: { region: cluster.region, ...(cluster.account === undefined ? {} : { account: cluster.account }) },
    });

    const vigil = new VigilFunction(this, 'Vigil', { config: runtime });
    const schedule = new VigilSchedule(this, 'Schedule', {
      function: vigil.function,
      seconds: config.seconds,
      description: `Runs eks-vigil for the EKS cluster ${cluster.name}`,
    });
    const health = new HealthAlarm(this, 'Health', { config, alarmName: `${name}-health` });
    // The alarm must not fire before the first run.
    health.alarm.node.addDependency(schedule);

    const roleArn = this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: name });
    const outputs: Readonly<Record<string, readonly [value: string, description: string]>> = {
      RoleArn: [vigil.role.roleArn, 'IAM role to map to the RBAC group'],
      MapRole: [mappingCommand(cluster, rbacGroup, roleArn), 'Command that maps the role to the RBAC group'],
      RbacHash: [runtime.rbacHash, 'Hash of the required RBAC manifest, as printed by `eks-vigil rbac`'],
      AlarmUrl: [health.consoleUrl, 'The alarm in the AWS console'],
    };
    for (const [id, [value, description]] of Object.entries(outputs)) new CfnOutput(this, id, { value, description });
  }
}

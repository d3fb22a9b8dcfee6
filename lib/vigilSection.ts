import { Stack } from 'aws-cdk-lib';
import { eksctlCommand } from '../model/roleMapping';
import type { RuntimeAccess } from '../model/runtimeConfig';
import type { VigilAlarm } from './alarms/vigilAlarm';
import type { SectionId } from './config/names';
import type { Config } from './config/schema/schema';
import type { EksFunction } from './eksFunction';

/** Outputs of the stack by their names. */
export type Outputs = Readonly<Record<string, readonly [value: string, description: string]>>;

/** What the stack has for a key of the configuration that has a function of its own. */
export interface VigilSection {
  readonly id: SectionId;
  readonly access: RuntimeAccess;
  readonly function: EksFunction;
  /** Name of its schedule. */
  readonly scheduleName: string;
  /** Its alarms that call the actions for tickets. None in a dry run. */
  readonly ticketAlarms: readonly VigilAlarm[];
  /** Beside those of every section. Their names begin with that of the section. */
  readonly outputs: Outputs;
}

/** The command that maps the role of a section to its group in the ConfigMap `aws-auth`. */
export function mapSectionCommand({ access, function: eksFunction }: VigilSection, cluster: Config['cluster']): string {
  // The ARN is known before the role exists.
  const role = { service: 'iam', region: '', resource: 'role', resourceName: access.roleName };
  return eksctlCommand({ cluster, roleArn: Stack.of(eksFunction).formatArn(role), group: access.group });
}

/** The outputs of a section: the same ones as of the vigil, with the name of the section before them. */
export function outputsOfSection(
  section: VigilSection,
  { access, cluster }: Pick<Config, 'access' | 'cluster'>,
): Outputs {
  const { id, function: eksFunction, scheduleName, outputs } = section;
  const prefix = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
  const what = `the function of \`${id}\``;
  const { role, logGroup, function: lambda } = eksFunction;
  return {
    [`${prefix}RoleArn`]: [role.roleArn, `IAM role of ${what}, to map to its RBAC group`],
    ...(access === 'accessEntry'
      ? {}
      : { [`${prefix}MapRole`]: [mapSectionCommand(section, cluster), `Command that maps the role of ${what}`] }),
    [`${prefix}FunctionName`]: [lambda.functionName, `Lambda function of \`${id}\``],
    [`${prefix}LogGroupName`]: [logGroup.logGroupName, `Log group of ${what}`],
    [`${prefix}ScheduleName`]: [scheduleName, `EventBridge Scheduler schedule of \`${id}\``],
    ...outputs,
  };
}

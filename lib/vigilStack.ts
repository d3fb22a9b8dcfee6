import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { eksctlCommand } from '../model/roleMapping';
import { type QueryName, savedQueries } from './alarms/savedQueries';
import type { VigilAlarm } from './alarms/vigilAlarm';
import { configHash } from './config/configHash';
import { namesOf } from './config/names';
import type { Config } from './config/schema/schema';
import { Vigil } from './vigil';
import { type Outputs, outputsOfSection } from './vigilSection';

export interface VigilStackProps {
  /** One validated configuration file. */
  readonly config: Config;
  /**
   * Id of the stack in the app.
   *
   * @default - the name of the stack
   */
  readonly id?: string;
  /** Path of the configuration file, for commands in messages of the function. @default - none */
  readonly file?: string | undefined;
}

/** The stack that watches one cluster. */
export class VigilStack extends Stack {
  constructor(scope: Construct, { config, id, file }: VigilStackProps) {
    const { cluster } = config;
    const names = namesOf(config);
    super(scope, id ?? names.stack, {
      stackName: names.stack,
      description: `eks-vigil: watches workloads of the EKS cluster ${cluster.name} from outside the cluster`,
      env: { region: cluster.region, ...(cluster.account === undefined ? {} : { account: cluster.account }) },
    });
    // With this id, logical IDs are as if the resources were in the stack itself.
    const vigil = new Vigil(this, 'Default', { config, file });
    for (const [id, [value, description]] of Object.entries(outputsOf(vigil, config))) {
      new CfnOutput(this, id, { value, description });
    }
  }
}

function outputsOf(
  { runtime, vigilFunction, schedule, links, topics, alarms, dashboard, watchdog, notifier, sections, roleArn }: Vigil,
  config: Config,
): Outputs {
  const {
    access,
    alarms: { ticket },
    cluster,
  } = config;
  return {
    RoleArn: [vigilFunction.role.roleArn, 'IAM role to map to the RBAC group'],
    ...(access === 'accessEntry'
      ? {}
      : {
          MapRole: [
            eksctlCommand({ cluster, roleArn, group: runtime.access.group }),
            'Command that maps the role to the RBAC group',
          ],
        }),
    ConfigHash: [configHash(config), 'Hash of the configuration, which `eks-vigil doctor` compares with the file'],
    RbacHash: [runtime.rbacHash, 'Hash of the required RBAC manifest, as printed by `eks-vigil rbac`'],
    LogQueryUrl: [links.errors, 'Log of the runs that failed or published a 0, in the AWS console'],
    RunsQueryUrl: [links.runs, 'Log of all runs, in the AWS console'],
    ...outputsOfQueries(links.queries),
    ...(dashboard === undefined ? {} : { DashboardUrl: [dashboard.consoleUrl, 'The dashboard, in the AWS console'] }),
    MetricUrl: [links.health, 'Graph of the metric, in the AWS console'],
    ...(runtime.metric.ticketName === undefined
      ? {}
      : { TicketMetricUrl: [links.ticket, 'Graph of the metric of the severity ticket, in the AWS console'] }),
    ...(ticket.chronic
      ? { ShortTargetsUrl: [links.shortTargets, 'Graph of the number of short targets, in the AWS console'] }
      : {}),
    LogGroupName: [vigilFunction.logGroup.logGroupName, 'Log group of the function'],
    FunctionName: [vigilFunction.function.functionName, 'Lambda function'],
    ScheduleName: [schedule.scheduleName, 'EventBridge Scheduler schedule'],
    ...(topics.page === undefined
      ? {}
      : { PageTopicArn: [topics.page.topicArn, 'SNS topic that sends the pages by email'] }),
    ...(topics.ticket === undefined
      ? {}
      : { TicketTopicArn: [topics.ticket.topicArn, 'SNS topic that sends the tickets by email'] }),
    ...(alarms === undefined ? {} : outputsOfAlarm(alarms.health, cluster.region)),
    ...(notifier === undefined
      ? {}
      : {
          NotifyLogGroupName: [
            notifier.logGroup.logGroupName,
            'Log group of the function that reports why alarms change',
          ],
          NotifyFailuresUrl: [notifier.failures.queueUrl, 'SQS queue of events that could not be reported'],
        }),
    ...(watchdog === undefined
      ? {}
      : {
          WatchdogTopicArn: [watchdog.topic.topicArn, 'SNS topic for the Watchdog of Alertmanager'],
          WatchdogUrl: [watchdog.messages, 'Graph of the messages of Alertmanager, in the AWS console'],
        }),
    ...Object.assign({}, ...sections.map((section) => outputsOfSection(section, config))),
  };
}

function outputsOfQueries(links: Vigil['links']['queries']): Outputs {
  const names = Object.keys(savedQueries) as QueryName[];
  return Object.fromEntries(
    names.map((name) => [savedQueries[name].output, [links[name], savedQueries[name].description] as const]),
  );
}

/** CloudWatch notifies on a change of state only. An alarm without data has no actions, so only the next state notifies. */
function outputsOfAlarm({ alarmName, consoleUrl }: VigilAlarm, region: string): Outputs {
  const reset = `aws cloudwatch set-alarm-state --region ${region} --alarm-name ${alarmName} --state-value INSUFFICIENT_DATA --state-reason "notify again"`;
  return {
    AlarmUrl: [consoleUrl, 'The alarm `health`, in the AWS console'],
    NotifyAgain: [
      reset,
      'Command after which an alarm is evaluated and notifies again, such as after a change of its actions',
    ],
  };
}

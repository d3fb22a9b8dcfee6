import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IAlarm, IAlarmAction, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaAction, SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { eksctlCommand } from '../model/roleMapping';
import { healthMetric } from './alarms/alarms';
import type { SectionId } from './config/names';
import type { Config } from './config/schema/schema';
import { fullManifest } from './config/sections';
import { configOf, propsFrom } from './configOfProps';
import type { EksVigilProps } from './eksVigilProps';
import { Vigil } from './vigil';
import { mapSectionCommand, type VigilSection } from './vigilSection';

/** The alarms of a vigil. Undefined are those that the configuration turns off; in a dry run, all of them. */
export interface EksVigilAlarms {
  /** For the person on call: fires if the metric is 0 or missing. */
  readonly health?: IAlarm;
  /** For a ticket: fires if the metric of the targets with `severity: ticket` is 0 or missing. Undefined if there are none. */
  readonly ticket?: IAlarm;
  /** For a ticket: fires if health was often unknown. */
  readonly blind?: IAlarm;
  /** For a ticket: fires if targets are short of what they need again and again. */
  readonly chronic?: IAlarm;
  /** For the person on call: fires if Alertmanager sends no Watchdog. */
  readonly watchdog?: IAlarm;
}

/** A section of the configuration that has a function, a role and a group of its own. */
export interface EksVigilSection {
  readonly function: IFunction;
  /** Its role, which has to be mapped to the group unless `access` is `accessEntry`. */
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  /** The Kubernetes group that the RBAC manifest grants what this section needs. */
  readonly group: string;
  /** The command that maps the role to the group in the ConfigMap `aws-auth`. */
  readonly mapRoleCommand: string;
}

/**
 * Watches the workloads of an EKS cluster from outside the cluster: a scheduled Lambda function that publishes one CloudWatch
 * metric, and the alarms on it. Its stack must be in the region of the cluster.
 */
export class EksVigil extends Construct {
  /** The function that reads the workloads. */
  readonly function: IFunction;
  /** Its role, which has to be mapped to the RBAC group unless `access` is `accessEntry`. */
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  readonly alarms: EksVigilAlarms;
  /** The Kubernetes group that the RBAC manifest grants the reads to. */
  readonly group: string;
  /** The RBAC objects that this configuration needs, such as for `cluster.addManifest('VigilRbac', ...vigil.rbacManifest)`. */
  readonly rbacManifest: Record<string, unknown>[];
  /** The command that maps the role to the group in the ConfigMap `aws-auth`. */
  readonly mapRoleCommand: string;
  /** What the sections of the configuration with a function of their own have, such as `sections.scaling`. */
  readonly sections: Readonly<Partial<Record<SectionId, EksVigilSection>>>;
  /** The topic for the Watchdog, such as for `watchdogTopic.grantPublish(role)`. Undefined unless `watchdog` is configured. */
  readonly watchdogTopic?: ITopic;
  readonly #config: Config;

  /**
   * Watches what a configuration file names.
   *
   * @param path - of the file, relative to the working directory.
   * @param overrides - what replaces the keys of the file. @default - nothing
   * @throws Error with all problems of the configuration.
   */
  static fromFile(scope: Construct, id: string, path: string, overrides: Partial<EksVigilProps> = {}): EksVigil {
    return new EksVigil(scope, id, { ...propsFrom(path), ...overrides });
  }

  /** @throws Error with all problems of the configuration, or if the stack is in another region. */
  constructor(scope: Construct, id: string, props: EksVigilProps) {
    super(scope, id);
    const { config, clusterName, warnings } = configOf(props);
    rejectOtherRegion(Stack.of(this).region, config.cluster.region);
    for (const warning of warnings) Annotations.of(this).addWarningV2('eks-vigil:configuration', warning);
    // With this id, logical IDs are as if the resources were in this construct itself.
    const vigil = new Vigil(this, 'Default', { config, ...(clusterName === undefined ? {} : { clusterName }) });
    const { health, ticket, blind, chronic } = vigil.alarms ?? {};
    const watchdog = vigil.watchdog?.alarm;
    addActions([health?.alarm, watchdog?.alarm], props.pageActions);
    const ofSections = vigil.sections.flatMap(({ ticketAlarms }) => ticketAlarms);
    addActions(
      [ticket, blind, chronic, ...ofSections].map((one) => one?.alarm),
      props.ticketActions,
    );
    this.#config = config;
    this.function = vigil.vigilFunction.function;
    this.role = vigil.vigilFunction.role;
    this.logGroup = vigil.vigilFunction.logGroup;
    this.alarms = {
      ...(health === undefined ? {} : { health: health.alarm }),
      ...(ticket === undefined ? {} : { ticket: ticket.alarm }),
      ...(blind === undefined ? {} : { blind: blind.alarm }),
      ...(chronic === undefined ? {} : { chronic: chronic.alarm }),
      ...(watchdog === undefined ? {} : { watchdog: watchdog.alarm }),
    };
    if (vigil.watchdog !== undefined) this.watchdogTopic = vigil.watchdog.topic;
    this.group = vigil.runtime.access.group;
    const cluster = { ...config.cluster, name: clusterName ?? config.cluster.name };
    this.rbacManifest = fullManifest(config).map((object) => ({ ...object }));
    this.sections = Object.fromEntries(
      vigil.sections.map((section) => [section.id, describeSection(section, cluster)]),
    );
    this.mapRoleCommand = eksctlCommand({ cluster, roleArn: vigil.roleArn, group: this.group });
  }

  /** The metric of the cluster health: 1 = all healthy, 0 = at least one is not, no data = health is unknown. */
  metricHealth(options: MetricOptions = {}): Metric {
    return healthMetric(this.#config).with(options);
  }
}

function describeSection(section: VigilSection, cluster: Config['cluster']): EksVigilSection {
  const { function: lambda, role, logGroup } = section.function;
  const mapRoleCommand = mapSectionCommand(section, cluster);
  return { function: lambda, role, logGroup, group: section.access.group, mapRoleCommand };
}

/** The alarms and the metric are in the stack's region, and the function publishes to the cluster's. */
function rejectOtherRegion(ofStack: string, ofCluster: string): void {
  if (Token.isUnresolved(ofStack) || ofStack === ofCluster) return;
  throw new Error(
    `EksVigil: the cluster is in ${ofCluster}, but the stack is in ${ofStack}. Create the construct in a stack with env: { region: '${ofCluster}' }.`,
  );
}

/** What can act on OK is also called when the alarm returns to OK. */
function addActions(alarms: readonly (ActionableAlarm | undefined)[], actions: readonly IAlarmAction[] = []): void {
  const onOk = actions.filter((action) => action instanceof SnsAction || action instanceof LambdaAction);
  for (const alarm of alarms) {
    alarm?.addAlarmAction(...actions);
    alarm?.addOkAction(...onOk);
  }
}

type ActionableAlarm = NonNullable<Vigil['alarms']>['health']['alarm'];

import { Stack, Tags } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RuntimeConfig } from '../model/runtimeConfig';
import { type Alarms, createAlarms } from './alarms/alarms';
import { createLinks, type VigilLinks } from './alarms/vigilLinks';
import { namesOf, type VigilNames } from './config/names';
import type { Config } from './config/schema/schema';
import { toRuntimeConfig } from './config/toRuntimeConfig';
import { PodMetrics } from './podMetrics/podMetrics';
import { Scaling } from './scaling/scaling';
import { VigilDashboard } from './vigilDashboard';
import { VigilFunction } from './vigilFunction';
import { VigilMaintenance } from './vigilMaintenance';
import { VigilNotifier } from './vigilNotifier';
import { VigilQueries } from './vigilQueries';
import { VigilSchedule } from './vigilSchedule';
import type { VigilSection } from './vigilSection';
import { VigilTopics } from './vigilTopics';
import { VigilWatchdog } from './vigilWatchdog';
import { ZoneTraffic } from './zoneTraffic/zoneTraffic';

export interface VigilProps {
  /** One validated configuration. */
  readonly config: Config;
  /**
   * Name of the EKS cluster if it is known at deployment only: a token.
   *
   * @default - the name in the configuration
   */
  readonly clusterName?: string;
  /** Path of the configuration file, for commands in messages of the function. @default - none */
  readonly file?: string | undefined;
}

/** What watches one cluster: the function, its role, its schedule and its alarms, and the topic for the Watchdog. */
export class Vigil extends Construct {
  readonly names: VigilNames;
  readonly runtime: RuntimeConfig;
  readonly vigilFunction: VigilFunction;
  readonly schedule: VigilSchedule;
  readonly links: VigilLinks;
  readonly topics: VigilTopics;
  /** Undefined in a dry run. */
  readonly alarms: Alarms | undefined;
  /** Undefined unless it is configured. */
  readonly dashboard: VigilDashboard | undefined;
  /** Undefined unless it is configured. */
  readonly watchdog: VigilWatchdog | undefined;
  /** Undefined unless it is configured, and in a dry run. */
  readonly notifier: VigilNotifier | undefined;
  /** The configured sections, each with a function of its own. */
  readonly sections: readonly VigilSection[];

  constructor(scope: Construct, id: string, { config: given, clusterName, file }: VigilProps) {
    super(scope, id);
    this.names = namesOf(given);
    this.runtime = toRuntimeConfig(given, file);
    const config = clusterName === undefined ? given : { ...given, cluster: { ...given.cluster, name: clusterName } };
    const { cluster } = config;
    this.vigilFunction = new VigilFunction(this, 'Vigil', {
      config: this.runtime,
      clusterName,
      options: config.function,
      logging: config.logging,
      network: config.network,
      heartbeat: config.heartbeat,
    });
    this.schedule = new VigilSchedule(this, 'Schedule', {
      function: this.vigilFunction.function,
      seconds: config.seconds,
      description: `Runs eks-vigil for the EKS cluster ${cluster.name}`,
    });
    if (config.access === 'accessEntry') {
      // The first run comes after the mapping.
      this.schedule.node.addDependency(this.vigilFunction.mapRole(this, cluster.name));
    }
    this.links = createLinks(config, cluster.region, this.vigilFunction.logGroup.logGroupName);
    const { names, links } = this;
    // Also in a dry run, so that the addresses are confirmed before the first alarm.
    this.topics = new VigilTopics(this, 'Topics', { config, names });
    const notifying = callTopics(config, this.topics);
    // A dry run publishes nothing, so that every alarm would fire.
    this.alarms = config.dryRun
      ? undefined
      : createAlarms(this, { config: notifying, names: names.alarms, links, file });
    // An alarm waits for the first runs, which come after the schedule.
    for (const alarm of Object.values(this.alarms ?? {})) alarm?.node.addDependency(this.schedule);
    const { logGroup } = this.vigilFunction;
    const { format } = config.logging;
    new VigilQueries(this, 'Queries', { folder: names.stack, logGroupName: logGroup.logGroupName, format });
    const { permissionsBoundary } = config.function;
    if (permissionsBoundary !== undefined) {
      PermissionsBoundary.of(this).apply(ManagedPolicy.fromManagedPolicyArn(this, 'Boundary', permissionsBoundary));
    }
    for (const [key, value] of Object.entries(config.tags)) Tags.of(this).add(key, value);
    this.watchdog = config.watchdog?.topic
      ? new VigilWatchdog(this, 'Watchdog', { config: notifying, names })
      : undefined;
    const topics = config.notify?.topics;
    this.notifier =
      topics === undefined || this.alarms === undefined
        ? undefined
        : new VigilNotifier(this, 'Notifier', {
            config,
            file,
            topics,
            alarms: { ...this.alarms, watchdog: this.watchdog?.alarm },
            logGroup: this.vigilFunction.logGroup,
            logLink: links.errors,
          });
    const { ticket } = notifying.alarms;
    const { zoneTraffic } = config;
    const section = { config: given, clusterName, file };
    this.sections = [
      ...(config.podMetrics === undefined ? [] : [new PodMetrics(this, 'PodMetrics', { ...section, ticket })]),
      ...(config.scaling === undefined ? [] : [new Scaling(this, 'Scaling', { ...section, ticket })]),
      ...(zoneTraffic === undefined ? [] : [new ZoneTraffic(this, 'ZoneTraffic', { ...section, zoneTraffic, ticket })]),
    ];
    new VigilMaintenance(this, 'Maintenance', {
      windows: config.maintenance,
      names,
      alarms: this.#existingAlarms(),
      sectionAlarms: this.#sectionAlarms(),
    });
    this.dashboard = config.dashboard ? this.#createDashboard(config) : undefined;
  }

  #existingAlarms(): Readonly<Partial<Record<keyof VigilNames['alarms'], Alarm>>> {
    const all = Object.entries({ ...this.alarms, watchdog: this.watchdog?.alarm });
    return Object.fromEntries(all.flatMap(([id, one]) => (one === undefined ? [] : [[id, one.alarm] as const])));
  }

  #sectionAlarms(): Alarm[] {
    return this.sections.flatMap(({ ticketAlarms }) => ticketAlarms.map(({ alarm }) => alarm));
  }

  #createDashboard({ cluster, alarms: { page, ticket } }: Config): VigilDashboard {
    const { names, runtime, vigilFunction } = this;
    return new VigilDashboard(this, 'Overview', {
      name: names.dashboard,
      cluster: cluster.name,
      runtime,
      function: vigilFunction.function,
      logGroup: vigilFunction.logGroup,
      alarms: [...Object.values(this.#existingAlarms()), ...this.#sectionAlarms()],
      runbooks: [...new Set([page.runbook, ticket.runbook])].flatMap((url) => url ?? []),
    });
  }

  /** ARN of the role, which is known before it exists. */
  get roleArn(): string {
    const { role: resourceName } = this.names;
    return Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'role', resourceName });
  }
}

/** The alarms call the topics of the stack beside their configured actions. */
function callTopics(config: Config, topics: VigilTopics): Config {
  const add = <T extends Config['alarms']['page' | 'ticket']>(alarm: T, topic: VigilTopics['page']): T => {
    const own = topic === undefined ? [] : [topic.topicArn];
    return { ...alarm, actions: [...alarm.actions, ...own], okActions: [...alarm.okActions, ...own] };
  };
  const { page, ticket } = config.alarms;
  return { ...config, alarms: { ...config.alarms, page: add(page, topics.page), ticket: add(ticket, topics.ticket) } };
}

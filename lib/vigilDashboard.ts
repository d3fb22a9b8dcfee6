import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { healthMetrics } from '../model/healthMetrics';
import type { RuntimeConfig, RuntimeMetric } from '../model/runtimeConfig';
import { dashboardLink } from './alarms/consoleLinks';
import { newestRunQuery, savedQueries } from './alarms/savedQueries';

export interface VigilDashboardProps {
  readonly name: string;
  /** Name of the EKS cluster, which may be a token. */
  readonly cluster: string;
  readonly runtime: RuntimeConfig;
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  /** None in a dry run. */
  readonly alarms: readonly IAlarm[];
  /** URLs of the runbooks of a user. */
  readonly runbooks: readonly string[];
}

const width = 24;
const half = width / 2;

/** A dashboard that shows one vigil. Source of the price: Amazon CloudWatch Pricing, "Dashboards". */
export class VigilDashboard extends Construct {
  readonly dashboard: Dashboard;
  /** URL of the dashboard in the AWS console. */
  readonly consoleUrl: string;

  constructor(scope: Construct, id: string, props: VigilDashboardProps) {
    super(scope, id);
    const { name, runtime, alarms, logGroup } = props;
    const { format } = runtime.logging;
    const query = (title: string, queryString: string, height: number) =>
      new LogQueryWidget({
        title,
        queryString,
        logGroupNames: [logGroup.logGroupName],
        view: LogQueryVisualizationType.TABLE,
        width,
        height,
      });
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: name, defaultInterval: Duration.hours(12) });
    this.dashboard.addWidgets(
      new TextWidget({ markdown: describe(props), width, height: 2 }),
      ...(alarms.length === 0
        ? []
        : [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width, height: 3 })]),
      ...healthWidgets(runtime),
      query('Not healthy now (the newest run)', newestRunQuery[format], 4),
      query('Recent changes', savedQueries.changes.query[format], 7),
      ...functionWidgets(props.function, runtime.seconds),
    );
    this.consoleUrl = dashboardLink(Stack.of(this).region, name);
    Annotations.of(this).addInfo(
      `The dashboard ${name}: three dashboards are free in an account, then each costs 3 USD a month.`,
    );
  }
}

function describe({ cluster, runbooks }: VigilDashboardProps): string {
  const links = runbooks.map((url) => ` [Runbook](${url})`).join('');
  return `**EKS cluster ${cluster}**, watched from outside by eks-vigil. 1: all targets are healthy. 0: at least one is unhealthy. No data: health is unknown.${links}`;
}

function healthWidgets({ metric, seconds }: RuntimeConfig): IWidget[] {
  const { shortTargetsName } = metric;
  const short = shortTargetsName === undefined ? [] : [metricOf(metric, shortTargetsName, Stats.MAXIMUM, seconds)];
  return [
    new GraphWidget({
      title: 'Health: 1 healthy, 0 unhealthy, a gap is unknown',
      left: healthMetrics(metric).map(({ name }) => metricOf(metric, name, Stats.MINIMUM, seconds)),
      leftYAxis: { min: 0, max: 1, showUnits: false },
      width: short.length === 0 ? width : half,
      height: 5,
    }),
    ...(short.length === 0
      ? []
      : [
          new GraphWidget({
            title: 'Targets that are short of what they need',
            left: short,
            leftYAxis: { min: 0, showUnits: false },
            width: half,
            height: 5,
          }),
        ]),
  ];
}

function metricOf({ namespace, dimensions }: RuntimeMetric, metricName: string, statistic: string, seconds: number) {
  return new Metric({
    namespace,
    metricName,
    dimensionsMap: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])),
    statistic,
    period: Duration.seconds(seconds),
  });
}

function functionWidgets(one: IFunction, seconds: number): IWidget[] {
  const period = Duration.seconds(Math.max(seconds, 300));
  return [
    new GraphWidget({
      title: 'Duration of a run',
      left: [
        one.metricDuration({ statistic: Stats.AVERAGE, period }),
        one.metricDuration({ statistic: Stats.MAXIMUM, period }),
      ],
      leftYAxis: { min: 0 },
      width: half,
      height: 5,
    }),
    new GraphWidget({
      title: 'Runs that failed, were throttled or did not happen',
      left: [one.metricErrors({ period }), one.metricThrottles({ period }), one.metricInvocations({ period })],
      leftYAxis: { min: 0 },
      width: half,
      height: 5,
    }),
  ];
}

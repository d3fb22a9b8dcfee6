import { configHash } from '../../../lib/config/configHash';
import { loadConfig } from '../../../lib/config/load';
import { toRuntimeConfig } from '../../../lib/config/toRuntimeConfig';
import { minute, now } from '../../support/objects/clock';
import type { AwsAnswers } from '../../support/servers/awsOperations';
import { AwsFailure } from '../../support/servers/awsOperations';

/** AWS as it answers when every link of a chain is ok. */

export const account = '111122223333';
export const topic = `arn:aws:sns:eu-central-1:${account}:on-call`;
export const role = `arn:aws:iam::${account}:role/eks-vigil-eu-central-1-prod`;
export const stackName = 'eks-vigil-eu-central-1-prod';
export const functionName = 'vigil-function';
const key = `arn:aws:kms:eu-central-1:${account}:key/1`;

/** The times of values, in seconds since the epoch, the newest first. */
const minutes = Array.from({ length: 10 }, (_, index) => (now - (index + 1) * minute) / 1000);

/** One value for each of the last minutes. */
export function series(value: number | ((index: number) => number), times = minutes) {
  return { Timestamps: times, Values: times.map((_, index) => (typeof value === 'number' ? value : value(index))) };
}

const none = { Timestamps: [], Values: [] };

/** The history of the metrics, by the id of the query. */
export const history = {
  invocations: series(1),
  errors: none,
  throttles: none,
  values: series(1),
  counts: series(1),
};

/** GetMetricData for a history. */
export function metricData(given: Readonly<Record<string, object>>) {
  return ({ MetricDataQueries: queries }: Readonly<Record<string, unknown>>) => ({
    MetricDataResults: (queries as { Id: string }[]).map(({ Id }) => ({ Id, StatusCode: 'Complete', ...given[Id] })),
  });
}

/** A policy of one statement about CloudWatch. */
export function policy(statement: object): string {
  const { Service } = { Service: 'cloudwatch.amazonaws.com' };
  return JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service }, Resource: '*', ...statement }] });
}

export const topicAttributes = {
  SubscriptionsConfirmed: '1',
  SubscriptionsPending: '0',
  KmsMasterKeyId: key,
  Policy: policy({ Action: 'sns:Publish', Condition: { StringEquals: { 'aws:SourceAccount': account } } }),
};

/** The outputs of the stack of a configuration. */
export function outputs(configText: string): Readonly<Record<string, string>> {
  const { config } = loadConfig('prod.yaml', configText);
  if (config === undefined) throw new Error('the configuration is not valid');
  return {
    FunctionName: functionName,
    ScheduleName: 'vigil-schedule',
    LogGroupName: 'vigil-log',
    RbacHash: toRuntimeConfig(config).rbacHash,
    ConfigHash: configHash(config),
  };
}

/** DescribeStacks for a stack with these outputs. */
export function stackWith(given: Readonly<Record<string, string>>, StackStatus = 'UPDATE_COMPLETE') {
  const Outputs = Object.entries(given).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  return () => ({ Stacks: [{ StackName: stackName, StackStatus, CreationTime: new Date(now), Outputs }] });
}

/** DescribeCluster for a public cluster at a server. */
export function clusterAt(server: { readonly url: string; readonly caData: string }, more: object = {}) {
  return () => ({
    cluster: {
      name: 'prod',
      arn: `arn:aws:eks:eu-central-1:${account}:cluster/prod`,
      status: 'ACTIVE',
      endpoint: server.url,
      certificateAuthority: { data: server.caData },
      resourcesVpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] },
      accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
      ...more,
    },
  });
}

/** An alarm that CloudWatch returns. */
export function alarm(suffix: string, more: object = {}) {
  return {
    AlarmName: `${stackName}-${suffix}`,
    StateValue: 'OK',
    ActionsEnabled: true,
    AlarmActions: [topic],
    OKActions: [topic],
    ...more,
  };
}

const target = { Arn: `arn:aws:lambda:eu-central-1:${account}:function:${functionName}`, RoleArn: role };
export const schedule = {
  Name: 'vigil-schedule',
  State: 'ENABLED',
  ScheduleExpression: 'cron(* * * * ? *)',
  Target: target,
};
export const keyPolicy = { Policy: policy({ Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }) };
export const keyMetadata = { KeyId: '1', Arn: key, KeyState: 'Enabled', KeyManager: 'CUSTOMER' };

/** Everything is deployed and works. */
export function working(server: { readonly url: string; readonly caData: string }, configText: string): AwsAnswers {
  return {
    'sts:GetCallerIdentity': () => ({ Account: account, Arn: `arn:aws:iam::${account}:user/ada`, UserId: 'AIDA' }),
    'eks:DescribeCluster': clusterAt(server),
    'eks:DescribeAccessEntry': () => new AwsFailure('ResourceNotFoundException', 'no such access entry', 404),
    'cloudformation:DescribeStacks': stackWith(outputs(configText)),
    'lambda:GetFunctionConfiguration': () => ({
      FunctionName: functionName,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Runtime: 'nodejs24.x',
      Role: role,
    }),
    'scheduler:GetSchedule': () => schedule,
    'cloudwatch:GetMetricData': metricData(history),
    'cloudwatch:DescribeAlarms': () => ({ MetricAlarms: ['health', 'blind', 'chronic'].map((one) => alarm(one)) }),
    'cloudwatch:ListAlarmMuteRules': () => ({ AlarmMuteRuleSummaries: [] }),
    'sns:GetTopicAttributes': () => ({ Attributes: new Map(Object.entries(topicAttributes)) }),
    'kms:DescribeKey': () => ({ KeyMetadata: keyMetadata }),
    'kms:GetKeyPolicy': () => keyPolicy,
  };
}

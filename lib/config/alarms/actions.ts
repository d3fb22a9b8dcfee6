import { partitionOf } from '../partitions';

/** A service that an alarm can call. */
interface ActionKind {
  readonly service: string;
  readonly name: string;
  /** What follows the account id in the ARN. */
  readonly resource: RegExp;
  readonly example: string;
  /** Whether it also acts when the alarm returns to OK. */
  readonly onOk: boolean;
  /** Whether its ARN has no region. @default false */
  readonly isGlobal?: boolean;
}

/**
 * Source: Amazon CloudWatch API Reference, PutMetricAlarm (`AlarmActions`, `OKActions`), and Amazon CloudWatch User Guide, "Alarm
 * actions" (OpsItems, incidents and investigations are created only for the state ALARM).
 */
const kinds: readonly ActionKind[] = [
  { service: 'sns', name: 'SNS topic', resource: /^[-\w]+(\.fifo)?$/, example: 'on-call', onOk: true },
  {
    service: 'lambda',
    name: 'Lambda function',
    resource: /^function:[-\w]+(:[-\w$]+)?$/,
    example: 'function:NAME',
    onOk: true,
  },
  {
    service: 'autoscaling',
    name: 'Auto Scaling policy',
    resource: /^scalingPolicy:[^:]+:(autoScalingGroupName|resource)\/.+:policyName\/.+$/,
    example: 'scalingPolicy:ID:autoScalingGroupName/GROUP:policyName/NAME',
    onOk: true,
  },
  {
    service: 'ssm',
    name: 'Systems Manager OpsItem',
    resource: /^opsitem:[1-4](#CATEGORY=(Availability|Cost|Performance|Recovery|Security))?$/,
    example: 'opsitem:1#CATEGORY=Availability',
    onOk: false,
  },
  {
    service: 'ssm-incidents',
    name: 'Incident Manager response plan',
    resource: /^response-?plan\/.+$/,
    example: 'response-plan/NAME',
    onOk: false,
    isGlobal: true,
  },
  {
    service: 'aiops',
    name: 'CloudWatch investigation group',
    resource: /^investigation-group[:/].+$/,
    example: 'investigation-group/ID',
    onOk: false,
  },
];

/** They act on the instance of an EC2 metric. */
const instanceActions: ReadonlySet<string> = new Set(['automate', 'swf']);

/** Whether an action also acts when the alarm returns to OK. */
export function actsOnOk(arn: string): boolean {
  return kindOf(arn)?.onOk === true;
}

/** Whether an action is a Lambda function, which needs a permission for the alarm. */
export function isLambdaAction(arn: string): boolean {
  return kindOf(arn)?.service === 'lambda';
}

/**
 * Why CloudWatch cannot carry out an action: it never checks that itself. Undefined if nothing is known against it.
 *
 * @param arn - any ARN.
 * @param region - the region of the alarm.
 * @param state - the state for which the action is configured.
 */
export function describeActionProblem(arn: string, region: string, state: 'ALARM' | 'OK'): string | undefined {
  const [, partition, service = '', where, account = '', ...rest] = arn.split(':');
  const kind = kindOf(arn);
  if (kind === undefined) {
    return instanceActions.has(service)
      ? 'it acts on the instance of an EC2 metric, and this alarm has none'
      : `an alarm cannot call the service ${service}; expected ${listNames()}`;
  }
  const expected = partitionOf(region);
  if (partition !== expected) return `it is in the partition ${partition}, but ${region} is in ${expected}`;
  const home = kind.isGlobal === true ? '' : region;
  const pattern = `arn:${expected}:${service}:${home}:111122223333:${kind.example}`;
  if (where !== home) {
    return kind.isGlobal === true
      ? `the ARN of an ${kind.name} has no region, such as ${pattern}`
      : `it is in the region ${where || '(none)'}, but an alarm can only call actions in its own region, ${region}`;
  }
  if (!/^\d{12}$/.test(account) || !kind.resource.test(rest.join(':'))) {
    return `not an ARN of the kind ${kind.name}, such as ${pattern}`;
  }
  return state === 'OK' && !kind.onOk ? `the kind ${kind.name} only acts in the state ALARM` : undefined;
}

function kindOf(arn: string): ActionKind | undefined {
  const service = arn.split(':')[2];
  return kinds.find((kind) => kind.service === service);
}

function listNames(): string {
  const names = kinds.map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

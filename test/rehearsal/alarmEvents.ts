import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeployedStack, FunctionOfStack } from './deployedStack';
import { type Ground, region } from './ground';

/** A change of an alarm. */
export interface Change {
  /** What follows the name of the stack in that of the alarm. */
  readonly role: string;
  readonly state: 'ALARM' | 'OK';
  /** In milliseconds since the epoch: a full minute. */
  readonly at: number;
  /** What CloudWatch evaluated, one for each minute until then. -1 is a missing value. */
  readonly values: readonly number[];
  /** The function that EventBridge invokes. */
  readonly invokes: FunctionOfStack;
}

interface AlarmState {
  readonly StateValue: string;
  readonly StateReason: string;
  readonly StateReasonData: string;
  readonly AlarmArn: string;
  readonly AlarmName: string;
  readonly Metrics: readonly unknown[];
}

interface Rule {
  readonly State: string;
  readonly EventPattern: string;
  readonly Arn: string;
}

interface Permission {
  readonly Action: string;
  readonly Principal: { readonly Service: string };
  readonly Condition: { readonly ArnLike: Readonly<Record<string, string>> };
}

const minute = 60_000;

/**
 * Changes the state of a deployed alarm, and returns what EventBridge sends of it to the function.
 * Source: Amazon CloudWatch User Guide, "Alarm events and EventBridge".
 *
 * @throws Error if EventBridge would not or could not invoke the function.
 */
export async function changeAlarm(ground: Ground, stack: DeployedStack, change: Change): Promise<unknown> {
  const { role, state, at, values } = change;
  const name = `${stack.name}-${role}`;
  const before = await readAlarm(ground, name);
  const startDate = timestamp(at - values.length * minute);
  const reasonData = { version: '1.0', queryDate: timestamp(at), startDate, period: 60, recentDatapoints: values };
  const file = join(ground.folder, 'state.json');
  const set = {
    AlarmName: name,
    StateValue: state,
    StateReason: 'Threshold Crossed',
    StateReasonData: JSON.stringify(reasonData),
  };
  writeFileSync(file, JSON.stringify(set));
  await ground.run(`aws cloudwatch set-alarm-state --cli-input-json file://${file}`);
  const after = await readAlarm(ground, name);
  const event = {
    version: '0',
    id: '2dde0eb1-528b-d2d5-9ca6-6d590caf2329',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: stack.account,
    time: new Date(at).toISOString().replace('.000Z', 'Z'),
    region,
    resources: [after.AlarmArn],
    detail: {
      alarmName: after.AlarmName,
      configuration: { metrics: after.Metrics },
      previousState: {
        value: before.StateValue,
        reason: before.StateReason,
        reasonData: before.StateReasonData,
        timestamp: timestamp(at - 60 * minute),
      },
      state: {
        value: after.StateValue,
        reason: after.StateReason,
        reasonData: set.StateReasonData,
        timestamp: timestamp(at),
      },
    },
  };
  await requireDelivery(ground, stack, change.invokes.name, event);
  return event;
}

async function readAlarm(ground: Ground, name: string): Promise<AlarmState> {
  const { MetricAlarms } = await ground.aws<{ MetricAlarms: AlarmState[] }>(
    `cloudwatch describe-alarms --alarm-names ${name}`,
  );
  const [alarm] = MetricAlarms;
  if (alarm === undefined) throw new Error(`there is no alarm ${name}`);
  return alarm;
}

/** The rule matches the event and has the function as its target, which lets the rule invoke it. */
async function requireDelivery(
  ground: Ground,
  stack: DeployedStack,
  functionName: string,
  event: unknown,
): Promise<void> {
  const name = stack.one('AWS::Events::Rule').physicalId;
  const rule = await ground.aws<Rule>(`events describe-rule --name ${name}`);
  const { Targets } = await ground.aws<{ Targets: { Arn: string }[] }>(`events list-targets-by-rule --rule ${name}`);
  const { Policy } = await ground.aws<{ Policy: string }>(`lambda get-policy --function-name ${functionName}`);
  const permissions = (JSON.parse(Policy) as { Statement: Permission[] }).Statement;
  const requirements = {
    'is enabled': rule.State === 'ENABLED',
    'matches the event': matches(JSON.parse(rule.EventPattern), event),
    'has the function as its target':
      Targets.length === 1 && Targets[0]?.Arn.endsWith(`:function:${functionName}`) === true,
    'may invoke the function': permissions.some(
      ({ Action, Principal, Condition }) =>
        Action === 'lambda:InvokeFunction' &&
        Principal.Service === 'events.amazonaws.com' &&
        Condition.ArnLike['AWS:SourceArn'] === rule.Arn,
    ),
  };
  const missing = Object.entries(requirements).flatMap(([what, isMet]) => (isMet ? [] : [what]));
  if (missing.length > 0)
    throw new Error(`expected of the rule ${name} that it ${missing.join(', ')}: ${JSON.stringify(rule)} ${Policy}`);
}

/** Of the pattern, only exact values. Source: Amazon EventBridge User Guide, "Creating Amazon EventBridge event patterns". */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return [value].flat().some((one) => pattern.includes(one));
  return Object.entries(pattern as object).every(([key, inner]) =>
    matches(inner, (value as Readonly<Record<string, unknown>> | undefined)?.[key]),
  );
}

/** As CloudWatch writes it. */
function timestamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

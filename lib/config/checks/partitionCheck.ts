import { type JsonObject, record } from '../../../model/json';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { partitionOf } from '../partitions';

/** Checks of what depends on the partition of the region. The actions of alarms have checks of their own. */

/** ARNs of resources that must be in the partition of the cluster, and what uses them in its region only. */
const arns = [
  { path: ['logging', 'kmsKey'], user: 'CloudWatch Logs' },
  { path: ['heartbeat', 'kmsKey'], user: 'the Parameter Store' },
  { path: ['function', 'permissionsBoundary'], user: undefined },
  { path: ['watchdog', 'publisher'], user: undefined },
] as const;

/** What is no region is reported as such, and not compared. */
function regionIn(input: unknown): string | undefined {
  const { region } = record(record(input).cluster);
  return typeof region === 'string' && /^[-a-z0-9]+$/.test(region) ? region : undefined;
}

/** ARNs of another partition or region, with which the deployment would fail. */
export function findPartitionProblems(input: unknown): Problem[] {
  const region = regionIn(input);
  if (region === undefined) return [];
  const expected = partitionOf(region);
  return arns.flatMap(({ path, user }): Problem[] => {
    const [section, key] = path;
    const arn = record(record(input)[section])[key];
    const [, partition, where] = (typeof arn === 'string' && /^arn:(aws[-a-z]*):[-a-z]+:([-a-z0-9]*):/.exec(arn)) || [];
    if (partition === undefined) return [];
    const got = `got ${quote(String(arn))}: it is in the`;
    const problem = (message: string): Problem[] => [{ path: [...path], atKey: false, message }];
    if (partition !== expected) return problem(`${got} partition ${partition}, but ${region} is in ${expected}.`);
    if (user === undefined || where === region) return [];
    return problem(`${got} region ${where}, but ${user} can only use a key of its own region, ${region}.`);
  });
}

/** The partitions whose regions have the type AWS::CloudWatch::AlarmMuteRule. Source: the resource schemas of CloudFormation, by region. */
const withMuteRules: ReadonlySet<string> = new Set(['aws', 'aws-cn', 'aws-us-gov']);

/**
 * What AWS does not say whether other partitions have it. The runtime and EventBridge Scheduler they have. Source: the facts of the CDK
 * about regions, and the endpoints of the AWS SDKs.
 */
export function findPartitionWarnings(input: unknown): Problem[] {
  const root = record(input);
  const region = regionIn(input);
  if (region === undefined) return [];
  const partition = partitionOf(region);
  return [...warnOfArm64(root, partition), ...warnOfMuteRules(root, partition)];
}

function warnOfArm64(root: JsonObject, partition: string): Problem[] {
  const { architecture = 'arm64' } = record(root.function);
  if (partition === 'aws' || architecture !== 'arm64') return [];
  const message = `is in the partition ${partition}, of which AWS does not document whether Lambda has arm64 in all regions. If the deployment rejects it, or to be sure, specify function: { architecture: x86_64 }.`;
  return [{ path: ['cluster', 'region'], atKey: false, message }];
}

function warnOfMuteRules({ maintenance, dryRun }: JsonObject, partition: string): Problem[] {
  const hasRules = Array.isArray(maintenance) && maintenance.length > 0 && dryRun !== true;
  if (!hasRules || withMuteRules.has(partition)) return [];
  const message = `needs mute rules of CloudWatch, of which AWS does not document whether the partition ${partition} has them. If the deployment rejects AWS::CloudWatch::AlarmMuteRule, remove maintenance, and use a maintenance window of the service that receives the notifications.`;
  return [{ path: ['maintenance'], atKey: true, message }];
}

import { defaultFields, type FlowLogLayout, usedFields } from '../../model/flowLogs';
import { folders } from '../../model/zoneTraffic';
import type { Config } from '../config/schema/schema';

/** Where flow logs are, and what they look like. */
export interface FlowLogSource {
  readonly format: 'text' | 'parquet';
  /** Names of fields in their order, as VPC expects them. */
  readonly logFormat: string;
  readonly layout: FlowLogLayout;
  /** May be a token. */
  readonly bucket: string;
  /** What all keys begin with, up to the folders of time. */
  readonly path: string;
}

type FlowLogs = NonNullable<Config['zoneTraffic']>['flowLogs'];

/** How the flow log of the stack is: hourly folders, so that a query reads two hours, and only the fields that it needs. */
const own = { format: 'parquet', partitions: 'hourly', hive: false } as const;

const formatOf = (fields: readonly string[]) => fields.map((field) => `\${${field}}`).join(' ');

/** The format and the folders of the flow logs, with defaults applied. Source: Amazon VPC User Guide, "Flow log files". */
export function flowLogFormat(flowLogs: FlowLogs): Pick<FlowLogSource, 'format' | 'logFormat' | 'layout'> {
  if (flowLogs.vpc !== undefined) {
    const { format, partitions, hive } = own;
    return { format, logFormat: formatOf(Object.keys(usedFields)), layout: { partitions, hive } };
  }
  const { format = 'text', logFormat = formatOf(defaultFields), partitions = 'daily', hive = false } = flowLogs;
  return { format, logFormat, layout: { partitions, hive } };
}

/**
 * Where the flow logs are.
 *
 * @param ownBucket - the bucket of the stack.
 */
export function flowLogSource(
  flowLogs: FlowLogs,
  { ownBucket, account, region }: { readonly ownBucket: string; readonly account: string; readonly region: string },
): FlowLogSource {
  const format = flowLogFormat(flowLogs);
  const { bucket = ownBucket, prefix = flowLogs.vpc === undefined ? undefined : folders.flowLogs } = flowLogs;
  const start = prefix === undefined ? 'AWSLogs' : `${prefix}/AWSLogs`;
  const path = format.layout.hive
    ? `${start}/aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}/`
    : `${start}/${account}/vpcflowlogs/${region}/`;
  return { ...format, bucket, path };
}

/** VPC flow logs in S3: their fields, and the layout of their folders. */

/**
 * The fields that the query uses, and their types in Parquet; in text, every field is a string. All others are ignored.
 * Source: Amazon VPC User Guide, "Flow log records" (available fields).
 */
export const usedFields = {
  'interface-id': 'string',
  srcaddr: 'string',
  dstaddr: 'string',
  srcport: 'int',
  dstport: 'int',
  protocol: 'int',
  bytes: 'bigint',
  start: 'bigint',
  action: 'string',
  'pkt-srcaddr': 'string',
  'pkt-dstaddr': 'string',
  'flow-direction': 'string',
  'vpc-id': 'string',
} as const;

export type UsedField = keyof typeof usedFields;

/** The fields of a flow log whose format is not specified: those of version 2. Source: as above, "Default format". */
export const defaultFields = [
  'version',
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
];

/** The names of the fields of a `LogFormat` in their order, such as `pkt-srcaddr`. */
export function fieldsOf(logFormat: string): string[] {
  return [...logFormat.matchAll(/\$\{([^}]*)\}/g)].map(([, field = '']) => field);
}

/** The fields of a flow log that the query uses. */
export function usedFieldsOf(fields: readonly string[]): UsedField[] {
  return (Object.keys(usedFields) as UsedField[]).filter((field) => fields.includes(field));
}

/** The name of the column of a field. Source: Amazon Athena User Guide, "Create a table for Amazon VPC flow logs". */
export function columnOf(field: string): string {
  return field.replaceAll('-', '_');
}

/** How the folders of a flow log are named. Source: Amazon VPC User Guide, "Flow log files". */
export interface FlowLogLayout {
  readonly partitions: 'daily' | 'hourly';
  /** Whether the folders are `year=2026/month=01/…` rather than `2026/01/…`. */
  readonly hive: boolean;
}

/** The time of a folder: UTC, as two or four digits. */
function partsOf(hour: number) {
  const [year = '', month = '', day = '', hours = ''] = new Date(hour).toISOString().split(/[-T:]/);
  return { year, month, day, hour: hours };
}

/** The column of the folders that are not `year=…`: their path. */
export const pathColumn = 'partition_path';

/** The names of the partition columns, in the order of the folders. */
export function partitionColumns({ partitions, hive }: FlowLogLayout): readonly string[] {
  if (!hive) return [pathColumn];
  return partitions === 'hourly' ? ['year', 'month', 'day', 'hour'] : ['year', 'month', 'day'];
}

/**
 * The values of the partition columns of the folders that have the records of an hour. A record is in a folder of the time
 * when it was delivered, minutes after its start: so those of the next hour are included.
 *
 * @param hour - its beginning, in milliseconds since the epoch.
 */
export function partitionsOf(layout: FlowLogLayout, hour: number): Readonly<Record<string, string>>[] {
  const folders = [hour, hour + 3_600_000].map((time) => {
    const { year, month, day, hour: hours } = partsOf(time);
    const path = { year, month, day, ...(layout.partitions === 'hourly' ? { hour: hours } : {}) };
    return layout.hive ? path : { [pathColumn]: Object.values(path).join('/') };
  });
  return folders.filter((one, index) => folders.findIndex((other) => isSame(one, other)) === index);
}

function isSame(a: object, b: object): boolean {
  return Object.values(a).join('/') === Object.values(b).join('/');
}

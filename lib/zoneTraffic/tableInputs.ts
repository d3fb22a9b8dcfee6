import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import { columnOf, fieldsOf, partitionColumns, pathColumn, usedFields, usedFieldsOf } from '../../model/flowLogs';
import { folders, inventoryColumns, tables, trafficColumns } from '../../model/zoneTraffic';
import type { FlowLogSource } from './flowLogSource';

/**
 * The tables of the Glue database. Their partitions are projected: Athena computes them from the query, so that nothing has to
 * add them. Source: Amazon Athena User Guide, "Partition projection" and "Query Amazon VPC flow logs".
 */

type TableInput = CfnTable.TableInputProperty;

const textFiles = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
};
const parquetFiles = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
};
const header = { 'skip.header.line.count': '1' };
const csv = {
  ...textFiles,
  serdeInfo: {
    serializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
    parameters: { separatorChar: ',', quoteChar: '"' },
  },
};

/** Columns that are all strings, as a CSV file has them. */
const strings = (names: readonly string[]) => names.map((name) => ({ name, type: 'string' }));

/** The inventory or the results: one folder for each hour. */
function hourlyTable(name: string, columns: readonly string[], location: string, retentionDays: number): TableInput {
  return externalTable(name, {
    columns: strings(columns),
    partitions: ['hour'],
    parameters: {
      ...header,
      'projection.hour.type': 'date',
      'projection.hour.format': 'yyyy-MM-dd-HH',
      'projection.hour.range': `NOW-${retentionDays}DAYS,NOW+1HOURS`,
      'projection.hour.interval': '1',
      'projection.hour.interval.unit': 'HOURS',
    },
    location,
    template: `${location}hour=\${hour}/`,
    files: csv,
  });
}

export function inventoryTable(bucket: string, retentionDays: number): TableInput {
  return hourlyTable(tables.inventory, inventoryColumns, `s3://${bucket}/${folders.inventory}/`, retentionDays);
}

export function trafficTable(bucket: string, retentionDays: number): TableInput {
  return hourlyTable(tables.traffic, trafficColumns, `s3://${bucket}/${folders.traffic}/`, retentionDays);
}

/** The flow logs. In Parquet, columns are found by their names, so only those of the query are there; in text, all in their order. */
export function flowLogTable({ bucket, format, layout, logFormat, path }: FlowLogSource): TableInput {
  const fields = fieldsOf(logFormat);
  const isText = format === 'text';
  const columns = isText
    ? strings(fields.map(columnOf))
    : usedFieldsOf(fields).map((field) => ({ name: columnOf(field), type: usedFields[field] }));
  const partitions = partitionColumns(layout);
  const location = `s3://${bucket}/${path}`;
  const folder = partitions.map((name) => (layout.hive ? `${name}=\${${name}}/` : `\${${name}}/`)).join('');
  return externalTable(tables.flowLogs, {
    columns,
    partitions,
    parameters: {
      ...(isText ? header : {}),
      ...(layout.hive ? projectedParts(partitions) : projectedPath(layout.partitions)),
    },
    location,
    template: `${location}${folder}`,
    files: isText
      ? {
          ...textFiles,
          serdeInfo: {
            serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
            parameters: { 'field.delim': ' ', 'serialization.format': ' ' },
          },
        }
      : {
          ...parquetFiles,
          serdeInfo: {
            serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
            parameters: { 'serialization.format': '1' },
          },
        },
  });
}

/** Long enough for any hour that is asked for again. */
const flowLogRange = 'NOW-1YEARS,NOW+1DAYS';

function projectedPath(partitions: 'daily' | 'hourly'): Record<string, string> {
  const key = `projection.${pathColumn}`;
  return {
    [`${key}.type`]: 'date',
    [`${key}.format`]: partitions === 'hourly' ? 'yyyy/MM/dd/HH' : 'yyyy/MM/dd',
    [`${key}.range`]: flowLogRange,
    [`${key}.interval`]: '1',
    [`${key}.interval.unit`]: partitions === 'hourly' ? 'HOURS' : 'DAYS',
  };
}

const ranges: Readonly<Record<string, readonly [range: string, digits: string]>> = {
  year: ['2020,2099', '4'],
  month: ['1,12', '2'],
  day: ['1,31', '2'],
  hour: ['0,23', '2'],
};

function projectedParts(partitions: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    partitions.flatMap((name) => {
      const [range = '', digits = ''] = ranges[name] ?? [];
      return [
        [`projection.${name}.type`, 'integer'],
        [`projection.${name}.range`, range],
        [`projection.${name}.digits`, digits],
      ];
    }),
  );
}

interface ExternalTable {
  readonly columns: { readonly name: string; readonly type: string }[];
  readonly partitions: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly location: string;
  readonly template: string;
  readonly files: Pick<CfnTable.StorageDescriptorProperty, 'inputFormat' | 'outputFormat' | 'serdeInfo'>;
}

function externalTable(name: string, { columns, partitions, parameters, location, template, files }: ExternalTable) {
  return {
    name,
    tableType: 'EXTERNAL_TABLE',
    parameters: {
      EXTERNAL: 'TRUE',
      'projection.enabled': 'true',
      'storage.location.template': template,
      ...parameters,
    },
    partitionKeys: strings(partitions),
    storageDescriptor: { columns, location, ...files },
  } satisfies TableInput;
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { trafficQuery } from '../../../lambda/zoneInventory/trafficQuery';
import { columnOf, partitionsOf, usedFieldsOf } from '../../../model/flowLogs';
import { hourName } from '../../../model/zoneTraffic';

/** A record by the names of its fields. */
export type FlowRecord = Readonly<Record<string, string | number>>;

export interface TrafficCase {
  readonly format: 'text' | 'parquet';
  readonly layout: Parameters<typeof partitionsOf>[0];
  readonly fields: readonly string[];
  readonly records: readonly FlowRecord[];
  /** The texts of the inventories, by the time when they were taken. */
  readonly inventories: ReadonlyMap<number, string>;
  readonly hour: number;
  /** ID of the VPC of the cluster. @default - unknown */
  readonly vpc?: string;
}

export type TrafficRow = readonly [scope: string, source: string, destination: string, zones: string, bytes: number];

const database = 'eks_vigil_test';

/**
 * Runs the query on DuckDB over files as the flow log service and the function write them. The partition columns, which
 * Athena takes from the folders, are columns of the view here.
 */
export async function runTrafficQuery(given: TrafficCase): Promise<TrafficRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'eks-vigil-traffic-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`CREATE SCHEMA ${database}`);
    await connection.run(`CREATE VIEW ${database}.inventory AS ${writeInventories(folder, given)}`);
    await connection.run(`CREATE TABLE text_logs AS ${writeFlowLogs(folder, given)}`);
    if (given.format === 'parquet') await toParquet(folder, given);
    const source = given.format === 'text' ? 'text_logs' : `read_parquet('${join(folder, 'flow-logs.parquet')}')`;
    await connection.run(`CREATE VIEW ${database}.flow_logs AS SELECT * FROM ${source}`);
    const flowLogs = { layout: given.layout, fields: usedFieldsOf(given.fields) };
    const result = await connection.runAndReadAll(trafficQuery({ database, flowLogs }, given.hour, given.vpc));
    return result.getRowsJson().map(toRow);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }

  async function toParquet(where: string, { fields }: TrafficCase) {
    const partitions = Object.keys(partitionsOf(given.layout, given.hour)[0] ?? {}).map((name) => `"${name}"`);
    const columns = fields.map((field) => {
      const column = `"${columnOf(field)}"`;
      // As AWS writes them; a missing number is null there, and the text has a hyphen.
      return field in parquetNumbers ? `TRY_CAST(${column} AS ${parquetNumbers[field]}) AS ${column}` : column;
    });
    const select = `SELECT ${[...columns, ...partitions].join(', ')} FROM text_logs`;
    await connection.run(`COPY (${select}) TO '${join(where, 'flow-logs.parquet')}' (FORMAT parquet)`);
  }
}

/** Source: Amazon VPC User Guide, "Flow log records" (Parquet data type). */
const parquetNumbers: Readonly<Record<string, string>> = {
  version: 'INTEGER',
  srcport: 'INTEGER',
  dstport: 'INTEGER',
  protocol: 'INTEGER',
  packets: 'BIGINT',
  bytes: 'BIGINT',
  start: 'BIGINT',
  end: 'BIGINT',
  'tcp-flags': 'INTEGER',
  'traffic-path': 'INTEGER',
  'encryption-status': 'INTEGER',
};

function writeInventories(folder: string, { inventories }: TrafficCase): string {
  const parts = [...inventories].map(([taken, csv]) => {
    const file = join(folder, `inventory-${taken}.csv.gz`);
    writeFileSync(file, gzipSync(csv));
    return `SELECT *, '${hourName(taken)}' AS "hour" FROM read_csv('${file}', header = true, all_varchar = true)`;
  });
  return parts.join(' UNION ALL ');
}

/** One file for each folder that the records are delivered to: five minutes after their end. */
function writeFlowLogs(folder: string, { records, fields, layout }: TrafficCase): string {
  const files = new Map<string, { readonly partition: object; readonly lines: string[] }>();
  for (const one of records) {
    const delivered = (Number(one.end) + 300) * 1000;
    const [partition = {}] = partitionsOf(layout, Math.floor(delivered / 3_600_000) * 3_600_000);
    const key = JSON.stringify(partition);
    const file = files.get(key) ?? { partition, lines: [] };
    file.lines.push(fields.map((field) => String(one[field] ?? '-')).join(' '));
    files.set(key, file);
  }
  const parts = [...files.values()].map(({ partition, lines }, index) => {
    const file = join(folder, `flow-${index}.log.gz`);
    writeFileSync(file, gzipSync(`${fields.join(' ')}\n${lines.join('\n')}\n`));
    // By position and not by the header, as Athena reads them.
    const names = fields.map((field) => `'${columnOf(field)}'`).join(', ');
    const constants = Object.entries(partition).map(([name, value]) => `'${value}' AS "${name}"`);
    const read = `read_csv('${file}', delim = ' ', header = false, skip = 1, all_varchar = true, names = [${names}])`;
    return `SELECT *, ${constants.join(', ')} FROM ${read}`;
  });
  return parts.join(' UNION ALL ');
}

function toRow(values: readonly unknown[]): TrafficRow {
  const [scope, fromNamespace, fromApp, fromZone, toNamespace, toApp, toZone, bytes] = values.map(String);
  return [
    scope ?? '',
    `${fromNamespace}/${fromApp}`,
    `${toNamespace}/${toApp}`,
    `${fromZone} ${toZone}`,
    Number(bytes),
  ] as const;
}

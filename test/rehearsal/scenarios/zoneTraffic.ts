import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { csvLine, parseCsv } from '../../../model/csv';
import { hourName, inventoryColumns, trafficColumns, trafficKey } from '../../../model/zoneTraffic';
import { until } from '../../cluster/until';
import { DeployedFunction } from '../deployedFunction';
import { DeployedStack } from '../deployedStack';
import type { Ground } from '../ground';
import { deployProd, prepareCluster, prodStack } from '../prodStack';

const zoneTraffic = `zoneTraffic:
  flowLogs: { bucket: flow-logs, partitions: hourly, logFormat: "$\{pkt-srcaddr} $\{pkt-dstaddr} $\{bytes} $\{start} $\{flow-direction}" }
  scanLimitGiB: 7
`;
const names = { workGroup: `${prodStack}-zones`, database: `${prodStack}-zones`.replaceAll('-', '_') };
const hour = 3_600_000;
const types = ['AWS::Athena::WorkGroup', 'AWS::Glue::Database', 'AWS::Glue::Table', 'AWS::StepFunctions::StateMachine'];

interface Inventory {
  readonly query: string;
  readonly resultKey: string;
}

/** From the deployment to the inventory in S3, the query that Athena accepts, and the price that `zones` prints. */
export function rehearseZoneTraffic(ground: () => Ground): void {
  const stack = () => new DeployedStack(ground(), prodStack);
  const write = (added: string) => {
    const minimal = readFileSync(join(ground().project, 'config/minimal.yaml'), 'utf8');
    writeFileSync(join(ground().project, 'config/prod.yaml'), minimal + added);
  };
  let lambda: DeployedFunction;
  let bucket: string;

  beforeAll(async () => {
    write(zoneTraffic);
    await prepareCluster(ground());
    const { output } = await ground().run('npx --no-install eks-vigil rbac --config config/prod.yaml');
    const [, command] =
      /^# Map the role of the function of `zoneTraffic` to the group: (eksctl .*)$/m.exec(output) ?? [];
    await ground().run(command ?? 'the manifest has no command for the role of zoneTraffic');
    await deployProd(ground());
    bucket = stack().one('AWS::S3::Bucket').physicalId;
    lambda = await DeployedFunction.start(ground(), stack(), stack().section('ZoneTraffic'));
  });
  afterAll(() => lambda?.stop());

  test('the inventory is in S3, and Athena accepts its query in the workgroup with the limit', async () => {
    const inventory = await until(
      () => 'the authenticator has not read the mapping',
      async () => {
        const response = (await lambda.invoke({ time: new Date().toISOString() })) as unknown as Partial<Inventory>;
        return response.query === undefined ? undefined : response;
      },
    );
    const { key, pods } = JSON.parse(lambda.lines('inventory').at(-1) ?? '{}');
    const file = join(ground().folder, 'inventory.csv.gz');
    await ground().aws(`s3api get-object --bucket ${bucket} --key ${key} ${file}`);
    const [header, ...rows] = parseCsv(gunzipSync(readFileSync(file)).toString());
    expect(header).toEqual([...inventoryColumns]);
    expect(rows.filter((row) => row[1] === 'pod')).toHaveLength(pods);
    expect(pods).toBeGreaterThan(0);

    const sql = join(ground().folder, 'query.sql');
    writeFileSync(sql, inventory.query ?? '');
    const { QueryExecutionId } = await ground().aws<{ QueryExecutionId: string }>(
      `athena start-query-execution --work-group ${names.workGroup} --query-string file://${sql}`,
    );
    const { QueryExecution } = await ground().aws<{ QueryExecution: { Query: string; WorkGroup: string } }>(
      `athena get-query-execution --query-execution-id ${QueryExecutionId}`,
    );
    expect(QueryExecution).toMatchObject({ Query: inventory.query, WorkGroup: names.workGroup });
    const limit = 'WorkGroup.Configuration.BytesScannedCutoffPerQuery';
    expect(await ground().aws(`athena get-work-group --work-group ${names.workGroup} --query ${limit}`)).toBe(
      7 * 1024 ** 3,
    );
  });

  test('the tables of the query are in Glue, with the columns and folders that are configured', async () => {
    const { TableList } = await ground().aws<{ TableList: { Name: string; Parameters: Record<string, string> }[] }>(
      `glue get-tables --database-name ${names.database}`,
    );
    expect(TableList.map(({ Name }) => Name).sort()).toEqual(['flow_logs', 'inventory', 'traffic']);
    const template = (name: string) =>
      TableList.find(({ Name }) => Name === name)?.Parameters['storage.location.template'];
    expect(template('inventory')).toBe(`s3://${bucket}/inventory/hour=$\{hour}/`);
    expect(template('flow_logs')).toMatch(
      /^s3:\/\/flow-logs\/AWSLogs\/\d{12}\/vpcflowlogs\/[-a-z0-9]+\/\$\{partition_path}\/$/,
    );
  });

  test('zones prints what a result of the last hour costs', async () => {
    const gigabyte = 1024 ** 3;
    const rows = [
      [...trafficColumns],
      ['all', '', '', '', '', '', '', String(gigabyte), '2'],
      ['pods', 'shop', 'web', 'zone-a', 'shop', 'db', 'zone-b', String(gigabyte), '1'],
    ];
    const file = join(ground().folder, 'traffic.csv');
    writeFileSync(file, rows.map((row) => `${csvLine(row)}\n`).join(''));
    // Also of the hour before, should the next one begin meanwhile.
    const newest = Math.floor((Date.now() - 0.75 * hour) / hour) * hour - hour;
    for (const at of [newest, newest + hour]) {
      await ground().aws(`s3api put-object --bucket ${bucket} --key ${trafficKey(hourName(at))} --body ${file}`);
    }
    const { output } = await ground().run(
      'npx --no-install eks-vigil zones --config config/prod.yaml --traffic --hours 1 --output json',
    );
    const { workloads, traffic } = JSON.parse(output);
    expect(workloads.length).toBeGreaterThan(0);
    expect(traffic).toMatchObject({ hours: 1, pairs: [{ source: 'shop/web', destination: 'shop/db', usd: 0.02 }] });
  });

  test('without it, nothing of it is left in the stack', async () => {
    write('');
    await deployProd(ground());
    expect(stack().resources.filter(({ type }) => types.includes(type))).toEqual([]);
  });
}

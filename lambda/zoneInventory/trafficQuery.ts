import { columnOf, partitionsOf, type UsedField } from '../../model/flowLogs';
import { hourName, tables, trafficColumns, type ZoneTrafficConfig } from '../../model/zoneTraffic';

const hourLength = 3_600_000;
/** Later than any time in seconds since the epoch. */
const never = 99_999_999_999;
const isVpc = /^vpc-[0-9a-f]+$/;
/** The longest aggregation interval in seconds. Source: Amazon VPC User Guide, "Aggregation interval". */
const longestRecord = 600;
/** The hours, beside that of the traffic, whose inventories tell who had an address: the next one may have failed. */
const inventoryHours = [-1, 0, 1, 2];

/**
 * The query of one hour: bytes by source app, destination app and their zones.
 *
 * - The pod of an address is the one that had it when the record began: from its start, the last inventory in which it did not have
 *   it yet, or the end of the finished pod before it, whichever is last, to its end, the start of the next pod with this address, or
 *   the first inventory that no longer has it, whichever is first. A pod that waited for its address, or got another one, started
 *   long before it had this one.
 * - Both interfaces record a packet. The bytes of a flow are summed for each interface, and those of the interface that sent them
 *   count once. Without `flow-direction`, the interface with the most counts.
 * - A record that began before the hour has bytes of it, too, and counts in the hour before. It only tells that the interface that sent
 *   is logged: what the other one recorded of these bytes may have begun in this hour.
 * - Records of other VPCs do not count, because their addresses may be the same. That needs `vpc-id`.
 *
 * Only functions that Athena and DuckDB have in common, because the tests run it on DuckDB.
 *
 * @param hour - its beginning, in milliseconds since the epoch.
 * @param vpc - ID of the VPC of the cluster, if it is known.
 */
export function trafficQuery(
  { database, flowLogs }: Pick<ZoneTrafficConfig, 'database' | 'flowLogs'>,
  hour: number,
  vpc: string | undefined,
): string {
  const { fields, layout } = flowLogs;
  const has = (field: UsedField) => fields.includes(field);
  const column = (field: UsedField) => `"${columnOf(field)}"`;
  const textOf = (field: UsedField) => (has(field) ? column(field) : "''");
  const numberOf = (field: UsedField) => (has(field) ? `COALESCE(TRY_CAST(${column(field)} AS BIGINT), -1)` : '-1');
  const address = (packet: UsedField, ofInterface: UsedField) => (has(packet) ? column(packet) : column(ofInterface));
  const partitions = partitionsOf(layout, hour).map((partition) => {
    const values = Object.entries(partition).map(([name, value]) => `"${name}" = '${value}'`);
    return `(${values.join(' AND ')})`;
  });
  // Without the packet's addresses, one end of most records is the interface's, which is the node's for its first interface:
  // the same bytes would be counted for the node and for the pod.
  const entries = has('pkt-srcaddr') && has('pkt-dstaddr') ? `"entry" <> 'host'` : `"entry" = 'pod'`;
  const ofVpc = has('vpc-id') && vpc !== undefined && isVpc.test(vpc) ? ` AND vpc_id = '${vpc}'` : '';
  const from = hour / 1000;
  const to = (hour + hourLength) / 1000;
  return `WITH
inventory AS (
  SELECT "ip", "uid", "zone", COALESCE("namespace", '') AS "namespace", "app",
    CAST("taken" AS BIGINT) AS taken,
    CAST("started" AS BIGINT) AS started,
    COALESCE(TRY_CAST("ended" AS BIGINT), ${never}) AS ended
  FROM "${database}"."${tables.inventory}"
  WHERE "hour" IN (${inventoryHours.map((offset) => `'${hourName(hour + offset * hourLength)}'`).join(', ')}) AND ${entries}
),
inventories AS (
  SELECT taken AS inventory_taken,
    LAG(taken) OVER (ORDER BY taken) AS previous_taken, LEAD(taken) OVER (ORDER BY taken) AS next_taken
  FROM (SELECT DISTINCT taken FROM inventory)
),
seen AS (
  SELECT "ip", "uid", MAX("zone") AS zone, MAX("namespace") AS namespace, MAX("app") AS app,
    MIN(started) AS started, MIN(ended) AS ended, MIN(taken) AS first_taken, MAX(taken) AS last_taken
  FROM inventory
  GROUP BY "ip", "uid"
),
followed AS (
  SELECT "ip", "uid", zone, namespace, app,
    GREATEST(started, COALESCE(f.previous_taken, 0), COALESCE(MAX(NULLIF(ended, ${never})) OVER (
      PARTITION BY "ip" ORDER BY first_taken, ended ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0)) AS started,
    ended, COALESCE(l.next_taken, ${never}) AS gone
  FROM seen
  JOIN inventories f ON f.inventory_taken = first_taken
  JOIN inventories l ON l.inventory_taken = last_taken
),
owners AS (
  SELECT "ip", "uid", zone, namespace, app, started,
    LEAST(ended, gone, COALESCE(LEAD(started) OVER (PARTITION BY "ip" ORDER BY started, gone), ${never})) AS left_at
  FROM followed
),
records AS (
  SELECT
    ${address('pkt-srcaddr', 'srcaddr')} AS source_ip,
    ${address('pkt-dstaddr', 'dstaddr')} AS destination_ip,
    ${numberOf('srcport')} AS source_port,
    ${numberOf('dstport')} AS destination_port,
    ${numberOf('protocol')} AS protocol,
    ${textOf('interface-id')} AS interface_id,
    ${textOf('vpc-id')} AS vpc_id,
    ${textOf('flow-direction')} AS direction,
    ${has('action') ? column('action') : "'ACCEPT'"} AS action,
    TRY_CAST(${column('start')} AS BIGINT) AS began,
    COALESCE(TRY_CAST(${column('bytes')} AS BIGINT), 0) AS bytes
  FROM "${database}"."${tables.flowLogs}"
  WHERE (${partitions.join(' OR ')})
    AND TRY_CAST(${column('start')} AS BIGINT) >= ${from - longestRecord}
    AND TRY_CAST(${column('start')} AS BIGINT) < ${to}
),
by_interface AS (
  SELECT s."uid" AS source_uid, d."uid" AS destination_uid,
    s.namespace AS source_namespace, s.app AS source_app, s.zone AS source_zone,
    d.namespace AS destination_namespace, d.app AS destination_app, d.zone AS destination_zone,
    source_ip, destination_ip, source_port, destination_port, protocol, interface_id, direction,
    SUM(CASE WHEN began >= ${from} THEN bytes ELSE 0 END) AS bytes,
    SUM(CASE WHEN began >= ${from} THEN 1 ELSE 0 END) AS records
  FROM records
  JOIN owners s ON s."ip" = source_ip AND s.started <= began AND began < s.left_at
  JOIN owners d ON d."ip" = destination_ip AND d.started <= began AND began < d.left_at
  WHERE action = 'ACCEPT'${ofVpc}
  GROUP BY s."uid", d."uid", s.namespace, s.app, s.zone, d.namespace, d.app, d.zone,
    source_ip, destination_ip, source_port, destination_port, protocol, interface_id, direction
),
flows AS (
  SELECT source_namespace, source_app, source_zone, destination_namespace, destination_app, destination_zone,
    COALESCE(MAX(CASE WHEN direction = 'egress' THEN bytes END), MAX(bytes)) AS bytes,
    SUM(records) AS records
  FROM by_interface
  GROUP BY source_uid, destination_uid,
    source_namespace, source_app, source_zone, destination_namespace, destination_app, destination_zone,
    source_ip, destination_ip, source_port, destination_port, protocol
  HAVING SUM(records) > 0
),
traffic AS (
  SELECT 'all' AS scope, '' AS source_namespace, '' AS source_app, '' AS source_zone,
    '' AS destination_namespace, '' AS destination_app, '' AS destination_zone,
    COALESCE(SUM(bytes), 0) AS bytes, COUNT(*) AS records
  FROM records
  WHERE began >= ${from}
  UNION ALL
  SELECT 'pods', source_namespace, source_app, source_zone, destination_namespace, destination_app, destination_zone,
    SUM(bytes), SUM(records)
  FROM flows
  GROUP BY source_namespace, source_app, source_zone, destination_namespace, destination_app, destination_zone
)
SELECT ${trafficColumns.join(', ')}
FROM traffic
ORDER BY scope, bytes DESC, ${trafficColumns.slice(1, 7).join(', ')}`;
}

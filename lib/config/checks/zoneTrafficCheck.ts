import { defaultFields, fieldsOf } from '../../../model/flowLogs';
import { type JsonObject, record, text } from '../../../model/json';
import type { Problem } from '../diagnostics/diagnostic';

/** Checks of `zoneTraffic.flowLogs`. They read the raw input, and report nothing that the schema already rejects. */

const needed = ['bytes', 'start'];
const path = (key: string) => ['zoneTraffic', 'flowLogs', key];
const has = (fields: readonly string[], ...names: readonly string[]) => names.every((name) => fields.includes(name));

/** Fields without which no byte can be counted, or each would count twice. */
export function findZoneTrafficProblems(input: unknown): Problem[] {
  const { logFormat } = flowLogsOf(input);
  const fields = fieldsOf(text(logFormat) ?? '');
  if (fields.length === 0) return [];
  const missing = needed.filter((name) => !fields.includes(name));
  const repeated = fields.find((name, index) => fields.indexOf(name) !== index);
  const noAddresses = !has(fields, 'pkt-srcaddr', 'pkt-dstaddr') && !has(fields, 'srcaddr', 'dstaddr');
  const uncountable = !fields.includes('flow-direction') && !fields.includes('interface-id');
  const messages = [
    ...(missing.length > 0 ? [`has no ${missing.join(' and no ')}; create a flow log with these fields.`] : []),
    ...(noAddresses ? ['has no pkt-srcaddr and pkt-dstaddr; create a flow log with these fields.'] : []),
    ...(uncountable
      ? [
          'has neither flow-direction nor interface-id: both interfaces record the same bytes, and each would count twice; create a flow log with these fields.',
        ]
      : []),
    ...(repeated === undefined ? [] : [`has ${repeated} twice; copy LogFormat from \`aws ec2 describe-flow-logs\`.`]),
  ];
  return messages.map((message) => ({ path: path('logFormat'), atKey: false, message }));
}

/** Formats and folders that are allowed, but tell less or cost more. */
export function findZoneTrafficWarnings(input: unknown): Problem[] {
  const flowLogs = flowLogsOf(input);
  if (text(flowLogs.bucket) === undefined) return [];
  const written = text(flowLogs.logFormat);
  const fields = written === undefined ? defaultFields : fieldsOf(written);
  const key = written === undefined ? 'bucket' : 'logFormat';
  return [
    ...(has(fields, 'pkt-srcaddr', 'pkt-dstaddr')
      ? []
      : [
          {
            path: path(key),
            atKey: false,
            message: `${written === undefined ? 'without logFormat, the fields are those of version 2, which have' : 'has'} no pkt-srcaddr and pkt-dstaddr: only traffic of pods with a network interface of their own is found (Fargate, security groups for pods); create a flow log with these fields.`,
          },
        ]),
    ...(flowLogs.partitions === 'hourly'
      ? []
      : [
          {
            path: path('bucket'),
            atKey: false,
            message:
              'with daily folders, each hourly query reads the whole day so far; create a flow log with hourly folders, and set partitions: hourly.',
          },
        ]),
  ];
}

function flowLogsOf(input: unknown): JsonObject {
  return record(record(record(input).zoneTraffic).flowLogs);
}

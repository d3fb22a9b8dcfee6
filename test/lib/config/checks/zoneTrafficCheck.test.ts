import { configJsonSchema } from '../../../../lib/config/schema/jsonSchema';
import { configWith, diagnose, inputWith } from '../input';
import { accepts } from '../schema/draft07';

const vpc = 'vpc-0123456789abcdef0';
const bucket = 'flow-logs';
const format = (...names: string[]) => names.map((name) => `\${${name}}`).join(' ');
const best = format('pkt-srcaddr', 'pkt-dstaddr', 'bytes', 'start', 'flow-direction');
const complete = { bucket, partitions: 'hourly', logFormat: best };
const change = (flowLogs: unknown, more: object = {}) => ['zoneTraffic', { flowLogs, ...more }] as const;

describe('accepted without a warning, also by editors', () => {
  test.each<[string, object, object]>([
    ['a flow log of the stack', { vpc }, {}],
    ['an existing one', complete, {}],
    [
      'all keys',
      { ...complete, prefix: 'logs/vpc', format: 'parquet', hive: true },
      { scanLimitGiB: 1, retentionDays: 2 },
    ],
    [
      'an interface without a direction',
      { ...complete, logFormat: best.replace('flow-direction', 'interface-id') },
      {},
    ],
    [
      'addresses of interfaces beside those of packets',
      { ...complete, logFormat: `${best} ${format('srcaddr', 'ecs-task-id')}` },
      {},
    ],
  ])('%s', (_, flowLogs, more) => {
    expect(diagnose(change(flowLogs, more))).toEqual([]);
    expect(configWith(change(flowLogs, more)).zoneTraffic).toEqual({
      flowLogs,
      scanLimitGiB: 100,
      retentionDays: 90,
      ...more,
    });
    expect(accepts({ ...configJsonSchema() }, inputWith(change(flowLogs, more)))).toBe(true);
  });
});

const at = 'zoneTraffic.flowLogs';
describe('rejected, also by editors', () => {
  test.each<[string, unknown, string]>([
    [
      'neither',
      {},
      `error ${at}: specify vpc, of which the stack creates a flow log, or bucket, which has one already.`,
    ],
    [
      'both',
      { vpc, bucket },
      `error ${at}: specify vpc, of which the stack creates a flow log, or bucket, which has one already.`,
    ],
    ['what is no VPC', { vpc: 'main' }, `error ${at}.vpc: got "main", expected the ID of a VPC such as ${vpc}.`],
    [
      'what is no bucket',
      { bucket: 's3://flow-logs' },
      `error ${at}.bucket: got "s3://flow-logs", expected the name of an S3 bucket.`,
    ],
    [
      'a slash at the end',
      { ...complete, prefix: 'vpc/' },
      `error ${at}.prefix: got "vpc/", expected a prefix such as vpc or logs/vpc, without a slash at its end.`,
    ],
    [
      'names without their braces',
      { ...complete, logFormat: 'bytes start' },
      `error ${at}.logFormat: got "bytes start", expected the LogFormat that \`aws ec2 describe-flow-logs\` prints: names of fields, with single spaces between them.`,
    ],
  ])('%s', (_, flowLogs, line) => {
    expect(diagnose(change(flowLogs))).toContain(line);
    expect(accepts({ ...configJsonSchema() }, inputWith(change(flowLogs)))).toBe(false);
  });
});

describe('rejected, because of several values together', () => {
  test.each<[string, object, string]>([
    [
      'a prefix for the flow log of the stack',
      { vpc, prefix: 'x' },
      `error ${at}.prefix: got "x": prefix describes the flow log in a bucket; remove it, because the stack creates the flow log.`,
    ],
    [
      'no bytes',
      { ...complete, logFormat: format('pkt-srcaddr', 'pkt-dstaddr', 'start') },
      `error ${at}.logFormat: has no bytes; create a flow log with these fields.`,
    ],
    [
      'no addresses',
      { ...complete, logFormat: format('bytes', 'start', 'pkt-srcaddr', 'dstaddr') },
      `error ${at}.logFormat: has no pkt-srcaddr and pkt-dstaddr; create a flow log with these fields.`,
    ],
    [
      'neither an interface nor a direction',
      { ...complete, logFormat: format('pkt-srcaddr', 'pkt-dstaddr', 'bytes', 'start', 'srcport') },
      `error ${at}.logFormat: has neither flow-direction nor interface-id: both interfaces record the same bytes, and each would count twice; create a flow log with these fields.`,
    ],
    [
      'a field twice',
      { ...complete, logFormat: `${best} ${format('bytes')}` },
      `error ${at}.logFormat: has bytes twice; copy LogFormat from \`aws ec2 describe-flow-logs\`.`,
    ],
  ])('%s', (_, flowLogs, line) => {
    expect(diagnose(change(flowLogs)).join('\n')).toContain(line);
  });
});

describe('warned of', () => {
  test.each<[string, object, RegExp]>([
    [
      'daily folders',
      { bucket, logFormat: best },
      /^warning zoneTraffic\.flowLogs\.bucket: .*daily folders.*partitions: hourly/,
    ],
    [
      'the default format',
      { bucket, partitions: 'hourly' },
      /^warning zoneTraffic\.flowLogs\.bucket: .*version 2.*only traffic of pods with a network interface/,
    ],
    [
      'a format with addresses of interfaces',
      { ...complete, logFormat: format('srcaddr', 'dstaddr', 'bytes', 'start', 'interface-id') },
      /^warning zoneTraffic\.flowLogs\.logFormat: has no pkt-srcaddr/,
    ],
  ])('%s', (_, flowLogs, line) => {
    expect(diagnose(change(flowLogs))).toEqual([expect.stringMatching(line)]);
  });
});

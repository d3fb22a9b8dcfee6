import { z } from 'zod';
import { always } from './targetSchema';

/** Keys that describe the flow log of a bucket. That of the stack has what is best. */
const ofBucket = ['prefix', 'kmsKey', 'format', 'logFormat', 'partitions', 'hive'] as const;

const flowLogs = z
  .strictObject({
    vpc: z
      .string()
      .regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/)
      .optional()
      .meta({
        description:
          'VPC of the cluster. The stack then creates a flow log of it, in Parquet with hourly folders, which costs what the VPC sends. Specify this or bucket.',
        errorMessage: 'the ID of a VPC such as vpc-0123456789abcdef0',
      }),
    bucket: z
      .string()
      .regex(/^(?!xn--)[0-9a-z][-.0-9a-z]{1,61}[0-9a-z]$/)
      .optional()
      .meta({
        description: 'Name of the S3 bucket that has a flow log of the VPC already. Specify this or vpc.',
        errorMessage: 'the name of an S3 bucket',
      }),
    prefix: z
      .string()
      .max(512)
      .regex(/^[-\w!.*'()/=]*[-\w!.*'()=]$/)
      .optional()
      .meta({
        description:
          'What stands before AWSLogs/ in the keys of the bucket, without the slash at its end. Default: none.',
        errorMessage: 'a prefix such as vpc or logs/vpc, without a slash at its end',
      }),
    kmsKey: z
      .string()
      .regex(/^arn:aws[-a-z]*:kms:[-a-z0-9]+:\d{12}:key\/[-0-9a-z]+$/)
      .optional()
      .meta({
        description: 'ARN of the KMS key that encrypts the flow logs in the bucket. Default: none.',
        errorMessage:
          'the ARN of a key such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      }),
    format: z.enum(['text', 'parquet']).optional().meta({ description: 'Format of the files. Default: text.' }),
    logFormat: z
      .string()
      .max(4096)
      .regex(/^\$\{[a-z][-a-z0-9]*\}( \$\{[a-z][-a-z0-9]*\})*$/)
      .optional()
      .meta({
        description:
          'Fields of the flow log, as `aws ec2 describe-flow-logs` prints LogFormat. It needs bytes and start, and should have pkt-srcaddr, pkt-dstaddr and flow-direction, and vpc-id if flow logs of other VPCs are in the same folder. Default: the fields of version 2.',
        errorMessage:
          'the LogFormat that `aws ec2 describe-flow-logs` prints: names of fields, with single spaces between them',
      }),
    partitions: z
      .enum(['daily', 'hourly'])
      .optional()
      .meta({ description: 'Whether there is a folder for each day or for each hour. Default: daily.' }),
    hive: z
      .boolean()
      .optional()
      .meta({ description: 'Whether the folders are year=2026/month=01/… instead of 2026/01/…. Default: false.' }),
  })
  .refine(({ vpc, bucket }) => (vpc === undefined) !== (bucket === undefined), {
    ...always,
    message: 'specify vpc, of which the stack creates a flow log, or bucket, which has one already',
  })
  .superRefine((value, context) => {
    if (value.vpc === undefined) return;
    for (const key of ofBucket) {
      if (value[key] === undefined) continue;
      const message = `${key} describes the flow log in a bucket; remove it, because the stack creates the flow log`;
      context.addIssue({ code: 'custom', path: [key], message });
    }
  })
  .meta({
    description: 'Where the VPC flow logs of the cluster are.',
    oneOf: [{ required: ['vpc'] }, { required: ['bucket'] }],
  });

/** Traffic between zones: an hourly inventory of pods, joined with VPC flow logs. */
export const zoneTraffic = z
  .strictObject({
    flowLogs,
    scanLimitGiB: z.int().min(1).max(100_000).default(100).meta({
      description: 'Athena cancels a query that reads more than this, in GiB. A TiB costs about 5 USD.',
      errorMessage: 'an integer from 1 to 100000',
    }),
    retentionDays: z.int().min(2).max(3650).default(90).meta({
      description: 'How long inventories and results are kept, in days. A flow log of the stack is kept for 7 days.',
      errorMessage: 'an integer from 2 to 3650',
    }),
  })
  .optional()
  .meta({
    description:
      'Traffic between zones: each hour, which app sent how many bytes to which other, and in which zones they were. Default: none. See docs/zone-traffic.md.',
  });

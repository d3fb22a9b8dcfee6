import { z } from 'zod';

/** Source: Amazon CloudWatch Logs API Reference, PutRetentionPolicy (`retentionInDays`). */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const arnOf = (service: string, resource: string) => new RegExp(`^arn:aws[-a-z]*:${service}:${resource}$`);

/** The Lambda function and its role. */
export const functionOptions = z
  .strictObject({
    architecture: z.enum(['arm64', 'x86_64']).default('arm64').meta({ description: 'Processor of the function.' }),
    memorySize: z.int().min(256).max(10_240).default(256).meta({
      description: 'Memory in MB. Processor time grows with it.',
      errorMessage: 'an integer from 256 to 10240',
    }),
    timeout: z.int().min(15).max(60).default(30).meta({
      description: 'How long a run may take, in seconds. Its tries and waits are shares of it.',
      errorMessage: 'an integer from 15 to 60',
    }),
    reservedConcurrency: z.int().min(1).max(100).optional().meta({
      description:
        'Concurrent executions that are reserved for the function, so that other functions of the account cannot use them up. Default: none.',
      errorMessage: 'an integer from 1 to 100',
    }),
    roleName: z
      .string()
      .regex(/^[\w+=,.@-]{1,64}$/)
      .optional()
      .meta({
        description: 'Name of the IAM role, without a path. Default: derived from the cluster.',
        errorMessage: 'a name of at most 64 letters, digits and "_ + = , . @ -", without a path',
      }),
    permissionsBoundary: z.string().regex(arnOf('iam', ':(\\d{12}|aws):policy/[\\w+=,.@/-]+')).optional().meta({
      description: 'ARN of the policy that limits the roles of the stack. Default: none.',
      errorMessage: 'the ARN of a policy such as arn:aws:iam::111122223333:policy/boundary',
    }),
  })
  .prefault({})
  .meta({ description: 'The Lambda function and its role.' });

/** The log group, as keys of `logging`. */
export const logGroupKeys = {
  retentionDays: z
    .literal(retentions)
    .default(30)
    .meta({
      description: 'How long log events are kept, in days.',
      errorMessage: `a number of days that CloudWatch Logs accepts: ${retentions.join(', ')}`,
    }),
  kmsKey: z.string().regex(arnOf('kms', '[-a-z0-9]+:\\d{12}:key/[-\\w]+')).optional().meta({
    description:
      'ARN of the KMS key that encrypts the log. Its policy must allow logs.REGION.amazonaws.com. Default: none; CloudWatch Logs then encrypts with a key of its own.',
    errorMessage: 'the ARN of a key such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd',
  }),
  keepWithoutStack: z.boolean().default(false).meta({
    description: 'Whether the log group stays when the stack is deleted.',
  }),
};

/** Source: AWS Resource Groups Tagging API Reference, Tag. */
export const tags = z
  .record(
    z
      .string()
      .max(128)
      .regex(/^(?![Aa][Ww][Ss]:)[\p{L}\p{Z}\p{N}_.:/=+@-]+$/u),
    z
      .string()
      .max(256)
      .regex(/^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u),
  )
  .default({})
  .meta({
    description: 'Tags of all resources that can have some.',
    errorMessage: 'a mapping of tags, such as { team: platform }: letters, digits, spaces and "_ . : / = + - @"',
  });

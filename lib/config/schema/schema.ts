import { z } from 'zod';
import { always, downGrace, grace, target } from './targetSchema';

/** The one source of the configuration's types, of its validation and of `config.schema.json`. */

const printableAscii = /^(?=.*[!-~])[ -~]*$/;
const day = 86_400;

/** What such a check sees may be of any type. */
const areNumbers = (...values: readonly unknown[]) => values.every((value) => typeof value === 'number');

const cluster = z
  .strictObject({
    name: z
      .string()
      .regex(/^[0-9A-Za-z][-_0-9A-Za-z]{0,99}$/)
      .meta({
        description: 'Name of the EKS cluster.',
        errorMessage: 'a name of at most 100 letters, digits, "-" and "_", as `aws eks list-clusters` prints it',
      }),
    region: z
      .string()
      .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/)
      .meta({ description: 'AWS region of the cluster.', errorMessage: 'a region such as eu-central-1' }),
    account: z
      .string()
      .regex(/^\d{12}$/)
      .optional()
      .meta({
        description: 'AWS account of the cluster. Default: the account of the credentials that deploy.',
        errorMessage: '12 digits in quotes',
      }),
  })
  .meta({ description: 'The EKS cluster to watch.' });

const dimension = z.strictObject({
  name: z.string().max(255).regex(printableAscii).regex(/^[^:]/).meta({
    description: 'Name of the dimension.',
    errorMessage: '1 to 255 printable ASCII characters, not beginning with ":"',
  }),
  value: z
    .string()
    .max(1024)
    .regex(printableAscii)
    .meta({ description: 'Value of the dimension.', errorMessage: '1 to 1024 printable ASCII characters' }),
});

const metric = z
  .strictObject({
    namespace: z
      .string()
      .regex(/^(?=.*[^ ])[^:][-0-9A-Za-z._/#: ]{0,254}$/)
      .regex(/^[-0-9A-Za-z._/# ]/)
      .regex(/^(?![Aa][Ww][Ss]\/)/)
      .meta({
        description: 'CloudWatch namespace of the metric.',
        errorMessage:
          '1 to 255 letters, digits, spaces and ". - _ / # :", not beginning with ":" nor with "AWS/", which is kept for AWS services',
      }),
    name: z
      .string()
      .max(255)
      .regex(printableAscii)
      .meta({ description: 'CloudWatch name of the metric.', errorMessage: '1 to 255 printable ASCII characters' }),
    dimensions: z.array(dimension).max(30).default([]).meta({
      description: 'CloudWatch dimensions of the metric. Give at least one that names the cluster.',
      errorMessage: 'a list of at most 30 dimensions (the limit of CloudWatch), each { name: NAME, value: VALUE }',
    }),
  })
  .meta({ description: 'The CloudWatch metric to keep: 1 all healthy, 0 at least one is not.' });

/** Used where neither a target nor the file gives one. */
export const defaultGrace = '15m';

const arn = z
  .string()
  .regex(/^arn:aws[-a-z]*:[-a-z0-9]+:/)
  .meta({ errorMessage: 'an ARN such as arn:aws:sns:eu-central-1:111122223333:on-call' });
const actions = z.array(arn).max(5);

const alarm = z
  .strictObject({
    evaluationPeriods: z.int().min(1).default(5).meta({
      description: 'How many periods (of `seconds`) the alarm looks at.',
      errorMessage: 'a whole number from 1',
    }),
    datapointsToAlarm: z.int().min(1).default(3).meta({
      description: 'In how many of these periods the metric must be 0 or missing before the alarm rings.',
      errorMessage: 'a whole number from 1',
    }),
    actions: actions.default([]).meta({
      description: 'ARNs of what the alarm notifies when it rings, such as an SNS topic.',
      errorMessage: 'a list of at most 5 ARNs (the limit of CloudWatch)',
    }),
    okActions: actions.optional().meta({
      description: 'ARNs of what the alarm notifies when all is well again. Default: the same as actions.',
      errorMessage: 'a list of at most 5 ARNs (the limit of CloudWatch)',
    }),
  })
  .superRefine(({ datapointsToAlarm, evaluationPeriods }, context) => {
    if (areNumbers(datapointsToAlarm, evaluationPeriods) && datapointsToAlarm > evaluationPeriods) {
      const message = `datapointsToAlarm (${datapointsToAlarm}) is larger than evaluationPeriods (${evaluationPeriods}), so the alarm could never ring`;
      context.addIssue({ code: 'custom', path: ['datapointsToAlarm'], message });
    }
  }, always)
  .meta({ description: 'When the `health` alarm rings, and whom it tells.' });

export const configSchema = z
  .strictObject({
    cluster,
    dryRun: z
      .boolean()
      .default(false)
      .meta({ description: 'Look and log, but publish nothing; the actions of the alarm are off.' }),
    seconds: z.int().min(60).max(day).multipleOf(60).default(60).meta({
      description: 'How often to look, in seconds: a multiple of 60.',
      errorMessage:
        'a multiple of 60 from 60 to 86400, because one minute is the finest grain of EventBridge schedules',
    }),
    logging: z
      .strictObject({
        level: z.enum(['debug', 'info']).default('info').meta({ description: 'debug also logs each request.' }),
        format: z.enum(['json', 'logfmt']).default('json').meta({ description: 'Format of the log line.' }),
      })
      .prefault({})
      .meta({ description: 'Logging of the function.' }),
    metric,
    targets: z
      .array(target)
      .min(1)
      .meta({ description: 'What to watch.', errorMessage: 'a list of at least one target' }),
    grace: grace.prefault(defaultGrace),
    downGrace: downGrace.prefault('5m'),
    alarm: alarm.prefault({}),
  })
  .superRefine(({ seconds, alarm: value }, context) => {
    if (!areNumbers(seconds, value?.evaluationPeriods)) return;
    const longest = seconds < 3600 ? day : 7 * day;
    if (seconds >= 60 && seconds <= day && seconds * value.evaluationPeriods > longest) {
      const most = Math.floor(longest / seconds);
      const message = `CloudWatch evaluates at most one day, or seven days from \`seconds: 3600\` on; with \`seconds: ${seconds}\` write at most ${most}`;
      context.addIssue({ code: 'custom', path: ['alarm', 'evaluationPeriods'], message });
    }
  }, always)
  .meta({ title: 'eks-vigil configuration', description: 'What eks-vigil watches in one EKS cluster.' });

/** A configuration as validated, with defaults applied and durations in seconds. */
export type Config = z.output<typeof configSchema>;

/** One entry of `targets` as validated. */
export type TargetConfig = Config['targets'][number];

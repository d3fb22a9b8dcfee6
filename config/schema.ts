import { z } from 'zod';
import { durationSyntax, parseDuration } from './duration';
import { kinds } from './kinds';
import { parseLabelSelector } from './labelSelector';

/** The one source of the configuration's types, of its validation and of `config.schema.json`. */

const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const printableAscii = /^(?=.*[!-~])[ -~]*$/;
const day = 86_400;

/** Checked also beside other mistakes in the same mapping, so that a user sees every mistake at once. */
const always = { when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null };

/** What such a check sees may be of any type. */
const areNumbers = (...values: readonly unknown[]) => values.every((value) => typeof value === 'number');

const duration = z.union([z.string().regex(durationSyntax), z.literal(0)]).transform((value, context) => {
  const seconds = parseDuration(String(value));
  if (seconds === undefined) context.addIssue({ code: 'custom', message: 'write each unit (d, h, m, s) once' });
  return seconds ?? 0;
});
const durationMessage = { errorMessage: 'a duration such as 90s, 15m, 1h30m or 0' };

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

const minReady = z.union([z.int().min(1), z.string().regex(/^([1-9]\d?|100)%$/)]).meta({
  description: 'How many replicas must serve: a number, or a percentage (rounded up) of the desired replicas.',
  errorMessage: 'a whole number from 1, or a percentage such as "50%"',
});

/** Used where neither a target nor the file gives one. */
export const defaultGrace = '15m';

const grace = duration.meta({
  description: 'How long a shortfall that still serves counts as healthy, such as 90s, 15m or 1h30m. 0 is strict.',
  ...durationMessage,
});
const downGrace = duration.meta({
  description:
    'How long nothing at all may serve, as while a single replica is rescheduled, such as 90s or 5m. Never longer than grace.',
  ...durationMessage,
});

const conditionTypes = z
  .array(
    z
      .string()
      .regex(/^[A-Za-z]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/)
      .meta({ errorMessage: 'a type of a condition such as Ready' }),
  )
  .min(1)
  .meta({ errorMessage: 'a list of at least one type of a condition' });

const target = z
  .strictObject({
    kind: z.string().meta({
      description: 'Kind of the object. A custom resource needs its apiVersion as well.',
      examples: Object.keys(kinds),
      errorMessage: `${Object.keys(kinds).join(', ')}, or a custom resource with its apiVersion`,
    }),
    apiVersion: z
      .string()
      .regex(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v\d+((alpha|beta)\d+)?$/)
      .optional()
      .meta({
        description: 'API group and version of a custom resource.',
        errorMessage: 'a group and version such as monitoring.coreos.com/v1',
      }),
    resource: z
      .string()
      .regex(/^[a-z][a-z0-9]*$/)
      .optional()
      .meta({
        description:
          'Plural of a custom resource, as in its URL. Default: guessed from the kind as Kubernetes guesses it.',
        errorMessage: 'a plural in lower case such as prometheuses',
      }),
    conditions: z
      .strictObject({
        healthy: conditionTypes.optional().meta({ description: 'Conditions that must be True.' }),
        unhealthy: conditionTypes.optional().meta({ description: 'Conditions that must not be True.' }),
      })
      .optional()
      .meta({
        description:
          'Which conditions of a custom resource mean what. Default: Ready, Available, Healthy, Succeeded and Reconciled must be True; Degraded, Stalled and Failed must not.',
      }),
    namespace: z
      .string()
      .max(63)
      .regex(/^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/)
      .optional()
      .meta({
        description: 'Kubernetes namespace of the object; "*" with a selector for all namespaces.',
        errorMessage: 'a Kubernetes namespace (1 to 63 lower-case letters, digits and "-"), or "*" for all of them',
      }),
    name: z.string().max(253).regex(dnsSubdomain).optional().meta({
      description: 'Name of the one object. Give either name or selector.',
      errorMessage: 'a Kubernetes name: 1 to 253 lower-case letters, digits, "-" and "."',
    }),
    selector: z
      .string()
      .superRefine((text, context) => {
        try {
          parseLabelSelector(text);
        } catch (error) {
          context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        }
      })
      .optional()
      .meta({
        description: 'Label selector of a set of objects, as `kubectl -l` takes it. Give either name or selector.',
        errorMessage: 'a label selector such as app=grafana,tier in (web,api)',
      }),
    atLeast: z.int().min(1).optional().meta({
      description: 'How many objects the selector must match. Default: 1.',
      errorMessage: 'a whole number from 1',
    }),
    mode: z.enum(['AllOfThem', 'AtLeastOne']).optional().meta({
      description:
        'AllOfThem: every desired replica must serve, and rollouts must end. AtLeastOne: one is enough. Default: AllOfThem.',
    }),
    minReady: minReady.optional(),
    allowZero: z.boolean().default(false).meta({ description: 'Whether a workload that is scaled to 0 is healthy.' }),
    grace: grace.optional(),
    downGrace: downGrace.optional(),
  })
  .refine((value) => (value.name === undefined) !== (value.selector === undefined), {
    ...always,
    message: 'give either name (one object) or selector (a set), and not both',
  })
  .refine((value) => value.atLeast === undefined || value.selector !== undefined, {
    ...always,
    path: ['atLeast'],
    message: 'atLeast counts the objects that a selector matches; it has no meaning beside name',
  })
  .refine((value) => value.mode === undefined || value.minReady === undefined, {
    ...always,
    path: ['minReady'],
    message: 'give either mode or minReady, and not both',
  })
  .meta({
    oneOf: [{ required: ['name'] }, { required: ['selector'] }],
    not: { required: ['mode', 'minReady'] },
    dependencies: { atLeast: ['selector'] },
  });

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

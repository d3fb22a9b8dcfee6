import { z } from 'zod';
import { apiVersionSyntax } from '../../../model/kinds';
import { resourceSyntax } from '../../../model/restrictedReads';
import { dimensions, dimensionsMessage, printableAscii } from './dimensionSchema';
import { objectNameMessage, objectNameSyntax } from './nameSyntax';
import { duration } from './targetSchema';

const replicas = z.int().min(0).max(10_000);
const minute = 60;
const day = 86_400;

const target = z
  .strictObject({
    kind: z
      .string()
      .regex(/^[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/)
      .meta({
        description: 'Kind of the object: Deployment, StatefulSet, ReplicaSet, or another one with its apiVersion.',
        errorMessage: 'Deployment, StatefulSet, ReplicaSet, or another kind with its apiVersion',
      }),
    apiVersion: z.string().regex(apiVersionSyntax).optional().meta({
      description: 'API group and version of any other kind that has the subresource scale. Default: that of the kind.',
      errorMessage: 'a group and version such as argoproj.io/v1alpha1',
    }),
    resource: z.string().max(63).regex(resourceSyntax).optional().meta({
      description: 'Plural name of that kind, as in its URL. Default: derived from the kind, as Kubernetes guesses it.',
      errorMessage: 'a lowercase plural such as rollouts',
    }),
    namespace: z
      .string()
      .max(63)
      .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
      .meta({
        description: 'Kubernetes namespace of the object.',
        errorMessage: 'a Kubernetes namespace: 1 to 63 lowercase letters, digits and "-"',
      }),
    name: z
      .string()
      .max(253)
      .regex(objectNameSyntax)
      .meta({ description: 'Name of the object.', errorMessage: objectNameMessage }),
  })
  .meta({ description: 'The object whose number of replicas changes. It must have the subresource scale.' });

const policies = z
  .array(
    z.strictObject({
      type: z
        .enum(['Pods', 'Percent'])
        .meta({ description: 'Pods: a number of replicas. Percent: of the current replicas, rounded up.' }),
      value: z.int().min(1).max(10_000).meta({
        description: 'By how many replicas, or percent, the number of replicas changes.',
        errorMessage: 'an integer from 1 to 10000',
      }),
    }),
  )
  .min(1)
  .max(10)
  .meta({
    description: 'How far one change goes.',
    errorMessage: 'a list of 1 to 10 policies, each { type: Pods or Percent, value: NUMBER }',
  });

const metric = z
  .strictObject({
    namespace: z
      .string()
      .max(255)
      .regex(printableAscii)
      .regex(/^[^:]/)
      .meta({ description: 'CloudWatch namespace, such as AWS/SQS.', errorMessage: 'a namespace such as AWS/SQS' }),
    name: z
      .string()
      .max(255)
      .regex(printableAscii)
      .meta({ description: 'CloudWatch name of the metric.', errorMessage: '1 to 255 printable ASCII characters' }),
    dimensions: dimensions.meta({
      description: 'All dimensions of the metric.',
      errorMessage: dimensionsMessage,
    }),
  })
  .optional()
  .meta({
    description: 'A CloudWatch metric of the account and the region of the cluster. The stack has an alarm on it.',
  });

/** Source: Amazon CloudWatch API Reference, PutMetricAlarm (`ComparisonOperator`, `TreatMissingData`, `Period`). */
const comparisons = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
const missingData = ['missing', 'notBreaching', 'breaching', 'ignore'] as const;

/** Keys of an alarm that the stack creates. */
const evaluation = {
  statistic: z
    .string()
    .regex(/^(Average|Sum|Minimum|Maximum|SampleCount|p(100|\d{1,2}(\.\d{1,10})?))$/)
    .optional()
    .meta({
      description: 'Statistic of the metric. Default: Average.',
      errorMessage: 'Average, Sum, Minimum, Maximum, SampleCount or a percentile such as p90',
    }),
  period: z.int().min(minute).max(day).multipleOf(minute).optional().meta({
    description: 'Seconds of one data point: a multiple of 60. Default: 60; with podMetric, `seconds` of the file.',
    errorMessage: 'a multiple of 60 from 60 to 86400',
  }),
  comparison: z.enum(comparisons).optional().meta({ description: 'How the metric is compared. Required without arn.' }),
  threshold: z.number().optional().meta({
    description: 'What the metric is compared with. Required without arn.',
    errorMessage: 'a number',
  }),
  evaluationPeriods: z.int().min(1).max(100).optional().meta({
    description: 'Number of periods that the alarm evaluates. Default: 3.',
    errorMessage: 'an integer from 1 to 100',
  }),
  datapointsToAlarm: z.int().min(1).max(100).optional().meta({
    description: 'Number of these periods that must breach. Default: evaluationPeriods.',
    errorMessage: 'an integer from 1 to 100',
  }),
  missingData: z.enum(missingData).optional().meta({
    description:
      'What a period without data counts as. Default: missing; without any data, the alarm is then in INSUFFICIENT_DATA, which changes nothing.',
  }),
};

const alarm = z
  .strictObject({
    arn: z
      .string()
      .regex(/^arn:aws[-a-z]*:cloudwatch:[-a-z0-9]+:\d{12}:alarm:.{1,255}$/)
      .optional()
      .meta({
        description: 'ARN of an existing alarm, metric or composite, in the account and the region of the cluster.',
        errorMessage: 'the ARN of an alarm such as arn:aws:cloudwatch:eu-central-1:111122223333:alarm:queue-is-long',
      }),
    metric,
    podMetric: z.string().max(255).regex(printableAscii).optional().meta({
      description: 'CloudWatch name of a metric of `podMetrics`. The stack has an alarm on it.',
      errorMessage: 'the name of a metric of podMetrics',
    }),
    ...evaluation,
  })
  .meta({
    description: 'The alarm: an existing one, or one that the stack creates on a metric.',
    errorMessage: 'a mapping with arn, or with metric or podMetric, comparison and threshold',
    oneOf: [
      { required: ['arn'] },
      { required: ['metric', 'comparison', 'threshold'] },
      { required: ['podMetric', 'comparison', 'threshold'] },
    ],
  });

function direction(verb: string) {
  return z
    .strictObject({
      alarm,
      policies,
      select: z
        .enum(['Max', 'Min'])
        .default('Max')
        .meta({ description: 'Whether the largest or the smallest change of the policies counts.' }),
      coolDown: duration
        .refine((seconds) => seconds >= minute && seconds <= day, 'use 1m to 1d')
        .prefault('5m')
        .meta({
          description:
            'How long after the last change, in either direction, the next one may follow, such as 5m. While the alarm stays in ALARM, it does.',
          errorMessage: 'a duration from 1m to 1d, such as 5m',
        }),
    })
    .optional()
    .meta({ description: `The alarm that ${verb} the number of replicas while it is in ALARM, and how far.` });
}

const rule = z.strictObject({
  target,
  min: replicas.meta({
    description: 'The number of replicas that a change never goes below.',
    errorMessage: 'an integer from 0 to 10000',
  }),
  max: replicas.min(1).meta({
    description: 'The number of replicas that a change never goes above.',
    errorMessage: 'an integer from 1 to 10000',
  }),
  up: direction('raises'),
  down: direction('lowers'),
  dryRun: z
    .boolean()
    .default(false)
    .meta({ description: 'Decide and log what would change, but change nothing, as `dryRun` of the file for all.' }),
});

/** Alarms that change the number of replicas. Rules across keys are in scalingCheck.ts. */
export const scaling = z.array(rule).min(1).max(50).optional().meta({
  description:
    'Alarms that change the number of replicas within bounds: by a function of its own, with a role and a group of its own. Default: none. See docs/scaling.md.',
  errorMessage: 'a list of 1 to 50 entries, each with target, min, max, and up or down',
});

/** One validated entry of `scaling`. */
export type ScalingEntry = NonNullable<z.output<typeof scaling>>[number];

/** The alarm of a direction. */
export type ScalingAlarmConfig = NonNullable<ScalingEntry['up']>['alarm'];

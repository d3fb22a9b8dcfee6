import { z } from 'zod';
import { dimensions, dimensionsMessage, printableAscii } from './dimensionSchema';

/** Source: Amazon CloudWatch API Reference, PutMetricData (`Namespace`). */
export const metricNamespace = z
  .string()
  .regex(/^(?=.*[^ ])[^:][-0-9A-Za-z._/#: ]{0,254}$/)
  .regex(/^[-0-9A-Za-z._/# ]/)
  .regex(/^(?![Aa][Ww][Ss]\/)/);
export const namespaceMessage =
  '1 to 255 letters, digits, spaces and ". - _ / # :", not starting with ":" or "AWS/" (reserved for AWS services)';

export const metricName = z.string().max(255).regex(printableAscii);
export const metricNameMessage = '1 to 255 printable ASCII characters';

export const metric = z
  .strictObject({
    namespace: metricNamespace.meta({
      description: 'CloudWatch namespace of the metric.',
      errorMessage: namespaceMessage,
    }),
    name: metricName.meta({ description: 'CloudWatch name of the metric.', errorMessage: metricNameMessage }),
    dimensions: dimensions.meta({
      description: 'CloudWatch dimensions of the metric. Specify at least one that identifies the cluster.',
      errorMessage: dimensionsMessage,
    }),
    perTarget: z.boolean().optional().meta({
      description:
        'Whether the health of each target is published, too, with the dimension Target. No alarm reads it. Each metric costs 0.30 USD a month. Default: false.',
    }),
  })
  .meta({ description: 'The CloudWatch metric to publish: 1 if all targets are healthy, 0 if at least one is not.' });

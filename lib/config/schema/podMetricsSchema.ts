import { z } from 'zod';
import { aggregates, metricUnits } from '../../../model/podMetricsConfig';
import { dimensions, dimensionsMessage } from './dimensionSchema';
import { labelSelector } from './labelSelectorSchema';
import { metricName, metricNameMessage, metricNamespace, namespaceMessage } from './metricSchema';
import { pathMessage, pathSyntax } from './probeSchema';

export const podMetricsPresets = ['vpc-cni'] as const;

const labelValue = z
  .union([z.string(), z.array(z.string()).min(1)])
  .meta({ errorMessage: 'a text such as "500", or a list of texts' });

const exposedMetric = z.strictObject({
  name: z
    .string()
    .max(255)
    .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/)
    .meta({
      description: 'Name of the metric as the pods expose it, such as http_requests_total.',
      errorMessage: 'a name of letters, digits, "_" and ":", not starting with a digit',
    }),
  as: metricName
    .optional()
    .meta({ description: 'Name of the metric in CloudWatch. Default: its name.', errorMessage: metricNameMessage }),
  aggregate: z.enum(aggregates).default('sum').meta({
    description:
      'How the values of all series of all pods become one. Histograms are published as they are, whatever it is.',
  }),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), labelValue)
    .optional()
    .meta({
      description:
        'Which series count: those with this value, or one of these values, of each label. Default: all series.',
      errorMessage: 'a mapping of labels to a value or a list of values, such as { code: ["500", "503"] }',
    }),
  unit: z.enum(metricUnits).optional().meta({
    description:
      'Unit in CloudWatch. Default: by the name (such as Seconds for _seconds), else Count for counters and None for the others.',
  }),
});

export const podMetrics = z
  .array(
    z.strictObject({
      preset: z.enum(podMetricsPresets).optional().meta({
        description:
          'What to read: vpc-cni publishes the metrics of cni-metrics-helper. Default: none; specify namespace, selector, port and metrics.',
      }),
      namespace: z
        .string()
        .max(63)
        .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
        .optional()
        .meta({
          description: 'Kubernetes namespace of the pods.',
          errorMessage: 'a Kubernetes namespace: 1 to 63 lowercase letters, digits and "-"',
        }),
      selector: labelSelector.optional().meta({
        description: 'Label selector of the pods, in the syntax of `kubectl -l`.',
        errorMessage: 'a label selector such as app=web',
      }),
      port: z.int().min(1).max(65_535).optional().meta({
        description: 'Port of the pods that serves the metrics.',
        errorMessage: 'a port number from 1 to 65535',
      }),
      scheme: z.enum(['http', 'https']).optional().meta({
        description: 'How the API server connects to the pods. It does not verify their certificates. Default: http.',
      }),
      path: z
        .string()
        .max(1000)
        .regex(pathSyntax)
        .optional()
        .meta({ description: 'Path of the metrics. Default: /metrics.', errorMessage: pathMessage }),
      metrics: z.array(exposedMetric).min(1).max(500).optional().meta({
        description: 'The metrics to publish. Each costs 0.30 USD a month.',
        errorMessage: 'a list of 1 to 500 metrics, each { name: NAME }',
      }),
      metricNamespace: metricNamespace.optional().meta({
        description:
          'CloudWatch namespace of the metrics; not that of `metric`. Default: that of `metric` with /PodMetrics at its end; of the preset vpc-cni, Kubernetes.',
        errorMessage: namespaceMessage,
      }),
      dimensions: dimensions.unwrap().optional().meta({
        description:
          'CloudWatch dimensions of the metrics. Default: those of `metric`; of the preset vpc-cni, CLUSTER_ID with the name of the cluster.',
        errorMessage: dimensionsMessage,
      }),
    }),
  )
  .min(1)
  .max(20)
  .optional()
  .meta({
    description:
      'Metrics that pods expose in the format of Prometheus, aggregated over the cluster and published in CloudWatch, by a function of its own. Default: none. See docs/pod-metrics.md.',
    errorMessage: 'a list of 1 to 20 groups of pods, such as [{ preset: vpc-cni }]',
  });

/** One validated entry of `podMetrics`: podMetricsCheck.ts holds what is required. */
export type PodMetricsEntry = NonNullable<z.output<typeof podMetrics>>[number];

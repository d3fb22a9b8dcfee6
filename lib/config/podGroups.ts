import type { RuntimePodGroup, RuntimePodMetric } from '../../model/podMetricsConfig';
import { vpcCniMetrics } from '../presets/vpcCniMetrics';
import type { PodMetricsEntry } from './schema/podMetricsSchema';
import type { Config } from './schema/schema';

/** The groups of pods whose metrics are read, with all defaults applied. Pure. */
export function toPodGroups({ podMetrics = [], metric }: Pick<Config, 'podMetrics' | 'metric'>): RuntimePodGroup[] {
  return podMetrics.map((entry) => {
    const { metricNamespace, dimensions } = entry;
    const group = entry.preset === undefined ? toGroup(entry, metric) : vpcCniMetrics;
    return {
      ...group,
      ...(metricNamespace === undefined ? {} : { metricNamespace }),
      ...(dimensions === undefined ? {} : { dimensions }),
    };
  });
}

/**
 * Where the metrics of pods are published by default. Never in the namespace of the vigil's own metric: IAM limits the role by
 * namespace only, so it could publish that one, too.
 */
export function podMetricNamespace({ namespace }: Pick<Config['metric'], 'namespace'>): string {
  return `${namespace}/PodMetrics`;
}

function toGroup(entry: PodMetricsEntry, metric: Config['metric']): RuntimePodGroup {
  const { namespace = '', selector = '', port = 0, scheme = 'http', path = '/metrics', metrics = [] } = entry;
  return {
    namespace,
    selector,
    scheme,
    port,
    path,
    metrics: metrics.map(toMetric),
    metricNamespace: podMetricNamespace(metric),
    dimensions: metric.dimensions,
  };
}

function toMetric({
  name,
  as = name,
  aggregate,
  labels,
  unit,
}: NonNullable<PodMetricsEntry['metrics']>[number]): RuntimePodMetric {
  const wanted = Object.entries(labels ?? {}).map(([label, values]) => [label, [values].flat()] as const);
  return {
    name,
    as,
    aggregate,
    ...(wanted.length === 0 ? {} : { labels: Object.fromEntries(wanted) }),
    ...(unit === undefined ? {} : { unit }),
  };
}

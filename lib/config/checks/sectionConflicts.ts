import { quote } from '../diagnostics/diagnostic';
import { toPodGroups } from '../podGroups';
import { scaledObject, targetOf } from '../scalingRules';
import type { Config } from '../schema/schema';
import { mayShareAccount } from './accounts';
import type { Conflict, Rule } from './conflict';

/** Targets of `scaling` that two files of one cluster would both scale. */
export const findScalingConflicts: Rule = (config, earlier, file) => {
  const accounts = mayShareAccount(config, earlier);
  const { cluster } = config;
  if (accounts === 'no' || cluster.region !== earlier.cluster.region || cluster.name !== earlier.cluster.name)
    return [];
  const others = new Set((earlier.scaling ?? []).map((entry) => scaledObject(targetOf(entry))));
  return (config.scaling ?? []).flatMap((entry, index): Conflict[] => {
    const target = targetOf(entry);
    if (!others.has(scaledObject(target))) return [];
    const name = `${target.kind} ${target.namespace}/${target.name}`;
    const message = `${file} scales ${name}, too, and two that change its replicas would work against each other; scale it in one of the files only${unlessOthers(accounts)}.`;
    return [{ path: ['scaling', index, 'target'], message }];
  });
};

/** Each group also publishes how many of its pods were not read, so that two with the same namespace and dimensions always collide. */
export const findPodMetricConflicts: Rule = (config, earlier, file) => {
  const accounts = mayShareAccount(config, earlier);
  if (accounts === 'no' || config.cluster.region !== earlier.cluster.region) return [];
  const others = new Set(seriesOf(earlier));
  return seriesOf(config).flatMap((series, index): Conflict[] => {
    if (!others.has(series)) return [];
    const message = `${file} publishes metrics of pods into the same namespace with the same dimensions, too, so that CloudWatch would mix them; specify another metricNamespace or other dimensions${unlessOthers(accounts)}.`;
    return [{ path: ['podMetrics', index], message }];
  });
};

/** The role of the pod metrics function could publish the health of the other cluster: IAM knows neither its region nor its dimensions. */
export const findPodNamespaceConflicts: Rule = (config, earlier, file) => {
  const accounts = mayShareAccount(config, earlier);
  if (accounts === 'no') return [];
  const why = 'whose role could then publish that metric, too, because IAM limits it by namespace only';
  const usesOf = (one: Config, other: Config) =>
    toPodGroups(one).flatMap(({ metricNamespace }, index) =>
      metricNamespace === other.metric.namespace ? [{ index, name: quote(metricNamespace) }] : [],
    );
  return [
    ...usesOf(config, earlier).map(({ index, name }): Conflict => {
      const message = `publishes into ${name}, the namespace of metric in ${file}: the pod metrics function, ${why}; specify another metricNamespace${unlessOthers(accounts)}.`;
      return { path: ['podMetrics', index], message };
    }),
    ...usesOf(earlier, config).map(({ index, name }): Conflict => {
      const message = `podMetrics[${index}] of ${file} publishes into ${name}, too: its pod metrics function, ${why}; specify another metricNamespace there${unlessOthers(accounts)}.`;
      return { path: ['metric', 'namespace'], message };
    }),
  ];
};

/** Of each group, equal if its metrics are those of another one with the same names. */
function seriesOf(config: Config): string[] {
  return toPodGroups(config).map(({ metricNamespace, dimensions }) =>
    JSON.stringify([
      metricNamespace,
      ...dimensions.map(({ name, value = config.cluster.name }) => JSON.stringify([name, value])).sort(),
    ]),
  );
}

function unlessOthers(accounts: 'yes' | 'unknown'): string {
  return accounts === 'unknown'
    ? ', or specify cluster.account in both files if the clusters are in different accounts'
    : '';
}

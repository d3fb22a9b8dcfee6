import type { PodMetricsConfig } from '../../model/podMetricsConfig';
import { toPodGroups } from './podGroups';
import type { Config } from './schema/schema';
import { sectionFunctionConfig, sectionOf } from './sections';

/**
 * The `config.json` of the pod metrics function. Pure.
 *
 * @param config - a validated configuration with `podMetrics`.
 * @param file - the path of the configuration file. Undefined if there is none.
 */
export function toPodMetricsConfig(config: Config, file?: string): PodMetricsConfig {
  const section = sectionOf(config, 'podMetrics');
  return {
    ...sectionFunctionConfig(config, section),
    dryRun: config.dryRun,
    seconds: config.seconds,
    groups: toPodGroups(config),
    rbacHash: section.rbacHash,
    ...(file === undefined ? {} : { file }),
  };
}

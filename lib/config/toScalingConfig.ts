import type { ScalingConfig } from '../../model/scalingConfig';
import { sectionNames } from './names';
import { toScalingRules } from './scalingRules';
import type { Config } from './schema/schema';
import { sectionFunctionConfig, sectionOf } from './sections';

/**
 * The `config.json` of the scaling function. Pure.
 *
 * @param config - a validated configuration with `scaling`.
 * @param file - the path of the configuration file. Undefined if there is none.
 */
export function toScalingConfig(config: Config, file?: string): ScalingConfig {
  const section = sectionOf(config, 'scaling');
  return {
    ...sectionFunctionConfig(config, section),
    rules: toScalingRules(config, sectionNames(config, 'scaling')),
    rbacHash: section.rbacHash,
    ...(file === undefined ? {} : { file }),
  };
}

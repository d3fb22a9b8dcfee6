import type { Construct } from 'constructs';
import { withStackIds } from './config/names';
import type { Config } from './config/schema/schema';
import { VigilStack } from './vigilStack';

/**
 * One stack for each configuration, in one app.
 *
 * @param configs - validated configurations without conflicts among each other, as `readConfigurations` returns them.
 * @param files - their paths. @default - none
 */
export function createStacks(
  scope: Construct,
  configs: readonly Config[],
  files: ReadonlyMap<Config, string> = new Map(),
): VigilStack[] {
  return withStackIds(configs).map((props) => new VigilStack(scope, { ...props, file: files.get(props.config) }));
}

import { formatDiagnostic } from '../../lib/config/diagnostics/diagnostic';
import { loadConfig } from '../../lib/config/load';
import type { Config } from '../../lib/config/schema/schema';

/**
 * Validates a configuration given as YAML.
 * @throws Error with its diagnostics when it is not valid.
 */
export function configFrom(yaml: string): Config {
  const { config, diagnostics } = loadConfig('test.yaml', yaml);
  if (config === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return config;
}

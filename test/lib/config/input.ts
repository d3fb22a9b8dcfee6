import { type LoadedConfig, loadConfig } from '../../../lib/config/load';
import type { Config } from '../../../lib/config/schema/schema';

/** A path such as `targets.0.name`, and its new value; undefined removes the key. */
export type Change = readonly [path: string, value: unknown];

/** An SNS topic that the alarms of these configurations can call. */
export const topic = 'arn:aws:sns:eu-central-1:111122223333:on-call';

/** The plain values of a valid configuration, with changes applied. */
export function inputWith(...changes: readonly Change[]): unknown {
  const input = {
    cluster: { name: 'prod', region: 'eu-central-1' },
    metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'prod' }] },
    targets: [{ kind: 'Deployment', namespace: 'shop', name: 'web' }],
    alarms: { page: { actions: [topic] }, ticket: { actions: [topic] } },
  };
  for (const [path, value] of changes) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const holder = keys.reduce<object>((inner, key, depth) => {
      if (!Object.hasOwn(inner, key)) Reflect.set(inner, key, /^\d+$/.test(keys[depth + 1] ?? last) ? [] : {});
      return Reflect.get(inner, key);
    }, input);
    Reflect.set(holder, last, value);
  }
  return input;
}

/** Loads values as a file: JSON is also YAML. */
export function loadInput(input: unknown, file = 'prod.yaml'): LoadedConfig {
  return loadConfig(file, JSON.stringify(input));
}

/** A validated configuration with changes applied. */
export function configWith(...changes: readonly Change[]): Config {
  const { config, diagnostics } = loadInput(inputWith(...changes));
  if (config === undefined) throw new Error(`invalid: ${JSON.stringify(diagnostics)}`);
  return config;
}

/** The diagnostics of a configuration with changes applied, as `severity path: message`. */
export function diagnose(...changes: readonly Change[]): string[] {
  return loadInput(inputWith(...changes)).diagnostics.map(
    ({ severity, path, message }) => `${severity} ${path}: ${message}`,
  );
}

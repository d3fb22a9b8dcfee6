import type { Diagnostic } from '../diagnostics/diagnostic';
import type { LoadedConfig } from '../load';
import type { Config } from '../schema/schema';

interface Rule {
  readonly path: string;
  readonly getKey: (config: Config) => readonly unknown[];
  readonly message: (other: string) => string;
}

const rules: readonly Rule[] = [
  {
    path: 'cluster',
    getKey: ({ cluster }) => [cluster.account, cluster.region, cluster.name],
    message: (other) =>
      `${other} watches the same cluster, and both would create the same IAM role; put all targets of a cluster in one file.`,
  },
  {
    path: 'metric',
    getKey: ({ cluster, metric }) => [
      cluster.account,
      cluster.region,
      metric.namespace,
      metric.name,
      ...metric.dimensions.map(({ name, value }) => JSON.stringify([name, value])).sort(),
    ],
    message: (other) =>
      `${other} publishes the same metric, so each would hide missing data of the other; use different dimensions.`,
  },
];

/** Finds conflicts between valid files: two with the same cluster or the same metric. */
export function checkAcrossFiles(files: readonly LoadedConfig[]): Diagnostic[] {
  return rules.flatMap(({ path, getKey, message }) => {
    const first = new Map<string, string>();
    return files.flatMap((loaded): Diagnostic[] => {
      if (loaded.config === undefined) return [];
      const key = JSON.stringify(getKey(loaded.config));
      const other = first.get(key);
      if (other === undefined) {
        first.set(key, loaded.file);
        return [];
      }
      return [{ severity: 'error', file: loaded.file, ...loaded.locate([path]), path, message: message(other) }];
    });
  });
}

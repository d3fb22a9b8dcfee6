import type { Diagnostic } from '../diagnostics/diagnostic';
import type { LoadedConfig } from '../load';
import type { Config } from '../schema/schema';

interface Rule {
  readonly path: string;
  readonly key: (config: Config) => readonly unknown[];
  readonly message: (other: string) => string;
}

const rules: readonly Rule[] = [
  {
    path: 'cluster',
    key: ({ cluster }) => [cluster.account, cluster.region, cluster.name],
    message: (other) =>
      `${other} watches the same cluster, and both would be one and the same IAM role; put all targets of a cluster into one file.`,
  },
  {
    path: 'metric',
    key: ({ cluster, metric }) => [
      cluster.account,
      cluster.region,
      metric.namespace,
      metric.name,
      ...metric.dimensions.map(({ name, value }) => JSON.stringify([name, value])).sort(),
    ],
    message: (other) =>
      `${other} writes the same metric, and two writers hide each other's gaps; give each its own dimensions.`,
  },
];

/** Mistakes that only show when several valid files are seen together. */
export function checkAcrossFiles(files: readonly LoadedConfig[]): Diagnostic[] {
  return rules.flatMap(({ path, key, message }) => {
    const first = new Map<string, string>();
    return files.flatMap((loaded): Diagnostic[] => {
      if (loaded.config === undefined) return [];
      const id = JSON.stringify(key(loaded.config));
      const other = first.get(id);
      if (other === undefined) {
        first.set(id, loaded.file);
        return [];
      }
      return [{ severity: 'error', file: loaded.file, ...loaded.locate([path]), path, message: message(other) }];
    });
  });
}

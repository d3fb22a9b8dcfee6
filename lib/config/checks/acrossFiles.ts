import type { Diagnostic } from '../diagnostics/diagnostic';
import type { LoadedConfig } from '../load';
import { shortTargetsName } from '../names';
import type { Config } from '../schema/schema';

interface Rule {
  readonly path: string;
  /** What no other file may have in common with this one. */
  readonly getKeys: (config: Config) => readonly (readonly unknown[])[];
  readonly message: (other: string) => string;
}

const rules: readonly Rule[] = [
  {
    path: 'cluster',
    getKeys: ({ cluster }) => [[cluster.account, cluster.region, cluster.name]],
    message: (other) =>
      `${other} watches the same cluster, and both would create the same IAM role; put all targets of a cluster in one file.`,
  },
  {
    path: 'metric',
    getKeys: ({ cluster, metric, alarms }) =>
      [metric.name, ...(alarms.ticket.chronic ? [shortTargetsName(metric)] : [])].map((metricName) => [
        cluster.account,
        cluster.region,
        metric.namespace,
        metricName,
        ...metric.dimensions.map(({ name, value }) => JSON.stringify([name, value])).sort(),
      ]),
    message: (other) =>
      `${other} publishes the same metric, so each would hide missing data of the other; use different dimensions.`,
  },
];

/** Finds conflicts between valid files: two with the same cluster or the same metric. */
export function checkAcrossFiles(files: readonly LoadedConfig[]): Diagnostic[] {
  return rules.flatMap(({ path, getKeys, message }) => {
    const first = new Map<string, string>();
    return files.flatMap((loaded): Diagnostic[] => {
      if (loaded.config === undefined) return [];
      const keys = getKeys(loaded.config).map((key) => JSON.stringify(key));
      const other = keys.map((key) => first.get(key)).find((file) => file !== undefined);
      if (other === undefined) {
        for (const key of keys) first.set(key, loaded.file);
        return [];
      }
      return [{ severity: 'error', file: loaded.file, ...loaded.locate([path]), path, message: message(other) }];
    });
  });
}

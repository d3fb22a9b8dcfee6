import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const folder = join(__dirname, 'values');

/** Releases with names that contain the chart's name, do not contain it, and are too long for it. */
const releases = ['kps', 'kube-prometheus-stack', 'a-release-with-a-long-name-prometheus'];

/** One release of the chart, with its values. */
export interface Release {
  readonly release: string;
  /** The name of its file in `values/`. */
  readonly values: string;
  readonly text: string;
}

export const allReleases: readonly Release[] = readdirSync(folder)
  .sort()
  .flatMap((values) =>
    releases.map((release) => ({ release, values, text: readFileSync(join(folder, values), 'utf8') })),
  );

/** What Helm makes of a release, as far as presets are concerned. */
export interface Rendered {
  readonly release: string;
  readonly values: string;
  /** Such as `Deployment monitoring/kps-grafana`; custom resources of the operator with what decides about their pods. */
  readonly objects: readonly string[];
  /** The Service of Grafana, such as `monitoring/kps-grafana:80`. */
  readonly grafana: string | null;
  /** Whether one of the rules is the Watchdog. */
  readonly watchdog: boolean;
}

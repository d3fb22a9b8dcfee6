import type { BaselineConfig } from './baseline';
import { nameOf } from './objects';
import { firstPagePath, leasePath, namedTargets, pathOf, selectorTarget } from './targets';
import { allHealthy, type IsDone } from './timedFunction';

/** How much a run has to read. */
export interface Size {
  readonly what: string;
  /** How many objects are watched. */
  readonly objects: number;
  /** The configuration as YAML. */
  readonly yaml: string;
  readonly isDone: IsDone;
  /** What a baseline has to read for the same. */
  readonly reads: Pick<BaselineConfig, 'paths' | 'paged'>;
  readonly requests: number;
  /** Numbers of sessions of the baselines to choose the fastest from. */
  readonly sessions: readonly number[];
  /** Target for the peak memory in bytes. */
  readonly maxMemory: number;
  /** Target for the ratio to the baseline, by the milliseconds of a round trip. Without a target it is only printed. */
  readonly maxRatios: Readonly<Record<number, number>>;
}

/** Shares of the 256 MB of the function. */
const half = 128e6;
const threeQuarters = 192e6;
const maxRatio = 1.2;

const selected = 5000;
const pageSize = 100;

/** All sizes that are measured. */
export const sizes: readonly Size[] = [
  // The publication is most of the run, so the ratio says little.
  named(1, [1, 2], {}),
  named(10, [1, 2], { 0: maxRatio, 20: maxRatio }),
  named(100, [1, 2, 4], { 0: maxRatio, 20: maxRatio }),
  // Without round trips, garbage collection decides, and the ratio differs from one measurement to the next.
  named(1000, [1, 2, 3], { 20: maxRatio }),
  {
    what: `${selected} by selector`,
    objects: selected,
    yaml: selectorTarget,
    isDone: (result) => {
      const [target] = (result as { targets: readonly { matched: number }[] }).targets;
      return allHealthy(result) && target?.matched === selected;
    },
    reads: { paths: [firstPagePath, leasePath], paged: true },
    requests: selected / pageSize + 1,
    sessions: [1, 2],
    maxMemory: half,
    maxRatios: { 0: maxRatio, 20: maxRatio },
  },
];

/** How many Deployments the servers need for all sizes. */
export const deployments = Math.max(...sizes.map(({ objects }) => objects));

/** The size with so many named targets. */
export function sizeOf(objects: number): Size {
  const size = sizes.find((one) => one.objects === objects);
  if (size === undefined) throw new Error(`there is no size of ${objects} objects`);
  return size;
}

function named(objects: number, sessions: readonly number[], maxRatios: Size['maxRatios']): Size {
  const names = Array.from({ length: objects }, (_, index) => nameOf(index));
  const paths = [...names.map(pathOf), leasePath];
  return {
    what: objects === 1 ? '1 named target' : `${objects} named targets`,
    objects,
    yaml: namedTargets(names),
    isDone: allHealthy,
    reads: { paths, paged: false },
    requests: paths.length,
    sessions,
    // All responses may arrive at once.
    maxMemory: objects > 100 ? threeQuarters : half,
    maxRatios,
  };
}

import type { BareConfig, Way } from './baseline';
import { changingNameOf, nameOf } from './objects';
import { firstPagePath, leasePath, namedTargets, pathOf, selectorTarget } from './targets';
import { type Done, saysAllHealthy } from './timedFunction';

/** How much a run has to read. */
export interface Size {
  readonly what: string;
  /** How many objects are watched. */
  readonly objects: number;
  /** The configuration as YAML. */
  readonly yaml: string;
  readonly done: Done;
  /** What a bare loop has to read for the same. */
  readonly reads: Pick<BareConfig, 'paths' | 'paged'>;
  readonly requests: number;
  /** The bare loops to choose the best from. */
  readonly ways: readonly Way[];
  /** Bytes of memory at the most. */
  readonly maxMemory: number;
  /** Of a run's time to that of the best bare loop, at the most. Default: it is only told. */
  readonly maxRatio?: number;
}

const http1 = (connections: number): Way => ({ protocol: 'HTTP/1.1', connections });
const http2 = (connections: number): Way => ({ protocol: 'HTTP/2', connections });

/** Of the function's 256 MB. */
const half = 128e6;
const threeQuarters = 192e6;
const maxRatio = 1.2;

const selected = 5000;
const pageSize = 100;

/** Everything that is measured. */
export const sizes: readonly Size[] = [
  named(1, [http1(2), http2(1)]),
  named(10, [http1(11), http2(1), http2(2)]),
  named(100, [http1(32), http1(64), http1(101), http2(1), http2(2), http2(4)]),
  named(1000, [http1(64), http1(256), http2(1), http2(2), http2(3)]),
  changed(100, [http1(64), http1(101), http2(1), http2(2), http2(4)]),
  changed(1000, [http1(64), http2(1), http2(2), http2(3)]),
  {
    what: `${selected} by selector`,
    objects: selected,
    yaml: selectorTarget,
    done: (answer) => {
      const [target] = (answer as { targets: readonly { matched: number }[] }).targets;
      return saysAllHealthy(answer) && target?.matched === selected;
    },
    reads: { paths: [firstPagePath, leasePath], paged: true },
    requests: selected / pageSize + 1,
    ways: [http1(2), http2(1)],
    maxMemory: half,
    maxRatio,
  },
];

/** How many Deployments the servers need for all of the sizes. */
export const deployments = Math.max(...sizes.map(({ objects }) => objects));

/** The size of so many named targets. */
export function sizeOf(objects: number): Size {
  const size = sizes.find((one) => one.objects === objects);
  if (size === undefined) throw new Error(`there is no size of ${objects} objects`);
  return size;
}

function named(objects: number, ways: readonly Way[], name = nameOf): Size {
  const names = Array.from({ length: objects }, (_, index) => name(index));
  const paths = [...names.map(pathOf), leasePath];
  return {
    what: objects === 1 ? '1 named target' : `${objects} named targets`,
    objects,
    yaml: namedTargets(names),
    done: saysAllHealthy,
    reads: { paths, paged: false },
    requests: paths.length,
    ways,
    // All answers may come at once.
    maxMemory: objects > 100 ? threeQuarters : half,
    // With less, the publication is most of the run.
    ...(objects >= 10 ? { maxRatio } : {}),
  };
}

/** After an upgrade of everything, say: nothing is as it was a minute ago. */
function changed(objects: number, ways: readonly Way[]): Size {
  const { maxRatio: _, ...size } = named(objects, ways, changingNameOf);
  return { ...size, what: `${size.what}, each changed since the last run` };
}

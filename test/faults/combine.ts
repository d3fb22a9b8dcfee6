import type { ConfigName } from './configs';
import type { Fault } from './fault';

/** Configurations with the same targets. */
const sameTargets: ReadonlySet<ConfigName> = new Set(['three', 'debug', 'inVpc', 'accessEntry', 'dryRun', 'spare']);
/** Two faults cannot both have these. */
const single = [
  'config',
  'settings',
  'certificate',
  'apiClock',
  'functionClock',
  'event',
  'overlapping',
  'arrange',
  'afterHealthyRun',
  'timing',
] as const satisfies readonly (keyof Fault)[];
/** Two faults can both have these, for different keys. */
const mapped = ['api', 'aws', 'names', 'variables'] as const satisfies readonly (keyof Fault)[];

/** Two faults at the same time; undefined where they exclude each other. */
export function combine(a: Fault, b: Fault): Fault | undefined {
  if (a.heavy || b.heavy) return undefined;
  if (single.some((field) => a[field] !== undefined && b[field] !== undefined)) return undefined;
  if (mapped.some((field) => Object.keys(a[field] ?? {}).some((key) => key in (b[field] ?? {})))) return undefined;
  const { config = 'three' } = { ...a, ...b };
  // The unhealthy target must be one that is watched. None of these watches the cluster itself.
  const isUnhealthy = [a, b].some(({ unhealthy, unhealthyCluster }) => unhealthy || unhealthyCluster);
  if (isUnhealthy && !sameTargets.has(config)) return undefined;
  const merged = Object.fromEntries(mapped.map((field) => [field, { ...a[field], ...b[field] }]));
  const remaining = [a.remaining, b.remaining].filter((one) => one !== undefined);
  const least = remaining.length === 0 ? {} : { remaining: Math.min(...remaining) };
  return { ...a, ...b, ...merged, ...least, name: `${a.name} + ${b.name}` };
}

/** Combinations of faults of different classes, so many of each two classes, the same ones each time. */
export function combinations(classes: readonly (readonly Fault[])[], ofEach: number): Fault[] {
  const pick = picker(20261121);
  const pairs = classes.flatMap((one, index) => classes.slice(index + 1).map((other) => [one, other] as const));
  return pairs.flatMap(([one, other]) => {
    const found = new Map<string, Fault>();
    for (let tries = 0; tries < 200 && found.size < ofEach; tries += 1) {
      const both = combine(pick(one), pick(other));
      if (both !== undefined) found.set(both.name, both);
    }
    return [...found.values()];
  });
}

/** Picks at random, the same for the same seed (Lehmer's generator). */
function picker(seed: number): <T>(from: readonly T[]) => T {
  let state = seed;
  return (from) => {
    state = (state * 48271) % 2147483647;
    return from[state % from.length] as (typeof from)[number];
  };
}

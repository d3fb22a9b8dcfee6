import { parseDuration } from './duration';
import type { Mistake } from './issueMessage';

/** What only several values together can get wrong. It reads the raw input, so that it speaks beside other mistakes. */

/** Targets that name one and the same thing twice. */
export function findConflicts(input: unknown): Mistake[] {
  const first = new Map<string, number>();
  return targetsOf(input).flatMap((target, index) => {
    const named = target.name ?? target.selector;
    if (typeof named !== 'string') return [];
    const key = JSON.stringify([target.kind, target.namespace, target.name, normalise(target.selector)]);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, index);
      return [];
    }
    const message = `is the same ${String(target.kind)} as targets[${earlier}]; keep one of them`;
    return [{ path: ['targets', index], atKey: false, message }];
  });
}

/** What is allowed, but most likely not meant. */
export function findDoubts(input: unknown): Mistake[] {
  return [...withoutDimensions(input), ...withoutEffect(input)];
}

function withoutDimensions(input: unknown): Mistake[] {
  const metric = asRecord(asRecord(input).metric);
  const { dimensions } = metric;
  if (metric.name === undefined || (Array.isArray(dimensions) && dimensions.length > 0)) return [];
  const message =
    'has no dimensions: another cluster that writes the same metric would hide this one; add { name: Cluster, value: NAME }';
  return [{ path: ['metric'], atKey: false, message }];
}

function withoutEffect(input: unknown): Mistake[] {
  const root = asRecord(input);
  const places = [
    { path: [] as PropertyKey[], values: root },
    ...targetsOf(input).map((values, index) => ({ path: ['targets', index] as PropertyKey[], values })),
  ];
  return places.flatMap(({ path, values }) => {
    if (values.downGrace === undefined) return [];
    const grace = parseDuration(String(values.grace ?? root.grace ?? '15m'));
    const downGrace = parseDuration(String(values.downGrace));
    if (grace === undefined || downGrace === undefined || downGrace <= grace) return [];
    const message = `is longer than grace (${String(values.grace ?? root.grace ?? '15m')}), which cuts it: raise grace too`;
    return [{ path: [...path, 'downGrace'], atKey: false, message }];
  });
}

function normalise(selector: unknown): unknown {
  return typeof selector === 'string' ? selector.replace(/\s+/g, ' ').replace(/\s*([,=()!])\s*/g, '$1') : selector;
}

function targetsOf(input: unknown): Record<string, unknown>[] {
  const { targets } = asRecord(input);
  return Array.isArray(targets) ? targets.map(asRecord) : [];
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

import type { JsonObject } from '../../../model/json';
import { hintForAll } from './kindHints';
import {
  type Hint,
  replaceWildcard,
  suggestAllNamespaces,
  suggestDuration,
  suggestMapping,
  suggestNested,
  suggestOneEach,
  suggestPercentage,
  suggestSelector,
  suggestTarget,
} from './valueHints';

/** What people write who know kubectl, Helm or other tools, and what it is here. Each hint begins with a space. */

const ofSelector = { labelSelector: 'selector', labels: 'selector', matchLabels: 'selector' };
const ofNamespace = { namespaces: 'namespace', ns: 'namespace' };

/** Keys that do not exist, by their place, and what they mean: a key of the same mapping, or one further inside. */
const synonyms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': { perTarget: 'metric.perTarget', flowLogs: 'zoneTraffic.flowLogs' },
  'targets.*': { ...ofSelector, ...ofNamespace, names: 'name' },
  'podMetrics.*': { ...ofSelector, ...ofNamespace },
  'scaling.*.target': { ...ofSelector, ...ofNamespace, names: 'name', selector: 'name' },
  zoneTraffic: { vpc: 'flowLogs.vpc', bucket: 'flowLogs.bucket' },
};

const groupEach = (value: unknown) => suggestOneEach('namespace', value, 'group');
const oneNamespace: Hint = (value) =>
  typeof value === 'string' && /^(all|any|\*)?$/i.test(value) ? ' Write one group for each namespace.' : undefined;

/** What to write instead of an invalid value, by its place. */
const hints: Readonly<Record<string, Hint>> = {
  grace: suggestDuration,
  downGrace: suggestDuration,
  clusterDownGrace: suggestDuration,
  'targets.*': suggestTarget,
  'targets.*.grace': suggestDuration,
  'targets.*.downGrace': suggestDuration,
  'targets.*.name': (value, target) =>
    suggestOneEach('name', value, 'target', 'a selector') ?? replaceWildcard(value, target),
  'targets.*.namespace': (value) =>
    suggestOneEach('namespace', value, 'target', 'namespace: "*" with a selector') ?? suggestAllNamespaces(value),
  'targets.*.selector': suggestSelector,
  'targets.*.minReady': suggestPercentage,
  'podMetrics.*': suggestMapping('preset', /^vpc-cni$/),
  'podMetrics.*.namespace': (value, group) => groupEach(value) ?? oneNamespace(value, group),
  'podMetrics.*.selector': suggestSelector,
  'podMetrics.*.metrics.*': suggestMapping('name', /^[a-zA-Z_:][a-zA-Z0-9_:]*$/),
  'scaling.*.target': suggestTarget,
  'scaling.*.target.name': (value, target) =>
    suggestOneEach('name', value, 'entry') ??
    (typeof value === 'string' && value.includes('*')
      ? ` A name has no wildcards. Write one entry for each object.${hintForAll(target)}`
      : undefined),
  'scaling.*.target.namespace': (value) => suggestOneEach('namespace', value, 'entry'),
  'scaling.*.up.alarm': suggestMapping('arn', /^arn:/),
  'scaling.*.up.coolDown': suggestDuration,
  'scaling.*.down.alarm': suggestMapping('arn', /^arn:/),
  'scaling.*.down.coolDown': suggestDuration,
  zoneTraffic: (value) =>
    value === true
      ? ' Write zoneTraffic: { flowLogs: { vpc: VPC } }, with the ID of the VPC of the cluster.'
      : undefined,
  'zoneTraffic.flowLogs': (value, section) =>
    suggestMapping('vpc', /^vpc-/)(value, section) ?? suggestMapping('bucket', /^[0-9a-z][-.0-9a-z]+$/)(value, section),
};

/** Whether a raw mapping has a key that stands for one of these, so that they are not missing. */
export function hasSynonymOf(keys: readonly string[], owner: JsonObject, place = 'targets.*'): boolean {
  return Object.entries(synonyms[place] ?? {}).some(
    ([other, meant]) => keys.includes(meant) && owner[other] !== undefined,
  );
}

/**
 * What to write instead of an unknown key; undefined if nothing is known.
 *
 * @param path - of the mapping that has it.
 */
export function hintForKey(path: readonly PropertyKey[], key: string, owner: JsonObject): string | undefined {
  const known = synonyms[placeOf(path)] ?? {};
  const meant = Object.hasOwn(known, key) ? known[key] : undefined;
  if (meant === undefined) return undefined;
  if (meant.includes('.')) return suggestNested(meant, owner[key]);
  return hints[placeOf([...path, meant])]?.(owner[key], owner) ?? ` Write ${meant}.`;
}

/**
 * What to write instead of an invalid value; undefined if nothing is known.
 *
 * @param owner - the mapping that has the value.
 */
export function hintForValue(path: readonly PropertyKey[], value: unknown, owner: JsonObject): string | undefined {
  const place = placeOf(path);
  return Object.hasOwn(hints, place) ? hints[place]?.(value, owner) : undefined;
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? '*' : String(key))).join('.');
}

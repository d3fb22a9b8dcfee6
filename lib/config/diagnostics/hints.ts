import { formatLabelSelector } from '../../../model/formatSelector';
import { type JsonObject, record } from '../../../model/json';
import { quote } from './diagnostic';
import { printLabels } from './kindHints';

/** What people write who know kubectl, Helm or other tools, and what it is here. Each hint begins with a space. */

/** Keys that do not exist, and the key of a target that they mean. */
const synonyms: Readonly<Record<string, string>> = {
  labelSelector: 'selector',
  labels: 'selector',
  matchLabels: 'selector',
  names: 'name',
  namespaces: 'namespace',
  ns: 'namespace',
};

/** Whether a raw target has a key that stands for one of these, so that they are not missing. */
export function hasSynonymOf(keys: readonly string[], target: JsonObject): boolean {
  return Object.entries(synonyms).some(([other, meant]) => keys.includes(meant) && target[other] !== undefined);
}

/** What to write instead of an unknown key of a target; undefined if nothing is known. */
export function hintForKey(key: string, target: JsonObject): string | undefined {
  const meant = Object.hasOwn(synonyms, key) ? synonyms[key] : undefined;
  if (meant === undefined) return undefined;
  return ofTargets[meant]?.(target[key], target) ?? ` Write ${meant}.`;
}

type Hint = (value: unknown, target: JsonObject) => string | undefined;

const ofTargets: Readonly<Record<string, Hint>> = {
  name: (value, target) => suggestOneEach('name', value) ?? replaceWildcard(value, target),
  namespace: (value) => suggestOneEach('namespace', value) ?? suggestAllNamespaces(value),
  selector: suggestSelector,
  minReady: suggestPercentage,
};
const durations: readonly string[] = ['grace', 'downGrace', 'clusterDownGrace'];

/** What to write instead of an invalid value; undefined if nothing is known. */
export function hintForValue(path: readonly PropertyKey[], value: unknown, target: JsonObject): string | undefined {
  const key = String(path.at(-1));
  const isInTarget = path[0] === 'targets' && typeof path[1] === 'number';
  if (durations.includes(key) && path.length === (isInTarget ? 3 : 1)) return suggestDuration(value);
  if (!isInTarget || path.length > 3) return undefined;
  if (path.length === 2) return suggestTarget(value);
  return Object.hasOwn(ofTargets, key) ? ofTargets[key]?.(value, target) : undefined;
}

/** `Deployment/monitoring/grafana`. */
function suggestTarget(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? /^([A-Za-z]+)\/([-\w.]+)\/([-\w.]+)$/.exec(value) : null;
  return parts === null ? undefined : ` Write { kind: ${parts[1]}, namespace: ${parts[2]}, name: ${parts[3]} }.`;
}

const mostNamed = 3;

/** A list of what a target has one of. */
function suggestOneEach(key: 'name' | 'namespace', value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every((each) => typeof each === 'string')) return undefined;
  const written = value.map((each) => `${key}: ${quote(each)}`);
  if (written.length === 1) return ` Write ${written[0]}.`;
  const named = [...written.slice(0, mostNamed), ...(written.length > mostNamed ? ['…'] : [])].join(', ');
  const all = key === 'name' ? 'a selector' : 'namespace: "*" with a selector';
  return ` Write one target for each (${named}), or one target with ${all}.`;
}

/** A name such as `kps-*`. */
export function replaceWildcard(value: unknown, target: JsonObject): string | undefined {
  if (typeof value !== 'string' || !value.includes('*')) return undefined;
  const release = /^([a-z0-9][-a-z0-9]*?)-?\*$/.exec(value)?.[1];
  const example = release === undefined ? '' : `, such as selector: app.kubernetes.io/instance=${release}`;
  const command = printLabels(target);
  const source = command === undefined ? '' : `; ${command} prints them`;
  return ` A name has no wildcards. Write a selector for the labels of the objects${example}${source}.`;
}

function suggestAllNamespaces(value: unknown): string | undefined {
  const isMeant = typeof value === 'string' && /^(all|any)?$/i.test(value);
  return isMeant ? ' For all namespaces, write "*", and a selector.' : undefined;
}

/** A mapping of labels, or with `matchLabels` and `matchExpressions`, as `kubectl -l` writes it. */
function suggestSelector(value: unknown): string | undefined {
  const { matchLabels, matchExpressions } = record(value);
  const isSelector = matchLabels !== undefined || matchExpressions !== undefined;
  const text = formatLabelSelector(isSelector ? value : { matchLabels: value });
  return text === '' ? undefined : ` Write selector: ${JSON.stringify(text)}.`;
}

/** A number, or a unit as other tools write it. */
function suggestDuration(value: unknown): string | undefined {
  const [, count, unit = '', rest = ''] = /^ *([1-9]\d{0,5}) *([smhd]?)([a-z]*) *$/i.exec(scalar(value)) ?? [];
  if (count === undefined || !/^(ecs?|econds?|ins?|inutes?|rs?|ours?|ays?)?$/i.test(rest)) return undefined;
  return unit === '' ? ` Write ${count}m for minutes.` : ` Write ${count}${unit.toLowerCase()}.`;
}

/** A share of 1, or a percentage with a space. */
function suggestPercentage(value: unknown): string | undefined {
  const [, share, percent] = /^ *(?:0?(\.\d+)|(\d{1,3}) +%) *$/.exec(scalar(value)) ?? [];
  const percentage = Math.round(share === undefined ? Number(percent) : Number(share) * 100);
  return percentage >= 1 && percentage <= 100 ? ` Write "${percentage}%".` : undefined;
}

/** A number or a string as text; nothing for other values. */
function scalar(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
}

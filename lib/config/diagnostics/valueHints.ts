import { formatLabelSelector } from '../../../model/formatSelector';
import { type JsonObject, record } from '../../../model/json';
import { quote } from './diagnostic';
import { printLabels } from './kindHints';

/** What to write instead of a value, with a space before it; undefined if nothing is known. */
export type Hint = (value: unknown, owner: JsonObject) => string | undefined;

/** `Deployment/monitoring/grafana`. */
export function suggestTarget(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? /^([A-Za-z]+)\/([-\w.]+)\/([-\w.]+)$/.exec(value) : null;
  return parts === null ? undefined : ` Write { kind: ${parts[1]}, namespace: ${parts[2]}, name: ${parts[3]} }.`;
}

/** A text in place of a mapping in which it is the value of a key. */
export function suggestMapping(key: string, syntax: RegExp): Hint {
  return (value) =>
    typeof value === 'string' && syntax.test(value) ? ` Write { ${key}: ${quote(value)} }.` : undefined;
}

/** A key that belongs further inside, such as `metric.perTarget`. */
export function suggestNested(meant: string, value: unknown): string {
  const [first = '', ...rest] = meant.split('.');
  const written = typeof value === 'string' ? quote(value) : typeof value === 'object' ? '…' : String(value);
  return ` Write it in ${first}: ${rest.reduceRight((inner, key) => `{ ${key}: ${inner} }`, written)}.`;
}

const mostNamed = 3;

/**
 * A list of what there is one of.
 *
 * @param noun - what has one.
 * @param all - how one can have all. @default - it cannot
 */
export function suggestOneEach(
  key: 'name' | 'namespace',
  value: unknown,
  noun: 'target' | 'group' | 'entry',
  all?: string,
): string | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every((each) => typeof each === 'string')) return undefined;
  const written = value.map((each) => `${key}: ${quote(each)}`);
  if (written.length === 1) return ` Write ${written[0]}.`;
  const named = [...written.slice(0, mostNamed), ...(written.length > mostNamed ? ['…'] : [])].join(', ');
  return ` Write one ${noun} for each (${named})${all === undefined ? '' : `, or one ${noun} with ${all}`}.`;
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

export function suggestAllNamespaces(value: unknown): string | undefined {
  const isMeant = typeof value === 'string' && /^(all|any)?$/i.test(value);
  return isMeant ? ' For all namespaces, write "*", and a selector.' : undefined;
}

/** A namespace can have the name that is meant as all of them. */
export function describeNamespaceAll(namespace: unknown, instead: string): string | undefined {
  if (namespace !== 'all' && namespace !== 'any') return undefined;
  return `got "${namespace}", which is only the namespace of this name; ${instead}.`;
}

/** A mapping of labels, or with `matchLabels` and `matchExpressions`, as `kubectl -l` writes it. */
export function suggestSelector(value: unknown): string | undefined {
  const { matchLabels, matchExpressions } = record(value);
  const isSelector = matchLabels !== undefined || matchExpressions !== undefined;
  const text = formatLabelSelector(isSelector ? value : fromLabels(record(value)));
  return text === '' ? undefined : ` Write selector: ${JSON.stringify(text)}.`;
}

/** Labels, of which one may have a list of values. */
function fromLabels(labels: JsonObject): object {
  const [lists, matchLabels] = [true, false].map((isList) =>
    Object.entries(labels).filter(([, value]) => Array.isArray(value) === isList),
  );
  return {
    matchLabels: Object.fromEntries(matchLabels ?? []),
    matchExpressions: (lists ?? []).map(([key, values]) => ({ key, operator: 'In', values })),
  };
}

/** A number, or a unit as other tools write it. */
export function suggestDuration(value: unknown): string | undefined {
  const [, count, unit = '', rest = ''] = /^ *([1-9]\d{0,5}) *([smhd]?)([a-z]*) *$/i.exec(scalar(value)) ?? [];
  if (count === undefined || !/^(ecs?|econds?|ins?|inutes?|rs?|ours?|ays?)?$/i.test(rest)) return undefined;
  const minutes = `${count}m for minutes`;
  // A minute and more is usually meant as seconds.
  if (unit === '') return Number(count) < 60 ? ` Write ${minutes}.` : ` Write ${count}s for seconds, or ${minutes}.`;
  const written = `${count}${unit.toLowerCase()}`;
  // A valid duration can be out of bounds.
  return written === value ? undefined : ` Write ${written}.`;
}

/** A share of 1, or a percentage with a space. */
export function suggestPercentage(value: unknown): string | undefined {
  const [, share, percent] = /^ *(?:0?(\.\d+)|(\d{1,3}) +%) *$/.exec(scalar(value)) ?? [];
  const percentage = Math.round(share === undefined ? Number(percent) : Number(share) * 100);
  return percentage >= 1 && percentage <= 100 ? ` Write "${percentage}%".` : undefined;
}

/** A number or a string as text; nothing for other values. */
function scalar(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
}

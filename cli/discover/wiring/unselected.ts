import { type JsonObject, record } from '../../../model/json';
import { type Labels, labelsOf, selectorMatches, toLabels } from '../../labels';
import { findObject, type Inventory, objectsOf } from '../clusterObjects';
import { identityOf, pathOf } from '../objectName';
import {
  describeLabels,
  describeSelector,
  findSelecting,
  type Match,
  matchOf,
  type SelectedKind,
  type Selecting,
  selectingKinds,
  selections,
} from './selectors';
import type { WiringMistake } from './wiringMistake';

/** The objects of a kind that nothing selects, so that they have no effect. Only what is certain is reported. */
export function findUnselected(inventory: Inventory, kind: SelectedKind): WiringMistake[] {
  const selecting = findSelecting(inventory, kind);
  // Without any Prometheus of the operator, another collector may use the objects.
  if (selecting === undefined || selecting.length === 0) return [];
  return objectsOf(inventory, kind).flatMap((object) => {
    const matches = selecting.map((each) => ({ each, match: matchOf(each, object, inventory) }));
    if (matches.some(({ match }) => match.labels !== false && match.namespace !== false)) return [];
    const [nearest] = [...matches].sort((a, b) => distance(a.match) - distance(b.match));
    return nearest === undefined ? [] : [describeUnselected(object, kind, nearest.each, nearest.match, inventory)];
  });
}

/** One that selects by the labels of the object is nearer than one that selects by those of its namespace. */
function distance({ labels, namespace }: Match): number {
  return (labels === false ? 2 : 0) + (namespace === false ? 1 : 0);
}

function describeUnselected(
  object: JsonObject,
  kind: SelectedKind,
  selecting: Selecting,
  match: Match,
  inventory: Inventory,
): WiringMistake {
  const { namespace } = identityOf(object);
  const found = [
    ...(match.labels === false ? [describeLabels(labelsOf(object))] : []),
    ...(match.namespace === false ? [describeNamespace(namespace, selecting, inventory)] : []),
  ];
  return {
    object: `${kind} ${pathOf(object)}`,
    problem: `no ${selectingKinds[kind].join(' and no ')} selects it`,
    found: found.join(', and '),
    expected: describeExpected(kind, selecting),
    change: [
      ...(match.labels === false ? [adviseLabels(object, kind, selecting)] : []),
      ...(match.namespace === false ? [adviseNamespace(namespace, kind, selecting, inventory)] : []),
    ].join(', and '),
  };
}

function describeNamespace(namespace: string, { namespaceSelector }: Selecting, inventory: Inventory): string {
  const labels =
    namespaceSelector === undefined ? '' : ` with ${describeLabels(labelsOfNamespace(namespace, inventory))}`;
  return `namespace ${namespace}${labels}`;
}

function labelsOfNamespace(namespace: string, inventory: Inventory): Labels {
  return labelsOf(findObject(inventory, 'Namespace', '', namespace) ?? {});
}

function describeExpected(kind: SelectedKind, { name, object, selector, namespaceSelector }: Selecting): string {
  const { selector: key, namespaceSelector: namespaceKey } = selections[kind];
  if (selector === undefined) return `a ${key} in ${name}, which has none and so selects nothing`;
  const where =
    namespaceSelector === undefined
      ? `in its own namespace ${identityOf(object).namespace} (it has no ${namespaceKey})`
      : `in namespaces with ${describeSelector(namespaceSelector)} (${namespaceKey})`;
  return `${name} selects ${describeSelector(selector)} (${key}) ${where}`;
}

function adviseLabels(object: JsonObject, kind: SelectedKind, { name, selector }: Selecting): string {
  const { selector: key } = selections[kind];
  if (selector === undefined) return `set ${key} in ${name}, such as {} for all`;
  return `${adviseMatch(selector, labelsOf(object), 'it')}, or change ${key} in ${name}`;
}

function adviseNamespace(
  namespace: string,
  kind: SelectedKind,
  { name, object, namespaceSelector }: Selecting,
  inventory: Inventory,
): string {
  const { namespaceSelector: key } = selections[kind];
  if (namespaceSelector === undefined) {
    return `set ${key} in ${name}, such as {} for all namespaces, or move it to namespace ${identityOf(object).namespace}`;
  }
  const advice = adviseMatch(namespaceSelector, labelsOfNamespace(namespace, inventory), `namespace ${namespace}`);
  return `${advice}, or change ${key} in ${name}`;
}

/** The labels that are enough, unless more has to change than labels that are missing. */
function adviseMatch(selector: unknown, labels: Labels, where: string): string {
  const wanted = toLabels(record(selector).matchLabels);
  if (!selectorMatches(selector, { ...labels, ...wanted })) return `change the labels of ${where} so that they match`;
  const missing = Object.entries(wanted).filter(([key, value]) => labels[key] !== value);
  return `add the label ${missing.map(([key, value]) => `${key}=${value}`).join(' and ')} to ${where}`;
}

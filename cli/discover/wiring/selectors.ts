import { formatLabelSelector } from '../../../model/formatSelector';
import { type JsonObject, record } from '../../../model/json';
import { type Labels, labelsOf, matcherOf } from '../../labels';
import { findObject, type Inventory, isRead, objectsOf } from '../clusterObjects';
import { identityOf, pathOf } from '../objectName';

/** The kinds that a Prometheus or a ThanosRuler selects, by which of its selectors. */
export const selections = {
  ServiceMonitor: { selector: 'serviceMonitorSelector', namespaceSelector: 'serviceMonitorNamespaceSelector' },
  PodMonitor: { selector: 'podMonitorSelector', namespaceSelector: 'podMonitorNamespaceSelector' },
  Probe: { selector: 'probeSelector', namespaceSelector: 'probeNamespaceSelector' },
  ScrapeConfig: { selector: 'scrapeConfigSelector', namespaceSelector: 'scrapeConfigNamespaceSelector' },
  PrometheusRule: { selector: 'ruleSelector', namespaceSelector: 'ruleNamespaceSelector' },
} as const;

export type SelectedKind = keyof typeof selections;

/** The kinds that select. */
export const selectingKinds = {
  ServiceMonitor: ['Prometheus', 'PrometheusAgent'],
  PodMonitor: ['Prometheus', 'PrometheusAgent'],
  Probe: ['Prometheus', 'PrometheusAgent'],
  ScrapeConfig: ['Prometheus', 'PrometheusAgent'],
  PrometheusRule: ['Prometheus', 'ThanosRuler'],
} as const satisfies Readonly<Record<SelectedKind, readonly string[]>>;

/** Of an object, as one selector sees it; undefined if that is not known. */
export interface Match {
  readonly labels: boolean | undefined;
  readonly namespace: boolean | undefined;
}

/** What an object of the operator selects of one kind. */
export interface Selecting {
  readonly object: JsonObject;
  /** `Prometheus monitoring/kps`. */
  readonly name: string;
  /** Undefined if it is not set, so that it selects nothing. */
  readonly selector: unknown;
  /** Undefined if it is not set, so that it selects in its own namespace. */
  readonly namespaceSelector: unknown;
}

/**
 * Everything in a cluster that selects objects of a kind; undefined if that is not known. A Prometheus without any selector of
 * monitors has a configuration of its own, which the operator does not write.
 */
export function findSelecting(inventory: Inventory, kind: SelectedKind): readonly Selecting[] | undefined {
  const kinds = selectingKinds[kind];
  if (!kinds.every((one) => isRead(inventory, one, '*'))) return undefined;
  const objects = kinds.flatMap((one) => objectsOf(inventory, one));
  if (kind !== 'PrometheusRule' && objects.some(isUnmanaged)) return undefined;
  const { selector, namespaceSelector } = selections[kind];
  return objects.map((object) => ({
    object,
    name: `${object.kind} ${pathOf(object)}`,
    selector: record(object.spec)[selector] ?? undefined,
    namespaceSelector: record(object.spec)[namespaceSelector] ?? undefined,
  }));
}

const monitorSelectors = ['serviceMonitorSelector', 'podMonitorSelector', 'probeSelector', 'scrapeConfigSelector'];

function isUnmanaged({ spec }: JsonObject): boolean {
  return monitorSelectors.every((key) => (record(spec)[key] ?? undefined) === undefined);
}

/**
 * Whether an object is selected, by its labels and by those of its namespace. Source: Prometheus operator, API reference (an empty
 * selector matches everything; without a selector nothing is selected, and without a namespace selector only its own namespace).
 */
export function matchOf(selecting: Selecting, object: JsonObject, inventory: Inventory): Match {
  return { labels: matchesByLabels(selecting, object), namespace: matchesByNamespace(selecting, object, inventory) };
}

function matchesByLabels({ selector }: Selecting, object: JsonObject): boolean | undefined {
  return selector === undefined ? false : matcherOf(selector)?.(labelsOf(object));
}

function matchesByNamespace(
  { object: own, namespaceSelector }: Selecting,
  object: JsonObject,
  inventory: Inventory,
): boolean | undefined {
  const { namespace } = identityOf(object);
  if (namespaceSelector === undefined) return identityOf(own).namespace === namespace;
  // An empty selector needs no labels.
  if (formatLabelSelector(namespaceSelector) === '') return true;
  const found = findObject(inventory, 'Namespace', '', namespace);
  return found === undefined ? undefined : matcherOf(namespaceSelector)?.(labelsOf(found));
}

/** A `metav1.LabelSelector` as text, such as `release=kps`. */
export function describeSelector(selector: unknown): string {
  return formatLabelSelector(selector) || 'any labels';
}

/** Labels as text, such as `app=web,release=kps`. */
export function describeLabels(labels: Labels): string {
  return formatLabelSelector({ matchLabels: labels }) || 'no labels';
}

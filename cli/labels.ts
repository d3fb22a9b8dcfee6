import { matchesLabels, parseLabelSelector } from '../lib/config/selectorSyntax';
import { formatLabelSelector } from '../model/formatSelector';
import { type JsonObject, record, text } from '../model/json';

/** The labels of an object. */
export function labelsOf({ metadata }: JsonObject): Labels {
  return toLabels(record(metadata).labels);
}

/** A mapping of labels, whatever an object has in its place. */
export function toLabels(labels: unknown): Labels {
  return Object.fromEntries(Object.entries(record(labels)).map(([key, value]) => [key, text(value) ?? '']));
}

/** Labels, by their keys. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Whether labels match a `metav1.LabelSelector`; undefined if it is invalid. An empty one matches everything.
 * Source: Kubernetes, "Labels and Selectors".
 */
export function matcherOf(selector: unknown): ((labels: Labels) => boolean) | undefined {
  const formatted = formatLabelSelector(selector);
  try {
    const requirements = formatted === '' ? [] : parseLabelSelector(formatted);
    return (labels) => matchesLabels(requirements, labels);
  } catch {
    return undefined;
  }
}

/** Whether labels match a `metav1.LabelSelector`. An invalid one matches nothing. */
export function selectorMatches(selector: unknown, labels: Labels): boolean {
  return matcherOf(selector)?.(labels) === true;
}

import { record, text } from '../../model/json';
import type { Component } from './component';
import { monitoringComponents } from './monitoringComponents';
import { systemComponents } from './systemComponents';

/** Every program that presets and discovery know: how it is recognized, and how it is watched. */
export const components = { ...monitoringComponents, ...systemComponents } satisfies Readonly<
  Record<string, Component>
>;

export type ComponentName = keyof typeof components;

/** An object as the Kubernetes API returns it. Items of a list have no kind, so it is a parameter of its own. */
interface Found {
  readonly kind: string;
  readonly labels: unknown;
  /** The kinds of `metadata.ownerReferences`. */
  readonly owners: readonly string[];
}

/** The component that an object is, by its kind, its owner and its labels; undefined if it is none of them. */
export function recognizeComponent({ kind, labels, owners }: Found): ComponentName | undefined {
  const own = record(labels);
  const names = Object.keys(components) as ComponentName[];
  return names.find((name) => {
    const { kinds, apiVersion, recognition }: Component = components[name];
    if (!kinds.some((one) => one === kind)) return false;
    if (apiVersion !== undefined) return true;
    if (recognition.owner !== undefined) return owners.includes(recognition.owner);
    return (recognition.labels ?? []).some((wanted) =>
      Object.entries(wanted).every(([key, value]) => text(own[key]) === value),
    );
  });
}

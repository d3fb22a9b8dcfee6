import type { JsonObject } from '../../model/json';
import type { Component } from './component';
import { type ComponentName, components } from './components';

/** A target or a probe that a preset stands for. */
export interface PresetEntry {
  /** As it would be written in `targets`. */
  readonly target: JsonObject;
  /** Why it is there, and what its settings mean, in one sentence. */
  readonly why: string;
}

interface ObjectPlace {
  /** @default the usual kind of the component */
  readonly kind?: string;
  readonly namespace: string;
  readonly name: string;
}

/** The target for a component, with its settings. */
export function componentTarget(component: ComponentName, { kind, namespace, name }: ObjectPlace): PresetEntry {
  const { kinds, apiVersion, settings, why }: Component = components[component];
  const group = apiVersion === undefined ? {} : { apiVersion };
  return { target: { kind: kind ?? kinds[0], ...group, namespace, name, ...settings }, why };
}

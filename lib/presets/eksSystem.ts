import type { EksSystemConfig } from '../config/schema/presetSchema';
import type { ComponentName } from './components';
import { componentTarget, type PresetEntry } from './presetEntry';
import { defaultParts, type SystemComponent, systemComponents } from './systemComponents';

/** The targets of the system of an EKS cluster. Pure. */
export function systemParts({ with: included, without, namespaces }: EksSystemConfig): PresetEntry[] {
  const parts = new Set([...defaultParts.filter((part) => !without.includes(part)), ...included]);
  const rows = Object.entries<SystemComponent>(systemComponents);
  return rows
    .filter(([, { part }]) => parts.has(part))
    .map(([component, { part, name, namespace }]) =>
      componentTarget(component as ComponentName, { namespace: namespaces[part] ?? namespace, name }),
    );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from '../../../lib/presets/component';
import { monitoringComponents } from '../../../lib/presets/monitoringComponents';
import { type SystemComponent, systemComponents } from '../../../lib/presets/systemComponents';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'presets.md'), 'utf8');
const settings = ({ settings: { conditions, ...rest } }: Component) =>
  Object.entries(rest)
    .map(([key, value]) => `\`${key}: ${value}\``)
    .join(', ');

test.each(Object.entries<Component>(monitoringComponents).filter(([, { apiVersion }]) => apiVersion === undefined))(
  'docs/presets.md describes %s',
  (name, component) => {
    const { kinds, why, probe } = component;
    expect(page).toContain(
      `| ${name} | ${kinds.join(' or ')} | ${settings(component)} | ${why} |`.replace('|  |', '| |'),
    );
    if (probe !== undefined) expect(page).toContain(`| \`${probe.probe}\` | ${probe.why} |`);
  },
);

test.each(Object.values<SystemComponent>(systemComponents).map((component) => [component.name, component] as const))(
  'docs/presets.md describes %s',
  (name, component) => {
    const { part, kinds, namespace, why } = component;
    const place = `${kinds[0]} \`${namespace}/${name}\``;
    expect(page).toContain(`| \`${part}\` | ${place} | ${settings(component)} | ${why} |`.replace('|  |', '| |'));
  },
);

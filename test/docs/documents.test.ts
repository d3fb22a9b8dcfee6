import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Command } from 'commander';
import { expectedAlarms } from '../../cli/alarms/expectedAlarms';
import { linksFor } from '../../cli/doctor/links';
import { createProgram } from '../../cli/program';
import { namesOf } from '../../lib/config/names';
import { configJsonSchema, type JsonSchema } from '../../lib/config/schema/jsonSchema';
import { sectionsOf } from '../../lib/config/sections';
import { VigilStack } from '../../lib/vigilStack';
import { errorNames, reasons } from '../../model/reasons';
import { configWith } from '../lib/config/input';
import { documents } from './documents';

/** Words in their place that are no reasons. */
const others: readonly string[] = ['AllOfThem', 'AmazonEKSClusterAdminPolicy', 'AtLeastOne'];
/** Properties of the construct that look like keys. */
const properties: readonly string[] = ['alarms.health', 'alarms.blind', 'alarms.chronic'];
/** Fields of what AWS and Alertmanager answer that look like keys. */
const fields: readonly string[] = ['cluster.health', 'cluster.peers'];
const root = join(__dirname, '..', '..');
const each = documents.map((document) => [document.path, document] as const);
const byPath = new Map(each);

const schema = configJsonSchema();
const { podMetrics = {}, scaling = {}, zoneTraffic = {} } = schema.properties ?? {};
const direction = scaling.items?.properties?.up ?? {};
/** Where the name of a key can begin: the pages of a section leave its name out. */
const bases: readonly JsonSchema[] = [schema, zoneTraffic, scaling, direction];
/** Keys that have keys. */
const holders = new Set([
  ...Object.keys(schema.properties ?? {}),
  ...bases.flatMap(({ items, properties = items?.properties }) =>
    Object.entries(properties ?? {}).flatMap(([key, inner]) => (inner.properties === undefined ? [] : [key])),
  ),
]);

/** Everything that has outputs, alarms and links of `doctor`, but no access entry, which replaces a command. */
const config = configWith(
  ['alarms', { page: { email: ['a@example.com'] }, ticket: { email: ['b@example.com'] } }],
  ['watchdog', { topic: true }],
  ['dashboard', true],
  ['notify', { topics: ['arn:aws:sns:eu-central-1:111122223333:messages'] }],
  ['podMetrics', [{ preset: 'vpc-cni' }]],
  [
    'scaling.0',
    {
      target: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      min: 1,
      max: 2,
      up: {
        alarm: { arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:slow' },
        policies: [{ type: 'Pods', value: 1 }],
      },
    },
  ],
  ['targets.1', { kind: 'Deployment', namespace: 'shop', name: 'report', severity: 'ticket' }],
  ['zoneTraffic', { flowLogs: { vpc: 'vpc-0123456789abcdef0' } }],
);
const links = linksFor({ asRole: true, sections: sectionsOf(config) }).map(({ id }): string => id);
const outputs = Object.keys(
  Template.fromStack(new VigilStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), { config })).findOutputs(
    '*',
  ),
);

describe.each(each)('%s', (path, { prose, text, commands }) => {
  test('its links lead to files and headings', () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? path : normalize(join(dirname(path), file));
        const isThere = existsSync(join(root, target));
        return !isThere || (anchor !== undefined && byPath.get(target)?.anchors.has(anchor) !== true);
      });
    expect(broken).toEqual([]);
  });

  test('its commands of eks-vigil exist, with their options', () => {
    const written = [...commands, ...[...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)];
    expect(written.flatMap(findUnknownOptions)).toEqual([]);
  });

  test('the keys of the configuration that it names exist', () => {
    const named = [...text.matchAll(/`((\w+)(?:\[\])?(?:\.\w+)+)`/g)].flatMap(([, name = '', first = '']) =>
      holders.has(first) && !/\.(ts|md|yaml)$/.test(name) ? [name] : [],
    );
    const known = [...properties, ...fields, ...links];
    expect(named.filter((name) => !bases.some((base) => isKey(name, base)) && !known.includes(name))).toEqual([]);
  });
});

test.each([
  ['docs/pod-metrics.md', 11, [podMetrics]],
  ['docs/scaling.md', 17, [scaling, direction]],
  ['docs/zone-traffic.md', 10, [zoneTraffic]],
] as const)('the keys in the tables of %s exist', (path, least, sections) => {
  const tables = byPath.get(path)?.prose.match(/^\| key .*\n(\|.*\n)+/gm) ?? [];
  const cells = tables.flatMap((table) => table.split('\n').slice(2, -1)).map((row) => row.split('|')[1] ?? '');
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  expect(named.length).toBeGreaterThanOrEqual(least);
  expect(named.filter((name) => !sections.some((section) => isKey(name, section)))).toEqual([]);
});

test('the outputs that they name exist', () => {
  const text = documents.map(({ prose }) => prose).join('\n');
  const named = [...text.matchAll(/\boutputs? `(\w+)`|`([A-Z]\w+(?:TopicArn|Url|Hash))`/g)].map(
    ([, a, b]) => a ?? b ?? '',
  );
  expect(named.length).toBeGreaterThan(10);
  expect([...new Set(named)].filter((name) => !outputs.includes(name))).toEqual([]);
});

test('the alarms that they name for --alarm exist', () => {
  const inCommands = documents.flatMap(({ commands }) => commands.join('\n').match(/--alarm \S+/g) ?? []);
  const inProse = documents.flatMap(({ prose }) => prose.replace(/\[[^\]]*\]\(/g, '').match(/--alarm[^.:)]*/g) ?? []);
  const named = [...inCommands.map((command) => `${command}\``), ...inProse].flatMap((text) =>
    [...text.replace(/^--alarm[ `]+/, '`').matchAll(/`([a-z][-\w]*)`/g)].map(([, id = '']) => id),
  );
  const known = expectedAlarms({ config, names: namesOf(config) }).map(({ id }): string => id);
  expect(named.length).toBeGreaterThanOrEqual(12);
  expect(named.filter((id) => !known.includes(id))).toEqual([]);
});

test('the reasons and error names that they name exist', () => {
  const text = documents.map(({ prose }) => prose).join('\n');
  const named = [...text.matchAll(/\b(?:with|the reason) `?([A-Z][a-z]+[A-Z][A-Za-z]+)\b`?/g)].map(
    ([, name = '']) => name,
  );
  const known = [...Object.keys(reasons), ...Object.keys(errorNames), ...others];
  expect(named.length).toBeGreaterThan(10);
  expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([]);
});

const program = createProgram({
  stdout: { write: () => {}, isTerminal: false },
  stderr: { write: () => {}, isTerminal: false },
  env: {},
} as unknown as Parameters<typeof createProgram>[0]);

/** The options in a command of eks-vigil that do not exist. */
function findUnknownOptions(line: string): string[] {
  return [...line.matchAll(/eks-vigil ([a-z]+)\b([^|`]*)/g)].flatMap(([, name = '', rest = '']) => {
    const command = program.commands.find((one: Command) => one.name() === name);
    if (command === undefined) return [];
    const known = new Set([...command.options.map(({ long }) => long), '--help']);
    return [...rest.matchAll(/(?<![\w-])--[a-z-]+/g)].flatMap(([flag]) => (known.has(flag) ? [] : [`${name} ${flag}`]));
  });
}

/** Whether a schema, or that of its entries, has a key such as `up.coolDown`. */
function isKey(name: string, { items, ...schema }: JsonSchema): boolean {
  const { properties, additionalProperties } = items ?? schema;
  const [first = '', ...rest] = name.split('.');
  const inner = properties?.[first.replace(/\[\]$/, '')] ?? (additionalProperties || undefined);
  return inner !== undefined && (rest.length === 0 || isKey(rest.join('.'), inner));
}

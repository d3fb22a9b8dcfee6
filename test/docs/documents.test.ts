import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Command } from 'commander';
import { createProgram } from '../../cli/program';
import { configJsonSchema, type JsonSchema } from '../../lib/config/schema/jsonSchema';
import { VigilStack } from '../../lib/vigilStack';
import { errorNames, reasons } from '../../model/reasons';
import { configWith } from '../lib/config/input';
import { documents } from './documents';

/** Words in their place that are no reasons. */
const others: readonly string[] = ['AllOfThem', 'AmazonEKSClusterAdminPolicy', 'AtLeastOne'];
/** Properties of the construct that look like keys. */
const properties: readonly string[] = ['alarms.health', 'alarms.blind', 'alarms.chronic'];
const root = join(__dirname, '..', '..');
const each = documents.map((document) => [document.path, document] as const);
const byPath = new Map(each);

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
    const named = [...text.matchAll(/`((?:alarms|function|heartbeat|logging|network|watchdog)(?:\.\w+)+)`/g)];
    expect(
      named.map(([, key = '']) => key).filter((key) => !isKey(key.split('.')) && !properties.includes(key)),
    ).toEqual([]);
  });
});

/** The outputs of a stack with everything that has outputs, but no access entry, which replaces a command. */
const { outputs } = (() => {
  const stack = new VigilStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), {
    config: configWith(
      ['alarms', { page: { email: ['a@example.com'] }, ticket: { email: ['b@example.com'] } }],
      ['watchdog', { topic: true }],
      ['dashboard', true],
      ['notify', { topics: ['arn:aws:sns:eu-central-1:111122223333:messages'] }],
      ['targets.1', { kind: 'Deployment', namespace: 'shop', name: 'report', severity: 'ticket' }],
    ),
  });
  return { outputs: Object.keys(Template.fromStack(stack).findOutputs('*')) };
})();

test('the outputs that they name exist', () => {
  const text = documents.map(({ prose }) => prose).join('\n');
  const named = [...text.matchAll(/\boutputs? `(\w+)`|`([A-Z]\w+(?:TopicArn|Url|Hash))`/g)].map(
    ([, a, b]) => a ?? b ?? '',
  );
  expect(named.length).toBeGreaterThan(10);
  expect([...new Set(named)].filter((name) => !outputs.includes(name))).toEqual([]);
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

function isKey([first = '', ...rest]: readonly string[], schema: JsonSchema = configJsonSchema): boolean {
  const inner = schema.properties?.[first] ?? (schema.additionalProperties || undefined);
  return inner !== undefined && (rest.length === 0 || isKey(rest, inner));
}

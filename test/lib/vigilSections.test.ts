import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnElement, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parse, stringify } from 'yaml';
import { type SectionId, sectionIds } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import { fullManifest, sectionsOf } from '../../lib/config/sections';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import type { Vigil } from '../../lib/vigil';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';

type Input = Readonly<Record<string, unknown>>;

const read = (name: string): Input =>
  parse(readFileSync(join(__dirname, '..', '..', 'config', name), 'utf8'), { merge: true });
const example = read('example.yaml');

function withoutSections(input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([key]) => !(sectionIds as readonly string[]).includes(key)));
}

const { scaling, ...others } = Object.fromEntries(sectionIds.map((id) => [id, example[id]])) as Record<
  SectionId,
  unknown
>;
// Without podMetrics, no alarm can be on a metric of it.
const ownAlarms = (scaling as readonly unknown[]).filter((entry) => !JSON.stringify(entry).includes('podMetric'));
const additions: readonly (readonly [title: string, added: Partial<Record<SectionId, unknown>>])[] = [
  ['podMetrics', { podMetrics: others.podMetrics }],
  ['scaling', { scaling: ownAlarms }],
  ['zoneTraffic', { zoneTraffic: others.zoneTraffic }],
  ['zoneTraffic with a flow log of the stack', { zoneTraffic: { flowLogs: { vpc: 'vpc-0123456789abcdef0' } } }],
  ['all of them', { ...others, scaling }],
];
const files: readonly (readonly [name: string, input: Input])[] = [
  ['minimal.yaml', read('minimal.yaml')],
  ['example.yaml', withoutSections(example)],
];

function synthesize(input: Input): { readonly config: Config; readonly stack: VigilStack; readonly template: Input } {
  const config = configFrom(stringify(input));
  const stack = new VigilStack(new App(), { config });
  return { config, stack, template: Template.fromStack(stack).toJSON() };
}

/** Logical IDs of everything in the constructs of the sections. */
function idsOfSections(stack: VigilStack): ReadonlySet<string> {
  const { node, sections } = stack.node.findChild('Default') as Vigil;
  const constructs = node.children.filter((child) => (sections as readonly unknown[]).includes(child));
  expect(constructs).toHaveLength(sections.length);
  const elements = constructs.flatMap((section) => section.node.findAll()).filter(CfnElement.isCfnElement);
  return new Set(elements.map(({ logicalId }) => String(Stack.of(stack).resolve(logicalId))));
}

/** A template without what belongs to the sections: their elements, and their outputs. */
function ofVigil(template: Input, ids: ReadonlySet<string>): Input {
  const isOfSection = (id: string) =>
    ids.has(id) || sectionIds.some((section) => id.toLowerCase().startsWith(section.toLowerCase()));
  return Object.fromEntries(
    Object.entries(template).flatMap(([part, value]) => {
      if (typeof value !== 'object' || value === null) return [[part, value]];
      const kept = Object.entries(value).filter(([id]) => (part === 'Outputs' ? !isOfSection(id) : !ids.has(id)));
      // Such as conditions that only sections need.
      return kept.length === 0 ? [] : [[part, Object.fromEntries(kept)]];
    }),
  );
}

/** A template whose maintenance windows and dashboard do not list the alarms of sections, which come last there. */
function withoutListedAlarms(template: Input, ids: ReadonlySet<string>): Input {
  const listed = (id: string) => [`,{"Ref":"${id}"}`, `,${JSON.stringify('","')},{"Fn::GetAtt":["${id}","Arn"]}`];
  const text = [...ids].flatMap(listed).reduce((left, one) => left.replaceAll(one, ''), JSON.stringify(template));
  return JSON.parse(text);
}

const withoutHash = ({ Outputs, ...template }: Input) => {
  const { ConfigHash: _, ...outputs } = Outputs as Input;
  return { ...template, Outputs: outputs };
};

describe.each(files)('%s', (_, input) => {
  const plain = synthesize(input);

  test('without sections, the stack has none of their resources and outputs', () => {
    const ids = Object.values(plain.template).flatMap((part) => Object.keys(part as object));
    const isOfSection = (id: string) => sectionIds.some((section) => id.toLowerCase().includes(section.toLowerCase()));
    expect(ids.filter(isOfSection)).toEqual([]);
  });

  test.each(additions)('%s: everything of the vigil stays as it is, but what lists all alarms', (__, added) => {
    const { config, stack, template } = synthesize({ ...input, ...added });
    const ids = idsOfSections(stack);
    expect(ids.size).toBeGreaterThan(0);
    // With its configuration, whose hash is in the name of the asset.
    const kept = withoutListedAlarms(ofVigil(template, ids), ids);
    expect(withoutHash(kept)).toEqual(withoutHash(plain.template));
    expect(toRuntimeConfig(config)).toEqual(toRuntimeConfig(plain.config));
    const ofSections = sectionsOf(config).flatMap(({ manifest }) => manifest);
    expect(fullManifest(config)).toEqual([...fullManifest(plain.config), ...ofSections]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { configJsonSchema } from '../../../../lib/config/schema/jsonSchema';
import { kindsWithoutApiVersion } from '../../../../model/eksResources';
import { numRuns } from '../../../support/numRuns';
import { anyWrittenTarget } from '../anyTargets';
import { inputWith, loadInput } from '../input';
import { accepted, rejected } from '../values';
import { accepts } from './draft07';

const folder = join(__dirname, '..', '..', '..', '..', 'config');
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const certificate = { kind: 'Certificate', apiVersion: 'cert-manager.io/v1', namespace: 'shop', name: 'tls' };
const published = JSON.parse(read(folder, 'config.schema.json'));

test('the published schema matches the code; otherwise run `npm run schema`', () => {
  expect(published).toEqual(configJsonSchema());
});

describe('the schema accepts', () => {
  test.each([
    [folder, 'example.yaml'],
    [folder, 'minimal.yaml'],
    [join(__dirname, '..', 'fixtures'), 'kubeStatus2CloudWatch.yaml'],
    [join(__dirname, '..', 'fixtures'), 'kubeStatus2CloudWatchMinimal.yaml'],
  ])('%s/%s', (...path) => {
    expect(accepts(published, parse(read(...path)))).toBe(true);
  });

  test.each(accepted)('%s: %j', (...change) => {
    expect(accepts(published, JSON.parse(JSON.stringify(inputWith(change))))).toBe(true);
  });
});

/** Whether a key is one of several of which a mapping has exactly one, and it has another. */
function isReplaced({ oneOf = [] }: Described, mappings: readonly object[], key: string): boolean {
  const keys = oneOf.flatMap(({ required = [] }) => required);
  return (
    keys.includes(key) && mappings.some((mapping) => keys.some((one) => one !== key && Object.hasOwn(mapping, one)))
  );
}

test('the example contains every key', () => {
  const missing = (schema: Described, mappings: readonly object[], path: string): string[] =>
    Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
      if (inner.deprecated === true) return [];
      if (isReplaced(schema, mappings, key)) return [];
      const holders = mappings.filter((mapping) => Object.hasOwn(mapping, key));
      if (holders.length === 0) return [`${path}.${key}`];
      const values = holders.flatMap((value): unknown => Reflect.get(value, key));
      return missing(
        inner.items ?? inner,
        values.filter((value) => typeof value === 'object') as object[],
        `${path}.${key}`,
      );
    });
  expect(missing(published, [parse(read(folder, 'example.yaml'))], '')).toEqual([]);
});

describe('the schema rejects', () => {
  test.each(rejected.filter(([, , , editor]) => editor === undefined))('%s: %j', (path, value) => {
    expect(accepts(published, JSON.parse(JSON.stringify(inputWith([path, value]))))).toBe(false);
  });

  test.each([
    ['an unknown key', 'dry', true],
    ['an unknown key of cluster', 'cluster.zone', 'a'],
    ['an unknown key of logging', 'logging', { color: true }],
    ['an unknown key of a dimension', 'metric.dimensions.0.unit', 'None'],
    ['an unknown key of a target', 'targets.0.replicas', 1],
    ['an unknown key of alarms', 'alarms', { email: [] }],
    ['an unknown key of alarms.page', 'alarms.page', { period: 60 }],
    ['an unknown key of alarms.ticket', 'alarms.ticket', { evaluationPeriods: 60 }],
    ['neither name nor selector', 'targets.0.name', undefined],
    ['name and selector', 'targets.0.selector', 'app=web'],
    ['atLeast with a name', 'targets.0.atLeast', 2],
    ['read with a selector', 'targets.0', { kind: 'Pod', namespace: 'shop', selector: 'a', read: 'list' }],
    ['read without a namespace', 'targets.0', { kind: 'Node', name: 'a', read: 'list' }],
    [
      'mode and minReady',
      'targets.0',
      { kind: 'Deployment', namespace: 'shop', name: 'web', mode: 'AllOfThem', minReady: 1 },
    ],
    ['a kind that needs its apiVersion', 'targets.0.kind', 'Certificate'],
    ['a Node in a namespace', 'targets.0.kind', 'Node'],
    ['a Job with a mode', 'targets.0', { kind: 'Job', namespace: 'shop', name: 'backup', mode: 'AtLeastOne' }],
    ['a Job with minReady', 'targets.0', { kind: 'Job', namespace: 'shop', name: 'backup', minReady: 1 }],
    ['a Job with allowZero', 'targets.0', { kind: 'Job', namespace: 'shop', name: 'backup', allowZero: true }],
    ['empty conditions', 'targets.0', { ...certificate, conditions: {} }],
    ['a node group in a namespace', 'targets.0', { kind: 'EKSNodegroup', name: 'a', namespace: 'shop' }],
    ['a node group without a name', 'targets.0', { kind: 'EKSNodegroup' }],
    ['an add-on with downGrace', 'targets.0', { kind: 'EKSAddon', name: 'a', downGrace: '1m' }],
    ['an add-on whose name has a dot', 'targets.0', { kind: 'EKSAddon', name: 'a.b' }],
    ['all Deployments by their name', 'targets.0', { kind: 'Deployment', namespace: 'shop', name: '*' }],
    ['an unknown key of conditions', 'targets.0', { ...certificate, conditions: { healty: ['Ready'] } }],
    ['an empty list of conditions', 'targets.0', { ...certificate, conditions: { healthy: [] } }],
    ['a custom resource in all namespaces by name', 'targets.0', { ...certificate, namespace: '*' }],
  ])('%s', (_, path, value) => {
    expect(accepts(published, JSON.parse(JSON.stringify(inputWith([path, value]))))).toBe(false);
  });
});

describe('for any combination of target keys', () => {
  const verdicts = (target: object) => {
    const input = inputWith(['targets.0', target]);
    return { valid: loadInput(input).config !== undefined, accepted: accepts(published, input as never) };
  };

  test('the schema accepts every valid target: editors report no false positives', () => {
    fc.assert(
      fc.property(anyWrittenTarget, (target) => {
        const { valid, accepted } = verdicts(target);
        expect(accepted || !valid).toBe(true);
      }),
      { numRuns: numRuns(500) },
    );
  });

  test('without an apiVersion, the schema accepts only valid targets: editors report all problems', () => {
    fc.assert(
      fc.property(anyWrittenTarget, ({ apiVersion: _, ...target }) => {
        const { valid, accepted } = verdicts(target);
        expect(accepted).toBe(valid);
      }),
      { numRuns: numRuns(500) },
    );
  });
});

interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
  readonly oneOf?: readonly { readonly required?: readonly string[] }[];
}

const walk = (schema: Described, path = ''): [path: string, schema: Described][] => [
  [path, schema],
  ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => walk(inner, `${path}.${key}`)),
  ...(schema.items === undefined ? [] : walk(schema.items, `${path}[]`)),
];

describe('for editors, the schema has', () => {
  test('a description of every key', () => {
    const keys = walk(published).filter(([path]) => !path.endsWith('[]'));
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter(([, { description }]) => description === undefined).map(([path]) => path)).toEqual([]);
  });

  test('no mapping with additional properties', () => {
    const mappings = walk(published).filter(([, { type }]) => type === 'object');
    expect(mappings.map(([path, { additionalProperties }]) => `${path} ${additionalProperties}`)).toEqual([
      ' false',
      '.cluster false',
      '.network false',
      '.logging false',
      '.function false',
      '.tags [object Object]',
      '.metric false',
      '.metric.dimensions[] false',
      '.presets[] false',
      '.presets[].kube-prometheus-stack false',
      '.presets[].eks-system false',
      '.presets[].eks-system.namespaces false',
      '.targets[] false',
      '.targets[].conditions false',
      '.targets[].query false',
      '.targets[].expect false',
      '.targets[].expect.json [object Object]',
      '.alarms false',
      '.alarms.page false',
      '.alarms.ticket false',
      '.notify false',
      '.maintenance[] false',
      '.watchdog false',
      '.heartbeat false',
      '.podMetrics[] false',
      '.podMetrics[].metrics[] false',
      '.podMetrics[].metrics[].labels [object Object]',
      '.podMetrics[].dimensions[] false',
      '.scaling[] false',
      '.scaling[].target false',
      '.scaling[].up false',
      '.scaling[].up.alarm false',
      '.scaling[].up.alarm.metric false',
      '.scaling[].up.alarm.metric.dimensions[] false',
      '.scaling[].up.policies[] false',
      '.scaling[].down false',
      '.scaling[].down.alarm false',
      '.scaling[].down.alarm.metric false',
      '.scaling[].down.alarm.metric.dimensions[] false',
      '.scaling[].down.policies[] false',
      '.zoneTraffic false',
      '.zoneTraffic.flowLogs false',
      '.alarm false',
    ]);
  });

  test('the required keys, the defaults, the choices, and the syntax of a duration', () => {
    const { properties, required, anyOf } = published;
    const target = properties.targets.items;
    expect(required).toEqual(['cluster', 'metric']);
    expect(anyOf).toEqual([{ required: ['targets'] }, { required: ['presets'] }]);
    // Either kind or probe, by a rule for editors.
    expect(target.required).toBeUndefined();
    expect(properties.seconds).toMatchObject({ default: 60, minimum: 60, maximum: 86_400, multipleOf: 60 });
    expect(properties.logging.properties.level).toMatchObject({ default: 'info', enum: ['debug', 'info'] });
    expect(target.properties.kind).toMatchObject({ type: 'string', examples: kindsWithoutApiVersion });
    expect(properties.grace).toMatchObject({
      default: '15m',
      description: expect.stringContaining('such as 90s, 15m or 1h30m'),
      errorMessage: 'a duration such as 90s, 15m, 1h30m or 0',
      anyOf: [{ type: 'string', pattern: expect.any(String) }, { const: 0 }],
    });
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configJsonSchema } from '../../config/issueMessage';
import { accepts } from './draft07';
import { inputWith } from './input';
import { accepted, refused } from './values';

const folder = join(__dirname, '..', '..', 'config');
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const published = JSON.parse(read(folder, 'config.schema.json'));

test('the published schema is that of the code; else run `npm run schema`', () => {
  expect(published).toEqual(configJsonSchema);
});

describe('the schema accepts', () => {
  test.each([
    [folder, 'example.yaml'],
    [folder, 'minimal.yaml'],
    [join(__dirname, 'fixtures'), 'kubeStatus2CloudWatch.yaml'],
    [join(__dirname, 'fixtures'), 'kubeStatus2CloudWatchMinimal.yaml'],
  ])('%s/%s', (...path) => {
    expect(accepts(published, parse(read(...path)))).toBe(true);
  });

  test.each(accepted)('%s: %j', (...change) => {
    expect(accepts(published, JSON.parse(JSON.stringify(inputWith(change))))).toBe(true);
  });
});

describe('the schema refuses', () => {
  test.each(refused.filter(([, , , editor]) => editor === undefined))('%s: %j', (path, value) => {
    expect(accepts(published, JSON.parse(JSON.stringify(inputWith([path, value]))))).toBe(false);
  });

  test.each([
    ['an unknown key', 'dry', true],
    ['an unknown key of the cluster', 'cluster.zone', 'a'],
    ['an unknown key of the logging', 'logging', { colour: true }],
    ['an unknown key of a dimension', 'metric.dimensions.0.unit', 'None'],
    ['an unknown key of a target', 'targets.0.replicas', 1],
    ['an unknown key of the alarm', 'alarm', { period: 60 }],
    ['neither name nor selector', 'targets.0.name', undefined],
    ['name and selector', 'targets.0.selector', 'app=web'],
    ['atLeast beside a name', 'targets.0.atLeast', 2],
    [
      'mode and minReady',
      'targets.0',
      { kind: 'Deployment', namespace: 'shop', name: 'web', mode: 'AllOfThem', minReady: 1 },
    ],
  ])('%s', (_, path, value) => {
    expect(accepts(published, JSON.parse(JSON.stringify(inputWith([path, value]))))).toBe(false);
  });
});

interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly items?: Described;
}

const walk = (schema: Described, path = ''): [path: string, schema: Described][] => [
  [path, schema],
  ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => walk(inner, `${path}.${key}`)),
  ...(schema.items === undefined ? [] : walk(schema.items, `${path}[]`)),
];

describe('what editors show', () => {
  test('a description for every key', () => {
    const keys = walk(published).filter(([path]) => !path.endsWith('[]'));
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter(([, { description }]) => description === undefined).map(([path]) => path)).toEqual([]);
  });

  test('no mapping takes further keys', () => {
    const mappings = walk(published).filter(([, { type }]) => type === 'object');
    expect(mappings.map(([path, { additionalProperties }]) => `${path} ${additionalProperties}`)).toEqual([
      ' false',
      '.cluster false',
      '.logging false',
      '.metric false',
      '.metric.dimensions[] false',
      '.targets[] false',
      '.alarm false',
    ]);
  });

  test('what is required, the defaults, the choices, and how to write a duration', () => {
    const { properties, required } = published;
    const target = properties.targets.items;
    expect(required).toEqual(['cluster', 'metric', 'targets']);
    expect(target.required).toEqual(['kind', 'namespace']);
    expect(properties.seconds).toMatchObject({ default: 60, minimum: 60, maximum: 86_400, multipleOf: 60 });
    expect(properties.logging.properties.level).toMatchObject({ default: 'info', enum: ['debug', 'info'] });
    expect(target.properties.kind.enum).toEqual(['DaemonSet', 'Deployment', 'StatefulSet']);
    expect(properties.grace).toMatchObject({
      default: '15m',
      description: expect.stringContaining('such as 90s, 15m or 1h30m'),
      errorMessage: 'a duration such as 90s, 15m, 1h30m or 0',
      anyOf: [{ type: 'string', pattern: expect.any(String) }, { const: 0 }],
    });
  });
});

import fc from 'fast-check';
import { stringify } from 'yaml';
import { UserError } from '../../../cli/io';
import { parseObjects, readObjects } from '../../../cli/judge/objectFile';
import { numRuns } from '../../support/numRuns';
import { type Folder, temporaryFolder } from '../commandLine';
import { list } from '../kubectlObjects';

const a = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } };
const b = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b' } };
const json = (value: unknown, indent = 0) => JSON.stringify(value, null, indent);

describe('objects as printed by kubectl', () => {
  test.each<[string, string, readonly object[]]>([
    ['one in JSON', json(a, 4), [a]],
    ['one in YAML', stringify(a), [a]],
    ['a List in JSON', json(list(a, b), 4), [a, b]],
    ['a List in YAML', stringify(list(a, b)), [a, b]],
    ['documents in YAML', `---\n${stringify(a)}---\n${stringify(b)}`, [a, b]],
    ['JSON without indentation', `[\n${json(a)},\n${json(b)}\n]`, [a, b]],
    ['documents in JSON, one after the other', `${json(list(a), 4)}\n${json(b, 4)}\n`, [a, b]],
    ['documents in JSON, each on a line', `${json(a)}\n${json(b)}`, [a, b]],
    ['documents in JSON, as YAML', `${json(a, 4)}\n---\n${json(b)}\n`, [a, b]],
    [
      'a custom resource with a kind that ends with List',
      json({ ...a, kind: 'AllowList' }),
      [{ ...a, kind: 'AllowList' }],
    ],
    ['a plain array', json([a, [b], list(a)]), [a, b, a]],
    ['a List in a List', json(list(list(a), b)), [a, b]],
    ['empty documents', `# none\n---\n${stringify(a)}---\n---\n# the end\n`, [a]],
    ['a byte order mark', `\uFEFF${stringify(a)}`, [a]],
    ['a byte order mark before JSON', `\uFEFF${json(a)}`, [a]],
    [
      'anchors, aliases and merge keys',
      'x: &x { kind: Pod }\napiVersion: v1\n<<: *x\n',
      [{ x: { kind: 'Pod' }, apiVersion: 'v1', kind: 'Pod' }],
    ],
    [
      'binary data in YAML',
      'apiVersion: v1\nkind: Pod\nx: !!binary AAAA\n',
      [{ apiVersion: 'v1', kind: 'Pod', x: 'AAAA' }],
    ],
    [
      'times without quotes',
      'apiVersion: v1\nkind: Pod\nx: 2026-01-01T00:00:00Z\n',
      [{ apiVersion: 'v1', kind: 'Pod', x: '2026-01-01T00:00:00Z' }],
    ],
  ])('%s', (_, content, objects) => {
    expect(parseObjects('x', content)).toEqual({ objects, eks: [] });
  });

  test('the items of a typed list, as returned by the API, get the type from the list', () => {
    const typed = { apiVersion: 'apps/v1', kind: 'DeploymentList', items: [{ metadata: { name: 'a' } }, b] };
    expect(parseObjects('x', json(typed)).objects).toEqual([a, b]);
  });

  test('a list can be nested deeply', () => {
    const deep = `${'['.repeat(2000)}${json(a)}${']'.repeat(2000)}`;
    expect(parseObjects('x', deep).objects).toEqual([a]);
  });
});

describe('invalid input is reported with its position', () => {
  const billionLaughs = ['a: &a [1,1,1,1,1,1,1,1,1,1]']
    .concat([...'bcdefgh'].map((key, index) => `${key}: &${key} [${`*${'abcdefg'[index]},`.repeat(10)}]`))
    .join('\n');

  test.each<[string, string, RegExp]>([
    [
      'nothing',
      '',
      /^x contains no objects; provide at least one, as printed by `kubectl get … -o json`, or by `aws eks describe-cluster`/,
    ],
    ['only comments', '# none\n---\n', /^x contains no objects/],
    ['an empty List', json(list()), /^x contains no objects/],
    ['a List of null', json({ ...list(), items: null }), /^x contains no objects/],
    ['a scalar', 'hello', /^x: document 1: got a single value, expected a mapping with apiVersion and kind/],
    ['a number', '42', /^x: document 1: got a single value/],
    ['a list of scalars', '- a\n- b\n', /^x: document 1, item 1: got a single value/],
    ['an item that is null', json(list(a, null)), /^x: document 1, item 2: got nothing/],
    [
      'no kind',
      `${stringify(a)}---\n${json(list(a, b, { apiVersion: 'v1' }))}`,
      /^x: document 2, item 3 has no kind; each object needs/,
    ],
    ['no apiVersion', '{"kind":"Pod"}', /^x: document 1 has no apiVersion/],
    ['an empty kind', '{"kind":"","apiVersion":"v1"}', /^x: document 1 has no kind/],
    ['a kind that is not a string', '{"kind":7,"apiVersion":"v1"}', /^x: document 1 has no kind/],
    [
      'an item of a typed list without apiVersion',
      '{"kind":"PodList","items":[{}]}',
      /^x: document 1, item 1 has no apiVersion/,
    ],
    ['truncated JSON', json(list(a), 4).slice(0, -20), /^x:\d+:\d+: neither JSON nor YAML: /],
    ['invalid YAML', 'kind: Pod\nmetadata: "a\n', /^x:3:1: neither JSON nor YAML: Missing closing "quote$/],
    ['a table', 'NAME   READY   STATUS\nweb-1  1/1     Running\n', /^x: document 1: got a single value/],
    [
      'documents without ---',
      `${stringify(a)}${stringify(b)}`,
      /^x:5:1: duplicate key in the same mapping; separate documents with a line ---$/,
    ],
    ['a mapping as a key', '{ {a: b}: c }', /^x:1:3: neither JSON nor YAML: /],
    ['an alias without anchor', 'a: *b\n', /^x:1:4: the alias \*b has no anchor/],
    [
      'aliases that expand to too many values',
      billionLaughs,
      /^x:\d+:\d+: the aliases up to here expand to more than 100000 values/,
    ],
    ['deeply nested lists', '['.repeat(20_000), /^x:\d+:\d+: lists or mappings are nested too deeply$/],
    [
      'UTF-16',
      '\uFFFD\uFFFDk\0i\0n\0d\0',
      /^x is not UTF-8 text; in PowerShell, write it with Out-File -Encoding utf8$/,
    ],
  ])('%s', (_, content, message) => {
    expect(() => parseObjects('x', content)).toThrow(UserError);
    expect(() => parseObjects('x', content)).toThrow(message);
  });

  test('any text gives objects or a UserError', () => {
    const document = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .array(fc.constantFrom('- ', 'a: ', '&a', '*a', '<<: ', '{', '}', '\n', '---\n', '!!x ', '"', '  '))
        .map((parts) => parts.join('')),
      fc
        .record({
          apiVersion: fc.jsonValue(),
          kind: fc.oneof(fc.jsonValue(), fc.constant('PodList')),
          items: fc.jsonValue(),
        })
        .map((value) => json(value)),
    );
    fc.assert(
      fc.property(fc.array(document, { maxLength: 3 }), (documents) => {
        try {
          for (const { apiVersion, kind } of parseObjects('x', documents.join('\n---\n')).objects) {
            expect([typeof apiVersion, typeof kind]).toEqual(['string', 'string']);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: numRuns(500) },
    );
  });
});

describe('the input is read from', () => {
  let folder: Folder;
  beforeAll(() => {
    folder = temporaryFolder();
  });
  afterAll(() => folder.remove());
  const stdin = async () => json(b);

  test('a file', async () => {
    expect(await readObjects({ stdin }, folder.write('a.json', json(a)))).toEqual({ objects: [a], eks: [] });
  });

  test('standard input', async () => {
    expect(await readObjects({ stdin }, '-')).toEqual({ objects: [b], eks: [] });
  });

  test('standard input, which messages name', async () => {
    await expect(readObjects({ stdin: async () => '' }, '-')).rejects.toThrow(/^standard input contains no objects/);
  });

  test.each(['missing.json', '.'])('%s, which cannot be read', async (name) => {
    const file = `${folder.path}/${name}`;
    const reading = readObjects({ stdin }, file);
    await expect(reading).rejects.toThrow(UserError);
    await expect(reading).rejects.toThrow(`cannot read ${file}: E`);
  });
});

import { join } from 'node:path';
import { configText, eksVigil, type Folder, temporaryFolder } from '../commandLine';

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const api = { kind: 'Deployment', namespace: 'shop', name: 'api' };

test('a valid file is reported with the number of its targets', async () => {
  const file = folder.write('valid.yaml', configText([web, api]));
  expect(await eksVigil(['validate', file])).toEqual({
    stdout: `${file}: valid (2 targets)\n`,
    stderr: '',
    exitCode: 0,
  });
});

test('the examples are valid', async () => {
  const files = ['example', 'minimal'].map((name) => join(__dirname, `../../../config/${name}.yaml`));
  expect(await eksVigil(['validate', ...files])).toEqual({
    stdout: expect.stringMatching(
      /minimal\.yaml:3:1: warning: alarms: has no actions: .*\n2 files: 0 errors, 3 warnings\n$/,
    ),
    stderr: '',
    exitCode: 0,
  });
});

test('an example does not conflict with a file for the same cluster', async () => {
  const example = folder.write('minimal.yaml', configText([web]));
  const file = folder.write('real.yaml', configText([web]));
  expect(await eksVigil(['validate', example, file])).toMatchObject({ exitCode: 0 });
});

test('a warning leaves a file valid', async () => {
  const file = folder.write('warned.yaml', configText([web], { metric: { namespace: 'EksVigil', name: 'Health' } }));
  const { stdout, exitCode } = await eksVigil(['validate', file]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/warned\.yaml:1:\d+: warning: metric: has no dimensions/),
    `${file}: valid (1 target), 1 warning`,
  ]);
  expect(exitCode).toBe(0);
});

test('each problem is one line, with file, line and column', async () => {
  const text =
    'cluster: { name: prod, region: eu-central-1 }\ndry: true\nmetric: { namespace: AWS/x, name: y }\ntargets: []\ndryRun: true\n';
  const file = folder.write('invalid.yaml', text);
  const { stdout, stderr, exitCode } = await eksVigil(['validate', file]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.replace(file, 'FILE').replace(/(?<=: (error|warning): \S+:).*/, ''))).toEqual([
    'FILE:2:1: error: dry:',
    'FILE:3:9: warning: metric:',
    'FILE:3:22: error: metric.namespace:',
    'FILE:4:10: error: targets:',
    '1 file: 3 errors, 1 warning',
  ]);
  expect(lines[0]).toContain('Did you mean dryRun?');
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 3 });
});

test('files that are valid alone but not together', async () => {
  const one = folder.write('one.yaml', configText([web]));
  const two = folder.write('two.yaml', configText([api]));
  const { stdout, exitCode } = await eksVigil(['validate', one, two]);
  expect(stdout).toContain(`${two}:1:12: error: cluster: ${one} watches the same cluster`);
  expect(stdout).toMatch(/\n2 files: 2 errors, 0 warnings\n$/);
  expect(exitCode).toBe(3);
});

test('files with and without the account of a cluster of the same name', async () => {
  const cluster = { name: 'prod', region: 'eu-central-1' };
  const one = folder.write('one.yaml', configText([web], { cluster: { ...cluster, account: '111122223333' } }));
  const two = folder.write('two.yaml', configText([api], { cluster }));
  const { stdout, exitCode } = await eksVigil(['validate', one, two]);
  expect(stdout).toMatch(
    /two\.yaml:1:\d+: error: cluster: \S+one\.yaml watches a cluster of the same name, .* specify cluster\.account in both files/,
  );
  expect(exitCode).toBe(3);
});

test('two teams watch one cluster', async () => {
  const file = (name: string) => {
    const metric = { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Vigil', value: name }] };
    return folder.write(`${name}.yaml`, configText([web], { name, metric }));
  };
  const { stdout, exitCode } = await eksVigil(['validate', file('team-a'), file('team-b')]);
  expect(stdout).toBe('2 files: 0 errors, 0 warnings\n');
  expect(exitCode).toBe(0);
});

test('a file that is specified twice is read once', async () => {
  const file = folder.write('once.yaml', configText([web]));
  const again = join(folder.path, '.', 'once.yaml');
  expect(await eksVigil(['validate', file, again])).toMatchObject({
    stdout: `${file}: valid (1 target)\n`,
    exitCode: 0,
  });
});

test.each<[string, () => string, RegExp]>([
  ['a missing file', () => join(folder.path, 'missing.yaml'), /file not found; check the path/],
  ['a directory', () => folder.path, /this is a directory; specify the files in it/],
  ['a path through a file', () => join(__filename, 'x.yaml'), /cannot read the file: ENOTDIR/],
])('%s is reported with its name and what to do', async (_, path, message) => {
  const { stdout, stderr, exitCode } = await eksVigil(['validate', path()]);
  const [line, summary] = stdout.split('\n');
  expect(line).toContain(`${path()}:1:1: error: `);
  expect(line).toMatch(message);
  expect({ summary, stderr, exitCode }).toEqual({
    summary: '1 file: 1 error, 0 warnings',
    stderr: '',
    exitCode: 3,
  });
});

test('--output json prints the counts and the diagnostics', async () => {
  const file = folder.write('json.yaml', configText([web], { dry: true }));
  const { stdout, exitCode } = await eksVigil(['validate', file, '--output', 'json']);
  expect(JSON.parse(stdout)).toEqual({
    files: 1,
    errors: 1,
    warnings: 0,
    diagnostics: [expect.objectContaining({ severity: 'error', file, line: 1, path: 'dry' })],
  });
  expect(exitCode).toBe(3);
});

test('text from a file cannot control the terminal', async () => {
  const file = folder.write('escape.yaml', configText([{ ...web, name: '\u001b[2J\n' }]));
  const { stdout } = await eksVigil(['validate', file]);
  expect(stdout).not.toContain('\u001b');
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
});

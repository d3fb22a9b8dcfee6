import { ago, minute, now } from '../../support/objects/clock';
import { eksVigil, type Folder, type ProcessOptions, temporaryFolder } from '../commandLine';
import { crashLoopingPod, list, pods, web } from '../kubectlObjects';

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

/** Judges objects from standard input, at the time `now`. */
function judge(objects: unknown, args: readonly string[] = [], options: ProcessOptions = {}) {
  return eksVigil(['judge', '-', ...args], { stdin: JSON.stringify(objects), now: () => now, ...options });
}

const json = ['--output', 'json'];

/** The verdicts in short form. */
async function judgeBriefly(objects: unknown, args: readonly string[] = []) {
  const { stdout } = await judge(objects, [...args, ...json]);
  const entries = JSON.parse(stdout) as { name: string; verdict: string; reason: string }[];
  return entries.map(({ name, verdict, reason }) => `${name}: ${verdict} ${reason}`);
}

describe('the exit code and the summary', () => {
  const healthy = web(3);
  const progressing = web(2, { name: 'api', changed: 1 });
  const unhealthy = web(0, { name: 'db' });
  const unknown = { ...web(3, { name: 'odd' }), spec: { replicas: 'many' } };

  test.each<[readonly unknown[], number, string]>([
    [[healthy], 0, 'OK: 1 object is healthy'],
    [[healthy, progressing], 1, 'WARNING: 1 of 2 objects is progressing'],
    [[healthy, progressing, unhealthy, unknown], 2, 'CRITICAL: 1 of 4 objects is unhealthy, 1 unknown, 1 progressing'],
    [[progressing, unknown], 3, 'UNKNOWN: 1 of 2 objects is unknown, 1 progressing'],
  ])('%#', async (objects, code, summary) => {
    const { stdout, stderr, exitCode } = await judge(list(...objects));
    expect(stdout.split('\n').slice(-3)).toEqual(['', `${summary} (as of 2026-01-01T12:00:00Z)`, '']);
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: '' });
    expect(await judge(list(...objects), json)).toMatchObject({ exitCode: code, stderr: '' });
  });
});

test('the table has a row for each object', async () => {
  const { stdout } = await judge(list(web(3), crashLoopingPod(), web(0, { name: 'db' })));
  const rows = stdout.split('\n').map((row) => row.split(/ {2,}/).slice(0, 6));
  expect(rows.slice(0, 4)).toEqual([
    ['VERDICT', 'KIND', 'NAMESPACE', 'NAME', 'READY', 'REASON'],
    ['Unhealthy', 'Deployment', 'shop', 'db', '0/3', 'NoneReady'],
    ['Healthy', 'Deployment', 'shop', 'web', '3/3', 'Ready'],
    [''],
  ]);
});

test('the JSON is a list with the same keys for each object', async () => {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } };
  const { stdout } = await judge(list(web(3), web(2, { name: 'api', changed: 1 }), node), json);
  const [healthy, progressing, clusterWide, ...others] = JSON.parse(stdout);
  expect(healthy).toEqual({
    kind: 'Deployment',
    namespace: 'shop',
    name: 'web',
    verdict: 'Healthy',
    reason: 'Ready',
    message: '3 of 3 pods ready',
    command: null,
    since: null,
  });
  expect(progressing).toMatchObject({ name: 'api', verdict: 'Progressing', since: ago(minute) });
  expect(clusterWide).toMatchObject({ kind: 'Node', namespace: null, name: 'n' });
  expect(others).toEqual([]);
  for (const entry of [progressing, clusterWide]) expect(Object.keys(entry)).toEqual(Object.keys(healthy));
});

test('a file is read like standard input', async () => {
  const file = folder.write('web.yaml', `---\n${JSON.stringify(web(3))}\n---\n${JSON.stringify(list(web(0)))}\n`);
  const { stdout, exitCode } = await eksVigil(['judge', file, '--now', '2026-01-01T12:00:00Z', ...json]);
  expect(JSON.parse(stdout)).toMatchObject([{ verdict: 'Healthy' }, { verdict: 'Unhealthy' }]);
  expect(exitCode).toBe(2);
});

describe('--now is the time when the objects were read', () => {
  const short = list(web(2), ...pods({ since: 10 }));

  test.each<[string, string]>([
    ['2026-01-01T12:00:00Z', 'web: Progressing TooFewReady'],
    ['2026-01-01T12:04:59.999Z', 'web: Progressing TooFewReady'],
    ['2026-01-01T12:05:00Z', 'web: Unhealthy TooFewReady'],
    ['2026-01-01T14:04:00+02:00', 'web: Progressing TooFewReady'],
    ['2026-01-01T14:05:00+02:00', 'web: Unhealthy TooFewReady'],
  ])('%s', async (now, verdict) => {
    expect(await judgeBriefly(short, ['--now', now])).toEqual([verdict]);
  });

  test('defaults to the current time', async () => {
    const later = { now: () => now + 5 * 60_000 };
    expect(await judge(short, [], later)).toMatchObject({
      stdout: expect.stringContaining('(as of 2026-01-01T12:05:00Z)'),
      exitCode: 2,
    });
  });
});

describe('options have the same meaning as keys of a configuration', () => {
  const short = list(web(2), ...pods());
  const down = list(web(0), ...pods({ unready: 3 }));
  const off = { ...web(0), spec: { replicas: 0 } };

  test.each<[string, unknown, readonly string[], string]>([
    ['defaults', short, [], 'Progressing TooFewReady'],
    ['defaults', down, [], 'Progressing NoneReady'],
    ['no grace', short, ['--grace', '0'], 'Unhealthy TooFewReady'],
    ['no grace, so also no downGrace', down, ['--grace', '0'], 'Unhealthy NoneReady'],
    ['a short grace', short, ['--grace', '90s'], 'Unhealthy TooFewReady'],
    ['a long grace', short, ['--grace', '1h30m'], 'Progressing TooFewReady'],
    ['a short downGrace with no ready pod', down, ['--down-grace', '90s'], 'Unhealthy NoneReady'],
    ['a short downGrace with ready pods', short, ['--down-grace', '90s'], 'Progressing TooFewReady'],
    ['all', short, ['--mode', 'AllOfThem'], 'Progressing TooFewReady'],
    ['one', short, ['--mode', 'AtLeastOne'], 'Healthy Ready'],
    ['two', short, ['--min-ready', '2'], 'Healthy Ready'],
    ['three', short, ['--min-ready', '3', '--grace', '0'], 'Unhealthy TooFewReady'],
    ['two thirds, rounded up', short, ['--min-ready', '67%', '--grace', '0'], 'Unhealthy TooFewReady'],
    ['a half, rounded up', short, ['--min-ready', '50%', '--grace', '0'], 'Healthy Ready'],
    ['scaled to 0', off, [], 'Unhealthy ScaledToZero'],
    ['scaled to 0 (allowed)', off, ['--allow-zero'], 'Healthy ScaledToZero'],
  ])('%s', async (_, objects, args, verdict) => {
    expect(await judgeBriefly(objects, args)).toEqual([`web: ${verdict}`]);
  });

  test('a downGrace limited by grace gets a note', async () => {
    const { stderr, exitCode } = await judge(web(3), ['--down-grace', '1h']);
    expect(stderr).toBe('note: --down-grace: is longer than grace (15m), which limits it; increase grace too.\n');
    expect(exitCode).toBe(0);
  });
});

describe('notes are printed to stderr, one line each', () => {
  test('kinds without a rule', async () => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap\u001b[2J', metadata: { name: 'a' } };
    const { stdout, stderr, exitCode } = await judge(list(web(3), config), json);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(stderr).toBe('note: skipped, because there is no health rule for the kind: ConfigMap\\u001b[2J\n');
    expect(exitCode).toBe(0);
  });

  test('objects without managed fields', async () => {
    const { stderr } = await judge(web(2, { metadata: { managedFields: undefined } }));
    expect(stderr).toMatch(/^note: .*--show-managed-fields.*\n$/);
  });
});

describe('an error is one line on stderr, and the exit code is UNKNOWN', () => {
  test.each<[string, unknown, readonly string[], RegExp]>([
    ['no time', web(3), ['--now', 'yesterday'], /--now: got "yesterday", expected a time such as 2026-01-31T03:15:00Z/],
    ['a date', web(3), ['--now', '2026-01-31'], /--now: got "2026-01-31", expected a time/],
    ['a date that does not exist', web(3), ['--now', '2026-02-30T00:00:00Z'], /--now: got "2026-02-30T00:00:00Z"/],
    ['a time without a time zone', web(3), ['--now', '2026-01-31T03:15:00'], /--now: got "2026-01-31T03:15:00"/],
    [
      'an invalid duration',
      web(3),
      ['--grace', '5 minutes'],
      /--grace: got "5 minutes", expected a duration such as 90s, 15m, 1h30m or 0\. Write 5m\.$/,
    ],
    ['a duration below 0', web(3), ['--down-grace', '-5m'], /--down-grace: got "-5m", expected a duration/],
    [
      'an invalid mode',
      web(3),
      ['--mode', 'Most'],
      /argument 'Most' is invalid\. Allowed choices are AllOfThem, AtLeastOne\./,
    ],
    [
      'no pods',
      web(3),
      ['--min-ready', '0'],
      /--min-ready: got 0, expected an integer of at least 1, or a percentage such as "50%"\.$/,
    ],
    ['an invalid number', web(3), ['--min-ready', 'half'], /--min-ready: got "half", expected/],
    [
      'conflicting options',
      web(3),
      ['--min-ready', '1', '--mode', 'AtLeastOne'],
      /'--min-ready <count>' cannot be used with option '--mode <mode>'/,
    ],
    ['an empty List', list(), [], /standard input contains no objects/],
    ['no kind', list({ apiVersion: 'v1' }), [], /standard input: document 1, item 1 has no kind/],
    ['nothing to judge', { apiVersion: 'v1', kind: 'Lease' }, [], /no objects to judge; provide workloads/],
  ])('%s', async (_, objects, args, message) => {
    const { stdout, stderr, exitCode } = await judge(objects, args);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr.trimEnd()).toMatch(message);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
  });

  test('a file that does not exist', async () => {
    const { stderr, exitCode } = await eksVigil(['judge', `${folder.path}/missing.json`]);
    expect(stderr).toMatch(
      /^error: cannot read \S+missing\.json: ENOENT.*; specify a file, or - for standard input\n$/,
    );
    expect(exitCode).toBe(3);
  });
});

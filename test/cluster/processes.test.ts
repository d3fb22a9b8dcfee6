import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Processes } from './processes';
import { until } from './until';

let dir: string;
let processes: Processes<string>;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'eks-vigil-processes-'));
});

afterEach(async () => {
  await processes?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const shell = (script: string): Command => ({
  path: '/bin/sh',
  args: ['-c', script],
  serves: (log) => log.includes('serving'),
});

const processId = (name: string): number => Number(readFileSync(join(dir, 'pids', name), 'utf8'));

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each([
  ['ends at once', shell('echo no such flag; exit 3'), 'web ended with 3; the end of its log:\nno such flag'],
  ['is killed', shell('kill -KILL $$'), 'web ended with SIGKILL'],
  ['is not there', { ...shell(''), path: '/absent/web' }, '; the end of its log:\nspawn /absent/web ENOENT'],
])('a program that %s is named, with its log', async (_, command, message) => {
  processes = new Processes(dir);

  await expect(processes.start('web', command)).rejects.toThrow(message);
});

test('a program gets nothing of the environment but PATH and HOME', async () => {
  processes = new Processes(dir);

  await processes.start('web', { ...shell('env; echo serving; exec sleep 600'), env: { REGION: 'eu-central-1' } });

  const log = readFileSync(join(dir, 'logs', 'web'), 'utf8');
  const names = log.split('\n').flatMap((line) => line.match(/^(\w+)=/)?.[1] ?? []);
  expect(names.filter((name) => !['PWD', 'SHLVL', 'OLDPWD', '_'].includes(name)).sort()).toEqual([
    'HOME',
    'PATH',
    'REGION',
  ]);
  expect(log).toContain(`HOME=${dir}\n`);
});

test('after a restart it is the new program that has to serve', async () => {
  processes = new Processes(dir);
  await processes.start('web', shell('[ -e once ] && exec sleep 0.5; touch once; echo serving; exec sleep 600'));

  await expect(processes.restart('web')).rejects.toThrow('web ended with 0');
});

test('a program that ends by itself comes back, one that was ended by a signal does not', async () => {
  processes = new Processes(dir);
  await processes.start('ended', shell('echo serving; exec sleep 600'));
  await processes.start('crashing', shell('echo serving; exec sleep 600'));
  const before = processId('crashing');

  processes.signal('ended', 'SIGTERM');
  await until(
    () => 'it did not end',
    30,
    async () => !existsSync(join(dir, 'pids', 'ended')) || undefined,
  );
  process.kill(before, 'SIGKILL');
  await until(
    () => 'it did not come back',
    30,
    async () => (existsSync(join(dir, 'pids', 'crashing')) && processId('crashing') !== before) || undefined,
  );

  expect(existsSync(join(dir, 'pids', 'ended'))).toBe(false);
});

test('stop ends what is running, stopped programs too, and removes the folder', async () => {
  processes = new Processes(dir);
  await processes.start('web', shell('echo serving; sleep 600 & wait'));
  await processes.start('frozen', shell('echo serving; exec sleep 600'));
  const pids = [processId('web'), processId('frozen')];
  processes.signal('frozen', 'SIGSTOP');

  await processes.stop();

  expect(pids.map(isAlive)).toEqual([false, false]);
  expect(existsSync(dir)).toBe(false);
});

test('nothing is left when the harness itself is killed', async () => {
  const harness = `
    import { Processes } from ${JSON.stringify(join(__dirname, 'processes.ts'))};
    const serves = () => false;
    new Processes(${JSON.stringify(dir)}).start('web', { path: '/bin/sh', args: ['-c', 'exec sleep 600'], serves });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', harness], {
    cwd: __dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const pid = await until(
    () => 'the program did not start',
    30,
    async () => (existsSync(join(dir, 'pids', 'web')) && processId('web')) || undefined,
  );
  child.kill('SIGKILL');
  await once(child, 'exit');

  await until(
    () => 'the program or its folder is still there',
    30,
    async () => (!isAlive(pid) && !existsSync(dir)) || undefined,
  );
});

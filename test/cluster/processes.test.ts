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
  isReady: (log) => log.includes('ready'),
});

const processId = (name: string): number => Number(readFileSync(join(dir, 'pids', name), 'utf8'));

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a program that ends is restarted, but not after a signal of the test', async () => {
  processes = new Processes(dir);
  await processes.start('ended', shell('echo ready; exec sleep 600'));
  await processes.start('crashing', shell('echo ready; exec sleep 600'));
  const before = processId('crashing');

  processes.signal('ended', 'SIGTERM');
  await until(
    () => 'it did not end',
    async () => !existsSync(join(dir, 'pids', 'ended')) || undefined,
  );
  process.kill(before, 'SIGKILL');
  await until(
    () => 'it was not restarted',
    async () => (existsSync(join(dir, 'pids', 'crashing')) && processId('crashing') !== before) || undefined,
  );

  expect(existsSync(join(dir, 'pids', 'ended'))).toBe(false);
});

test('stop ends all programs, including paused ones, and removes the folder', async () => {
  processes = new Processes(dir);
  await processes.start('web', shell('echo ready; sleep 600 & wait'));
  await processes.start('frozen', shell('echo ready; exec sleep 600'));
  const pids = [processId('web'), processId('frozen')];
  processes.signal('frozen', 'SIGSTOP');

  await processes.stop();

  expect(pids.map(isAlive)).toEqual([false, false]);
  expect(existsSync(dir)).toBe(false);
});

test('nothing is left when the process of the tests is killed', async () => {
  const harness = `
    import { Processes } from ${JSON.stringify(join(__dirname, 'processes.ts'))};
    const isReady = () => false;
    new Processes(${JSON.stringify(dir)}).start('web', { path: '/bin/sh', args: ['-c', 'exec sleep 600'], isReady });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', harness], {
    cwd: __dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const pid = await until(
    () => 'the program did not start',
    async () => (existsSync(join(dir, 'pids', 'web')) && processId('web')) || undefined,
  );
  child.kill('SIGKILL');
  await once(child, 'exit');

  await until(
    () => 'the program or its folder is still there',
    async () => (!isAlive(pid) && !existsSync(dir)) || undefined,
  );
});

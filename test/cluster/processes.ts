import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { until } from './until';

/** How to run a program, and how to know that it is ready. */
export interface Command {
  readonly path: string;
  readonly args: readonly string[];
  /** Environment variables in addition to PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is ready. `log` is what it has logged since its start. */
  readonly isReady: (log: string) => boolean | Promise<boolean>;
}

interface Running {
  readonly command: Command;
  readonly child: ChildProcess;
  readonly logStart: number;
  /** Whether the program is restarted when it ends. */
  restarts: boolean;
}

const respawnMilliseconds = 1000;
const shownLogLines = 15;

/** Waits until its standard input closes, as it does at any end of this process. Then ends all programs and removes the folder. */
const reaper = `
cat >/dev/null
for file in "$1"/pids/*; do kill -s KILL -- "-$(cat "$file")"; done 2>/dev/null
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
`;

/**
 * Programs in the background, each in its own process group. They log to `logs/NAME` in the folder.
 *
 * A program that ends is restarted after a second, as a kubelet does with the static pods of a control plane: for example,
 * kube-controller-manager ends when it cannot renew its Lease. A program that `signal` ended is not restarted.
 */
export class Processes<Name extends string> {
  readonly #dir: string;
  readonly #running = new Map<Name, Running>();
  readonly #reaper: ChildProcess;
  #stopping = false;

  /** @param dir - an existing folder, which is removed with the programs. */
  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(join(dir, 'logs'));
    mkdirSync(join(dir, 'pids'));
    this.#reaper = spawn('sh', ['-c', reaper, 'reaper', dir], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.#reaper.unref();
    if (this.#reaper.stdin instanceof Socket) {
      this.#reaper.stdin.unref();
    }
  }

  /**
   * Starts a program and waits until it is ready.
   *
   * @throws Error with the name of the program and the end of its log, if it ends or does not become ready.
   */
  async start(name: Name, command: Command): Promise<void> {
    const running = this.#spawn(name, command, false);
    await until(
      () => this.#failure(name, running, 'is not ready'),
      async () => {
        if (hasEnded(running.child)) {
          throw new Error(
            this.#failure(name, running, `ended with ${running.child.exitCode ?? running.child.signalCode}`),
          );
        }
        return (await command.isReady(this.#log(name, running.logStart))) || undefined;
      },
    );
    running.restarts = true;
  }

  /** Sends a signal to a program: SIGSTOP and SIGCONT to freeze and thaw it, SIGKILL to end it until `restart`. */
  signal(name: Name, signal: NodeJS.Signals): void {
    const running = this.#find(name);
    running.restarts &&= signal === 'SIGSTOP' || signal === 'SIGCONT';
    kill(running.child, signal);
  }

  /** Restarts a program with the same command, and waits until it is ready. */
  async restart(name: Name): Promise<void> {
    const { command, child } = this.#find(name);
    this.signal(name, 'SIGKILL');
    await ended(child);
    await this.start(name, command);
  }

  /** Ends every program and removes the folder. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#reaper.ref();
    this.#reaper.stdin?.end();
    await ended(this.#reaper);
    await Promise.all([...this.#running.values()].map(({ child }) => ended(child)));
  }

  #spawn(name: Name, command: Command, restarts: boolean): Running {
    const logPath = this.#logPath(name);
    const output = openSync(logPath, 'a');
    const logStart = statSync(logPath).size;
    const child = spawn(command.path, command.args, {
      cwd: this.#dir,
      detached: true,
      env: { PATH: process.env.PATH, HOME: this.#dir, ...command.env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    child.unref();
    child.once('error', (error) => writeFileSync(logPath, `${error.message}\n`, { flag: 'a' }));
    const pidFile = join(this.#dir, 'pids', name);
    writeFileSync(pidFile, String(child.pid ?? ''));
    const running: Running = { command, child, logStart, restarts };
    this.#running.set(name, running);
    child.once('exit', () => {
      if (this.#stopping) {
        return;
      }
      rmSync(pidFile, { force: true });
      setTimeout(() => {
        if (running.restarts && !this.#stopping) {
          this.#spawn(name, command, true);
        }
      }, respawnMilliseconds).unref();
    });
    return running;
  }

  #find(name: Name): Running {
    const running = this.#running.get(name);
    if (running === undefined) {
      throw new Error(`${name} was not started; started programs: ${[...this.#running.keys()].join(', ')}`);
    }
    return running;
  }

  #failure(name: Name, running: Running, what: string): string {
    const lines = this.#log(name, running.logStart).trimEnd().split('\n').slice(-shownLogLines);
    return `${name} ${what}; the end of its log:\n${lines.join('\n')}`;
  }

  #log(name: Name, from: number): string {
    return readFileSync(this.#logPath(name)).subarray(from).toString();
  }

  #logPath(name: Name): string {
    return join(this.#dir, 'logs', name);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function ended(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) {
    child.ref();
    await once(child, 'exit');
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined && !hasEnded(child)) {
    process.kill(-child.pid, signal);
  }
}

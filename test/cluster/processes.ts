import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { until } from './until';

/** How to run a program and to know that it serves. */
export interface Command {
  readonly path: string;
  readonly args: readonly string[];
  /** Beside PATH and HOME, which are all that a program gets from the harness. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it serves; `log` is what it has logged since it was started. */
  readonly serves: (log: string) => boolean | Promise<boolean>;
}

interface Running {
  readonly command: Command;
  readonly child: ChildProcess;
  readonly logStart: number;
  /** Whether the program is started again when it ends. */
  keepUp: boolean;
}

const startSeconds = 90;
const respawnMilliseconds = 1000;
const shownLogLines = 15;

/** Waits for its standard input to close, as it does on any end of the harness, then leaves no program and no folder behind. */
const reaper = `
cat >/dev/null
for file in "$1"/pids/*; do kill -s KILL -- "-$(cat "$file")"; done 2>/dev/null
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
`;

/**
 * Programs that run in the background, each in a process group of its own, logging to `logs/NAME` in the folder.
 *
 * A program that ends by itself is started again after a second, as a kubelet does with the static pods of a control plane:
 * kube-controller-manager, for one, ends when it cannot renew its Lease. A program that `signal` ended stays ended.
 */
export class Processes<Name extends string> {
  readonly #dir: string;
  readonly #running = new Map<Name, Running>();
  readonly #reaper: ChildProcess;
  #stopping = false;

  /** @param dir - an existing folder that belongs to these programs: it is removed with them. */
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
   * Starts a program and waits until it serves.
   *
   * @throws Error that names the program and shows the end of its log, when it ends or does not serve in time.
   */
  async start(name: Name, command: Command): Promise<void> {
    const running = this.#spawn(name, command, false);
    await until(
      () => this.#failure(name, running, 'does not serve'),
      startSeconds,
      async () => {
        if (hasEnded(running.child)) {
          throw new Error(
            this.#failure(name, running, `ended with ${running.child.exitCode ?? running.child.signalCode}`),
          );
        }
        return (await command.serves(this.#log(name, running.logStart))) || undefined;
      },
    );
    running.keepUp = true;
  }

  /** Sends a signal to a program: SIGSTOP and SIGCONT to freeze and thaw it, SIGKILL to end it until `restart`. */
  signal(name: Name, signal: NodeJS.Signals): void {
    const running = this.#find(name);
    running.keepUp &&= signal === 'SIGSTOP' || signal === 'SIGCONT';
    kill(running.child, signal);
  }

  /** Starts a program again with the same command, ending it first if it still runs, and waits until it serves. */
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

  #spawn(name: Name, command: Command, keepUp: boolean): Running {
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
    const running: Running = { command, child, logStart, keepUp };
    this.#running.set(name, running);
    child.once('exit', () => {
      if (this.#stopping) {
        return;
      }
      rmSync(pidFile, { force: true });
      setTimeout(() => {
        if (running.keepUp && !this.#stopping) {
          this.#spawn(name, command, true);
        }
      }, respawnMilliseconds).unref();
    });
    return running;
  }

  #find(name: Name): Running {
    const running = this.#running.get(name);
    if (running === undefined) {
      throw new Error(`${name} was never started; started were: ${[...this.#running.keys()].join(', ')}`);
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

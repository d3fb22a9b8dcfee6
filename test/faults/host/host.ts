import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { HostApi, HostResponse } from './main';

/** The process that holds the instances of the handler. The servers are in the process of the tests, which starts it. */
export class Host {
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #calls = 0;

  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.#settle(message as HostResponse));
    child.on('exit', (code, signal) => this.#fail(`the host exited (code ${code}, signal ${signal})`));
  }

  /** @param caFile - a certificate authority that Node.js trusts beside its own. */
  static start(caFile: string): Host {
    const child = fork(require.resolve('./main.ts'), {
      execArgv: ['--expose-gc', '--import', 'tsx'],
      env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: caFile },
      serialization: 'advanced',
    });
    return new Host(child);
  }

  call<M extends keyof HostApi>(
    method: M,
    ...parameters: Parameters<HostApi[M]>
  ): Promise<Awaited<ReturnType<HostApi[M]>>> {
    const call = this.#calls++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send({ call, method, parameters });
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  #settle({ call, value, error }: HostResponse): void {
    const waiting = this.#waiting.get(call);
    this.#waiting.delete(call);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
  }

  #fail(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }
}

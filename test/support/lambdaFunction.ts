import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface LambdaFunctionProps {
  /** The unpacked asset. */
  readonly assetDirectory: string;
  /** All environment variables: those of the template, and the credentials and the region that Lambda adds. */
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds, as in the template. */
  readonly timeout: number;
}

/** The result of one invocation. */
export interface Invocation {
  readonly result?: unknown;
  /** What the handler threw, or the end of the process at the timeout. */
  readonly error?: { readonly name: string; readonly message: string; readonly stack?: string };
  /** The lines that it wrote to standard output and standard error. */
  readonly log: readonly string[];
  readonly milliseconds: number;
  /** Bytes after the invocation. */
  readonly rss: number;
  /** The most bytes since the container started. */
  readonly peakRss: number;
}

/** Runs an asset as Lambda does: in a separate process, the container, which stays warm between invocations. */
export class LambdaFunction {
  readonly #props: LambdaFunctionProps;
  #container: ChildProcess | undefined;
  #log: string[] = [];
  /** How long loading the code took in the newest container. */
  loadMilliseconds = 0;

  constructor(props: LambdaFunctionProps) {
    this.#props = props;
  }

  /** The process of the warm container. */
  get pid(): number | undefined {
    return this.#container?.pid;
  }

  /**
   * Invokes the handler, in a new container when none is warm.
   *
   * @param clockOffset - milliseconds that the container's clock is ahead.
   */
  async invoke(event: unknown, clockOffset = 0): Promise<Invocation> {
    const container = this.#container ?? (await this.#start());
    const timeout = this.#props.timeout * 1000;
    this.#log = [];
    const started = performance.now();
    const settled = new AbortController();
    const { signal } = settled;
    // Later than Lambda, so that a busy machine kills no function that ends by itself: only one that hangs.
    const killer = setTimeout(() => container.kill('SIGKILL'), 4 * timeout);
    container.send({ event, timeout, clockOffset });
    const settledWith = await Promise.race([
      once(container, 'message', { signal }).then(([message]) => message as Omit<Invocation, 'log' | 'milliseconds'>),
      once(container, 'exit', { signal }).then(([code, killedBy]) => {
        const message = `the container ended (code ${String(code)}, signal ${String(killedBy)})`;
        return { error: { name: 'Runtime.ExitError', message }, rss: 0, peakRss: 0 };
      }),
    ]);
    settled.abort();
    clearTimeout(killer);
    // The last lines may still be in the pipe.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return {
      ...settledWith,
      log: this.#log.join('').split('\n').filter(Boolean),
      milliseconds: performance.now() - started,
    };
  }

  /** Ends the container, as Lambda does after a while; the next invocation is a cold start. */
  async stop(): Promise<void> {
    const container = this.#container;
    this.#container = undefined;
    if (container === undefined || container.exitCode !== null || container.signalCode !== null) return;
    const exited = once(container, 'exit');
    container.kill('SIGKILL');
    await exited;
  }

  async #start(): Promise<ChildProcess> {
    const bootstrap = join(__dirname, 'lambdaBootstrap.mjs');
    const container = spawn(process.execPath, [bootstrap, join(this.#props.assetDirectory, 'index.js'), 'handler'], {
      env: { ...this.#props.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [container.stdout, container.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#log.push(text));
    }
    container.once('exit', () => {
      if (this.#container === container) this.#container = undefined;
    });
    const settled = new AbortController();
    const { signal } = settled;
    const ready = await Promise.race([
      once(container, 'message', { signal }).then(([message]) => message as { loadMilliseconds: number }),
      once(container, 'exit', { signal }).then(() => undefined),
    ]);
    settled.abort();
    if (ready === undefined) throw new Error(`the function cannot be loaded: ${this.#log.join('')}`);
    this.loadMilliseconds = ready.loadMilliseconds;
    this.#container = container;
    return container;
  }
}

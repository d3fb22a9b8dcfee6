import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileFunction } from 'node:vm';
import { AgentRegistry, type Names } from './agents';
import { PauseMeter } from './pauses';
import { Surroundings } from './surroundings';

export interface InstanceProps {
  /** The unpacked asset. */
  readonly assetDirectory: string;
  /** Where its `config.json` is. */
  readonly configDirectory: string;
  /** The environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** The addresses of names in DNS. */
  readonly names?: Names;
}

export interface InvocationProps {
  readonly event: unknown;
  /** Milliseconds until the function would be killed. */
  readonly remaining: number;
}

/** The outcome of one invocation. */
export interface Outcome {
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly stack: string };
  /** The lines that were written to standard output and to the console. */
  readonly log: readonly string[];
  /** Without the time in which the machine did not run the process. */
  readonly milliseconds: number;
  readonly leftovers: Leftovers;
}

/** What an invocation left behind; all of it should be zero or empty. */
export interface Leftovers {
  readonly timers: number;
  /** On the signals that it created. */
  readonly abortListeners: number;
  readonly socketsInUse: number;
  /** Names of functions of node:fs that write. */
  readonly written: readonly string[];
}

type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>;
type Evaluate = (...values: readonly unknown[]) => void;

/** The parameters of a CommonJS module. */
const moduleParameters = ['exports', 'require', 'module', '__filename', '__dirname'] as const;
const compiled = new Map<string, Evaluate>();
const pauses = new PauseMeter();

/**
 * One instance of the bundle, as in a new container: it has its own module state, environment variables, clock, timers and
 * connections. The code is compiled once for all instances.
 */
export class Instance {
  readonly #surroundings: Surroundings;
  readonly #agents: AgentRegistry;
  readonly #handler: Handler;

  constructor({ assetDirectory, configDirectory, variables, names = {} }: InstanceProps) {
    const entry = join(assetDirectory, 'index.js');
    this.#surroundings = new Surroundings(variables);
    this.#agents = new AgentRegistry(names);
    const { globals, modules } = this.#surroundings;
    const provided: Readonly<Record<string, unknown>> = { ...modules, ...this.#agents.modules };
    const real = createRequire(entry);
    const module = { exports: {} as { handler: Handler } };
    const require = (id: string) => provided[id] ?? real(id);
    evaluatorOf(entry, Object.keys(globals))(
      module.exports,
      require,
      module,
      join(configDirectory, 'index.js'),
      configDirectory,
      ...Object.values(globals),
    );
    this.#handler = module.exports.handler;
  }

  /** Changes all environment variables. */
  setVariables(variables: Readonly<Record<string, string>>): void {
    this.#surroundings.setVariables(variables);
  }

  /** Sets how many milliseconds the instance's clock is ahead of the machine's. */
  setClock(offset: number): void {
    this.#surroundings.clockOffset = offset;
  }

  async invoke({ event, remaining }: InvocationProps): Promise<Outcome> {
    const started = performance.now();
    const pausedBefore = pauses.total;
    const context = { getRemainingTimeInMillis: () => Math.max(0, remaining - (performance.now() - started)) };
    const settled = await this.#handler(event, context).then(
      (result) => ({ result }),
      ({ name, message, stack }) => ({ error: { name, message, stack } }),
    );
    const milliseconds = performance.now() - started - (pauses.total - pausedBefore);
    const leftovers = await this.#leftovers();
    return { ...settled, milliseconds, leftovers, log: this.#surroundings.takeLog() };
  }

  /** Connections that are kept, and listeners on them. */
  openConnections(): { readonly sockets: number; readonly listeners: number } {
    return this.#agents.openConnections();
  }

  dispose(): void {
    this.#agents.destroy();
  }

  /** A destroyed socket is gone one turn of the event loop later. */
  async #leftovers(): Promise<Leftovers> {
    for (let turn = 0; ; turn += 1) {
      const { timers, abortListeners, written } = this.#surroundings;
      const leftovers = { timers, abortListeners, socketsInUse: this.#agents.inUse, written };
      if (turn === 20 || timers + abortListeners + leftovers.socketsInUse === 0) return leftovers;
      await sleep(turn);
    }
  }
}

/** A function whose parameters hide the globals. */
function evaluatorOf(entry: string, globals: readonly string[]): Evaluate {
  const known = compiled.get(entry);
  if (known !== undefined) return known;
  // A dynamic import would bypass `require`.
  const code = readFileSync(entry, 'utf8').replaceAll(/\bimport\(("node:[\w/]+")\)/g, 'Promise.resolve(require($1))');
  const evaluate = compileFunction(code, [...moduleParameters, ...globals], { filename: entry }) as Evaluate;
  compiled.set(entry, evaluate);
  return evaluate;
}

import { Console } from 'node:console';
import { getEventListeners } from 'node:events';
import * as fs from 'node:fs';
import * as fsPromises from 'node:fs/promises';
import { Writable } from 'node:stream';
import * as timersPromises from 'node:timers/promises';

const writes = /^(append|chmod|copy|cp|create|link|mkdir|open|rename|symlink|truncate|write)/;

/** An instance's own globals and modules, in place of those that reach out of the process. */
export class Surroundings {
  /** Milliseconds that the instance's clock is ahead of the machine's. */
  clockOffset = 0;
  readonly globals: Readonly<Record<string, unknown>>;
  readonly modules: Readonly<Record<string, unknown>>;
  readonly #environment: Record<string, string> = {};
  readonly #timers = new Set<unknown>();
  readonly #written: string[] = [];
  #signals: AbortSignal[] = [];
  #log: string[] = [];

  constructor(variables: Readonly<Record<string, string>>) {
    this.setVariables(variables);
    const stdout = new Writable({
      write: (chunk, _, done) => {
        this.#log.push(String(chunk));
        done();
      },
    });
    const process = Object.create(globalThis.process, {
      env: { value: this.#environment },
      stdout: { value: stdout },
      stderr: { value: stdout },
    });
    this.globals = {
      process,
      console: new Console(stdout, stdout),
      Date: this.#date(),
      AbortController: this.#abortController(),
      ...this.#timerFunctions(),
    };
    // Without `default`, through which the bundle would reach the real ones.
    this.modules = {
      'node:process': process,
      'node:timers/promises': { ...timersPromises, default: undefined, setTimeout: this.#sleep() },
      'node:fs': this.#readOnly(fs),
      'node:fs/promises': this.#readOnly(fsPromises),
    };
  }

  setVariables(variables: Readonly<Record<string, string>>): void {
    for (const name of Object.keys(this.#environment)) delete this.#environment[name];
    Object.assign(this.#environment, variables);
  }

  /** The lines since the last call. */
  takeLog(): readonly string[] {
    const lines = this.#log.join('').split('\n').filter(Boolean);
    this.#log = [];
    return lines;
  }

  get timers(): number {
    return this.#timers.size;
  }

  get abortListeners(): number {
    const listeners = this.#signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0);
    if (listeners === 0) this.#signals = [];
    return listeners;
  }

  get written(): readonly string[] {
    return this.#written;
  }

  #date(): DateConstructor {
    const now = () => Date.now() + this.clockOffset;
    return new Proxy(Date, {
      construct: (target, values, newTarget) =>
        Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget),
      get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    });
  }

  #abortController(): typeof AbortController {
    const signals = () => this.#signals;
    return class extends AbortController {
      constructor() {
        super();
        signals().push(this.signal);
      }
    };
  }

  #timerFunctions() {
    const timers = this.#timers;
    return {
      setTimeout: (work: (...values: readonly unknown[]) => void, delay?: number, ...values: readonly unknown[]) => {
        const timer = setTimeout(() => {
          timers.delete(timer);
          work(...values);
        }, delay);
        timers.add(timer);
        return timer;
      },
      clearTimeout: (timer: NodeJS.Timeout) => {
        timers.delete(timer);
        clearTimeout(timer);
      },
      setInterval: () => {
        throw new Error('an interval outlives every run');
      },
    };
  }

  #sleep(): typeof timersPromises.setTimeout {
    return (...parameters) => {
      const sleeping = timersPromises.setTimeout(...parameters);
      this.#timers.add(sleeping);
      return sleeping.finally(() => this.#timers.delete(sleeping));
    };
  }

  #readOnly<T extends object>(module: T): T {
    return new Proxy(
      { ...module, default: undefined },
      {
        get: (target, name, receiver) => {
          if (typeof name === 'string' && writes.test(name)) this.#written.push(name);
          return Reflect.get(target, name, receiver);
        },
      },
    );
  }
}

import { isDeepStrictEqual } from 'node:util';
import { DeployedFunction, type Response } from './deployedFunction';
import { DeployedStack } from './deployedStack';
import type { Ground } from './ground';
import { scheduledEvent } from './scheduler';

type Where = ConstructorParameters<typeof DeployedStack>[2];

const minute = 60_000;

/** The full minute in which this is called, in milliseconds since the epoch. */
export function thisMinute(): number {
  return Math.floor(Date.now() / minute) * minute;
}

/** A deployed stack, with a container that stays warm for as long as the function is not deployed again. */
export class DeployedVigil {
  readonly #ground: Ground;
  readonly #name: string;
  readonly #where: Where;
  #container: { readonly deployed: DeployedStack['watcher']; readonly running: DeployedFunction } | undefined;

  constructor(ground: Ground, name: string, where: Where = {}) {
    this.#ground = ground;
    this.#name = name;
    this.#where = where;
  }

  /** The stack as it is now. */
  get stack(): DeployedStack {
    return new DeployedStack(this.#ground, this.#name, this.#where);
  }

  /** The schedule invokes the function for a minute, by default for this one. */
  async run(minute?: number): Promise<Response> {
    // First, because on a busy machine, the event would be late when the container is ready.
    const container = await this.#running();
    return container.invoke(await scheduledEvent(this.#ground, this.stack, new Date(minute ?? thisMinute())));
  }

  async invoke(event: unknown): Promise<Response> {
    return (await this.#running()).invoke(event);
  }

  /** The line that the last run logged. */
  lastLine(): string {
    return this.#container?.running.lines('run').at(-1) ?? '';
  }

  /** The container of what is deployed now. */
  async #running(): Promise<DeployedFunction> {
    const { stack } = this;
    const deployed = stack.watcher;
    if (!isDeepStrictEqual(this.#container?.deployed, deployed)) {
      this.stop();
      this.#container = { deployed, running: await DeployedFunction.start(this.#ground, stack, deployed) };
    }
    if (this.#container === undefined) throw new Error('there is no container');
    return this.#container.running;
  }

  /** An output of the stack. */
  async output(key: string): Promise<string> {
    const { Stacks } = await this.#ground.aws<{ Stacks: { Outputs: { OutputKey: string; OutputValue: string }[] }[] }>(
      `cloudformation describe-stacks --stack-name ${this.#name}`,
      this.stack.env,
    );
    const found = Stacks[0]?.Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (found === undefined) throw new Error(`the stack ${this.#name} has no output ${key}`);
    return found;
  }

  stop(): void {
    this.#container?.running.stop();
    this.#container = undefined;
  }
}

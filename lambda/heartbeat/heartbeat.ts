import type { RuntimeHeartbeat } from '../../model/runtimeConfig';
import { sendHttps } from './httpsRequest';
import { type ParameterStore, readParameter } from './parameter';
import { tooLate } from './reportHeartbeat';

export interface HeartbeatProps {
  readonly heartbeat: RuntimeHeartbeat;
  readonly store: ParameterStore;
  /** What must never be logged. The heartbeat adds the addresses that it read. */
  readonly secrets: Set<string>;
}

/** A shorter part of an address is not the secret in it, but a word. */
const shortestSecret = 16;

/** Calls a dead man's switch, which is outside of this region, after each run that published a value. */
export class Heartbeat {
  readonly #props: HeartbeatProps;
  /** By the name of the parameter, for as long as the container lives. */
  readonly #addresses = new Map<string, string>();

  constructor(props: HeartbeatProps) {
    this.#props = props;
  }

  /**
   * Calls the address for a value.
   *
   * @returns what failed, without any part of the address; undefined if the call succeeded. Never rejects.
   */
  async report(value: 0 | 1, signal: AbortSignal): Promise<string | undefined> {
    const { parameter, failureParameter } = this.#props.heartbeat;
    const name = value === 1 ? parameter : (failureParameter ?? parameter);
    const problem = await this.#call(name, value === 0 && failureParameter === undefined, signal).catch(
      (error: unknown) => describe(error, signal),
    );
    // The address may have changed.
    if (problem !== undefined) this.#addresses.delete(name);
    return problem;
  }

  async #call(name: string, appendsFail: boolean, signal: AbortSignal): Promise<string | undefined> {
    const address = this.#addresses.get(name) ?? (await this.#read(name, signal));
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url?.protocol !== 'https:') return `the parameter ${name} has no https URL`;
    this.#addresses.set(name, address);
    // Source: Healthchecks.io, "Signaling failures".
    if (appendsFail) url.pathname = `${url.pathname.replace(/\/$/, '')}/fail`;
    const { status } = await sendHttps(url, { method: 'GET' }, signal);
    return status >= 200 && status < 300 ? undefined : `the address in ${name} answered ${status}`;
  }

  async #read(name: string, signal: AbortSignal): Promise<string> {
    const address = (await readParameter(name, this.#props.store, signal)).trim();
    for (const secret of secretsOf(address)) this.#props.secrets.add(secret);
    return address;
  }
}

/**
 * The path, what in it looks like a token, and the password. Neither scheme nor host: the redaction also recognizes the beginning of
 * a secret, and would remove other addresses, and names of workloads that are like the host.
 */
function secretsOf(address: string): string[] {
  if (!URL.canParse(address)) return [address];
  const { pathname, search, password } = new URL(address);
  const path = `${pathname.slice(1)}${search}`;
  return [path, password, ...path.split(/[/?&=#]/).filter((part) => part.length >= shortestSecret && /\d/.test(part))];
}

/** An error of Node.js only by its code, because its message may have the address. */
function describe(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return tooLate;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) return `the connection failed: ${code}`;
  return error instanceof Error && message.startsWith('ssm:') ? message : 'the call failed';
}

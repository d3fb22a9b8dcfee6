import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** What happens to a request over a broken connection: no response, or a reset of the connection. */
export type Defect = 'silent' | 'reset';

/** The TCP connections of a server. */
export class Connections {
  readonly #byPort = new Map<number | undefined, Socket>();
  readonly #numbers = new WeakMap<Socket, number>();
  readonly #broken = new Map<Socket, Defect>();
  #accepted = 0;
  /** How many of them are old. */
  #old = 1;

  /** How many were accepted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  add(socket: Socket): void {
    const { remotePort } = socket;
    this.#accepted += 1;
    this.#numbers.set(socket, this.#accepted);
    this.#byPort.set(remotePort, socket);
    // As Go does: with Nagle's algorithm, each of several responses in sequence could take 40 ms.
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#broken.delete(socket);
      if (this.#byPort.get(remotePort) === socket) this.#byPort.delete(remotePort);
    });
  }

  /** The connection of a request; undefined once it is closed. */
  of({ socket: { remotePort } }: IncomingMessage): Socket | undefined {
    return this.#byPort.get(remotePort);
  }

  /** The connections of now are the old ones; the first one is old in any case. */
  beginScript(): void {
    this.#old = Math.max(1, this.#accepted);
  }

  isOld(socket: Socket): boolean {
    return (this.#numbers.get(socket) ?? 0) <= this.#old;
  }

  break(defect: Defect): void {
    for (const socket of this.#byPort.values()) this.#broken.set(socket, defect);
  }

  /** Whether the connection of a request is broken; resets it where that is its defect. */
  isBroken(socket: Socket): boolean {
    const defect = this.#broken.get(socket);
    if (defect === 'reset') socket.resetAndDestroy();
    return defect !== undefined;
  }

  close(): void {
    for (const socket of this.#byPort.values()) socket.destroy();
  }
}

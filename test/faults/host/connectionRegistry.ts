import type { ClientHttp2Session } from 'node:http2';
import * as http2 from 'node:http2';
import type { LookupFunction, Socket } from 'node:net';
import * as tls from 'node:tls';

/** An instance's own modules `node:tls` and `node:http2`, which register every connection. */
export class ConnectionRegistry {
  readonly modules: Readonly<Record<string, unknown>>;
  readonly #sockets = new Set<tls.TLSSocket>();
  readonly #sessions = new Map<ClientHttp2Session, { readonly socket: Socket; streams: number }>();

  constructor(lookup: LookupFunction) {
    this.modules = {
      'node:tls': {
        ...tls,
        default: undefined,
        connect: (options: tls.ConnectionOptions) => this.#socket(tls.connect({ ...options, lookup })),
      },
      'node:http2': {
        ...http2,
        default: undefined,
        connect: (authority: string, options: http2.SecureClientSessionOptions) =>
          this.#session(http2.connect(authority, options), options),
      },
    };
  }

  /** How many connections are being made, are not in the pool, or serve a request. */
  inUse(pooled: ReadonlySet<Socket>): number {
    const idle = new Set([...pooled, ...this.#idle()]);
    return [...this.#sockets].filter((socket) => !idle.has(socket)).length;
  }

  /** Connections that wait for their next request, and the listeners on them and on their sessions. */
  open(): { readonly sockets: number; readonly listeners: number } {
    const sessions = [...this.#sessions].filter(([, { streams }]) => streams === 0);
    const listeners = sessions.flatMap(([session, { socket }]) => [listenersOn(session), listenersOn(socket)]);
    return { sockets: sessions.length, listeners: listeners.reduce((sum, count) => sum + count, 0) };
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #idle(): Socket[] {
    return [...this.#sessions.values()].flatMap(({ socket, streams }) => (streams === 0 ? socket : []));
  }

  #socket(socket: tls.TLSSocket): tls.TLSSocket {
    this.#sockets.add(socket);
    return socket.once('close', () => this.#sockets.delete(socket));
  }

  #session(session: ClientHttp2Session, { createConnection }: http2.SecureClientSessionOptions): ClientHttp2Session {
    const socket = createConnection?.(new URL('https://unused'), {}) as Socket;
    const known = { socket, streams: 0 };
    this.#sessions.set(session, known);
    session.once('close', () => this.#sessions.delete(session));
    const request = session.request.bind(session);
    session.request = (...parameters) => {
      const stream = request(...parameters);
      known.streams += 1;
      stream.once('close', () => {
        known.streams -= 1;
      });
      return stream;
    };
    return session;
  }
}

/** Listeners of all events. */
export function listenersOn(emitter: NodeJS.EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type ServerHttp2Stream, type Settings } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import type { KeyPair } from '../support/servers/certificates';

/** What a front offers by ALPN. */
export type Protocol = 'h2' | 'http/1.1';

/** How a request came, for what is done below HTTP. */
export interface Wire {
  readonly isBroken: boolean;
  /** The HTTP/2 stream of the request, where it has one. */
  readonly stream: ServerHttp2Stream | undefined;
  breakConnection(): void;
  /** Writes past HTTP/1.1; Node.js would not survive it over HTTP/2. */
  write(bytes: string): void;
}

/** A server, and the connections to it. */
export interface WiredServer {
  readonly server: Server;
  readonly sockets: Iterable<Socket>;
  /** The TCP connection of a request. */
  socketOf(request: IncomingMessage): Socket | undefined;
  wireOf(request: IncomingMessage): Wire;
}

/** See `FrontProps`. */
interface ServerOptions {
  readonly tls: KeyPair | undefined;
  readonly protocol: Protocol | undefined;
  readonly http2: Settings | undefined;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of HTTP without keys, else of HTTPS; over HTTP/2 requests and answers have the methods of HTTP/1.1. */
export function createWiredServer(onRequest: Listener, options: ServerOptions): WiredServer {
  const server = serverOf(options);
  const sockets = new Map<number, Socket>();
  server.on('request', onRequest);
  server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      if (sockets.get(remotePort) === socket) sockets.delete(remotePort);
    });
  });
  const socketOf = ({ socket: { remotePort = 0 } }: IncomingMessage) => sockets.get(remotePort);
  return {
    server,
    sockets: { [Symbol.iterator]: () => sockets.values() },
    socketOf,
    wireOf: (request) => {
      const socket = socketOf(request);
      const { stream } = request as unknown as Partial<Http2ServerRequest>;
      return {
        get isBroken() {
          return socket?.destroyed ?? true;
        },
        stream,
        breakConnection: () => void socket?.destroy(),
        write: (bytes) => {
          if (stream !== undefined) throw new Error('play this row over HTTP/1.1');
          request.socket.write(bytes);
        },
      };
    },
  };
}

/** kube-apiserver's idle timeout. */
const keepAliveTimeout = 90_000;

function serverOf({ tls, protocol, http2 }: ServerOptions): Server {
  if (tls === undefined) return createServer({ keepAliveTimeout });
  const keys = { cert: tls.certificatePem, key: tls.privateKeyPem };
  if (protocol === 'http/1.1') return createTlsServer({ ...keys, keepAliveTimeout });
  return createSecureServer({
    ...keys,
    allowHTTP1: true,
    // kube-apiserver's, from its flag `--http2-max-streams-per-connection`.
    settings: { maxConcurrentStreams: 100, ...http2 },
    // Answers that are too large are sent nevertheless.
    maxSendHeaderBlockLength: 1024 * 1024,
    maxSessionMemory: 1000,
  });
}

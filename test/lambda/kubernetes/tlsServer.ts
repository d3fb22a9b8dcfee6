import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest } from 'node:http2';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { type Authority, createAuthority, type KeyPair } from '../../support/servers/certificates';

/** What a server offers by ALPN. */
export type Protocol = 'h2' | 'http/1.1';

/** What is done to one request, which has these methods over HTTP/2 as well. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface TlsServerOptions {
  /** Default: HTTP/2. */
  readonly protocol?: Protocol;
  /** Streams that a session may have at the same time. Default: the server does not say. */
  readonly maxConcurrentStreams?: number;
}

/** A server on loopback that does to each request what a test says. */
export interface TlsServer {
  readonly url: string;
  readonly port: number;
  /** TCP connections accepted so far. */
  readonly connections: number;
  /** The requests so far, as `GET /path`. */
  readonly requests: readonly string[];
  /** What is done to each further request; later entries to later requests, the last one to all the rest. */
  script(...handles: readonly Handle[]): void;
  stop(): Promise<void>;
}

/** An authority and a certificate for 127.0.0.1 of it. */
export interface Certificates {
  readonly authority: Authority;
  readonly server: KeyPair;
}

export async function createCertificates(over: Partial<Parameters<Authority['issue']>[0]> = {}): Promise<Certificates> {
  const authority = await createAuthority('test CA');
  const server = await authority.issue({ commonName: 'server', ipAddresses: ['127.0.0.1'], ...over });
  return { authority, server };
}

/** The clock of the servers: what their `Date` says. */
export const serverTime = Date.UTC(2026, 0, 1, 12);

/** Answers with a JSON body. */
export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Handle {
  return (_, response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { date: new Date(serverTime).toUTCString(), ...headers }).end(text);
  };
}

/** Never answers. */
export const silence: Handle = () => {};

/** The connections of all servers, by the ports of their ends. */
const connections = new Map<string, Socket>();
const endsOf = ({ localPort, remotePort }: Socket) => `${localPort} ${remotePort}`;

/** The TCP connection of a request. */
export function connectionOf({ socket }: IncomingMessage): Socket {
  const found = connections.get(endsOf(socket));
  if (found === undefined) throw new Error('the connection is closed');
  return found;
}

/** The HTTP/2 stream of a request, and its session. */
export function streamOf(request: IncomingMessage): Http2ServerRequest['stream'] {
  return (request as unknown as Http2ServerRequest).stream;
}

/** Breaks the connection. */
export const hangUp: Handle = (request) => connectionOf(request).destroy();

export async function startTlsServer(
  { server: { certificatePem, privateKeyPem } }: Certificates,
  { protocol = 'h2', maxConcurrentStreams }: TlsServerOptions = {},
): Promise<TlsServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  let accepted = 0;
  let handles: readonly Handle[] = [answer(200, {})];
  const onRequest: Handle = (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const [handle, ...rest] = handles;
    if (rest.length > 0) handles = rest;
    handle?.(request, response);
  };
  const tls = { cert: certificatePem, key: privateKeyPem };
  const settings = maxConcurrentStreams === undefined ? {} : { maxConcurrentStreams };
  const server = protocol === 'h2' ? createSecureServer({ ...tls, settings }) : createServer(tls);
  server.on('request', onRequest);
  server.on('connection', (socket: Socket) => {
    const ends = endsOf(socket);
    accepted += 1;
    sockets.add(socket);
    connections.set(ends, socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      connections.delete(ends);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    requests,
    get connections() {
      return accepted;
    },
    script: (...given) => {
      handles = given;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A server that takes connections and says nothing, not even of TLS. */
export async function startMuteServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The URL of a port of which nobody listens. */
export async function refusedUrl(): Promise<string> {
  const { url, stop } = await startMuteServer();
  await stop();
  return url;
}

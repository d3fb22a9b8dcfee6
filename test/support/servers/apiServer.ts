import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { readDiscovery } from './api/discoveryResponses';
import { parseResourceRequest, type ResourceRequest } from './api/requestInfo';
import { readResource } from './api/resourceResponses';
import { type Answer, forbidden, methodNotAllowed, pageNotFound, unauthorized } from './api/statusResponses';
import { type KubernetesObject, ObjectStore } from './api/store';
import { type AwsIdentity, verifyToken } from './api/tokenVerifier';
import { createAuthority } from './certificates';

export interface ApiServerOptions {
  /** The name of the cluster, which tokens must be signed for. */
  readonly cluster: string;
  /** Who is let in; `any`: requests are not authenticated. */
  readonly identities: readonly AwsIdentity[] | 'any';
  /** Milliseconds since the epoch: the clock of the `Date` header and of the tokens' age. */
  readonly now: () => number;
  /** Whether a request of an authenticated user is allowed. Default: everything is. */
  readonly authorize?: (request: ResourceRequest) => boolean;
  /** Milliseconds before each answer. Default 0. */
  readonly latencyMs?: number;
}

/** A request that was answered. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
  /** When it was answered, by the server's clock, in milliseconds. */
  readonly at: number;
}

/** An API server on loopback that serves the reading half of the Kubernetes API over HTTP/2. */
export interface ApiServer {
  readonly url: string;
  /** The authority's certificate in base64, as DescribeCluster gives it. */
  readonly caData: string;
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
  /** TCP connections accepted so far. */
  readonly connections: number;
  /** Creates or replaces an object. */
  put(object: KubernetesObject): void;
  /** Deletes an object; false when there was none. `namespace` is undefined for objects of the cluster's scope. */
  remove(apiVersion: string, kind: string, namespace: string | undefined, name: string): boolean;
  /** The object as the API gives it. */
  get(apiVersion: string, kind: string, namespace: string | undefined, name: string): KubernetesObject | undefined;
  /** All objects of a kind. */
  objects(apiVersion: string, kind: string): readonly KubernetesObject[];
  /** Stops listening and breaks every connection. */
  away(): Promise<void>;
  /** Listens again, on the same port. */
  back(): Promise<void>;
  /** Ends the server for good. */
  stop(): Promise<void>;
}

/** kube-apiserver's, from its flag `--http2-max-streams-per-connection`. */
const maxConcurrentStreams = 100;
/** kube-apiserver's limit for compression. */
const gzipFromBytes = 128 * 1024;

/** Starts an API server with a new certificate authority, on a free port of 127.0.0.1. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { now, latencyMs = 0 } = options;
  const authority = await createAuthority('kubernetes');
  const certificate = await authority.issue({
    commonName: 'kube-apiserver',
    dnsNames: ['kubernetes', 'localhost'],
    ipAddresses: ['127.0.0.1'],
  });
  const store = new ObjectStore();
  const requests: RecordedRequest[] = [];
  /** By the ports of the clients. */
  const sockets = new Map<number | undefined, Socket>();
  let connections = 0;

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const socket = sockets.get(request.socket.remotePort);
    // Unreferenced: an answer that is due must not keep a process alive.
    if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false });
    const given = await answer(request, options, store);
    if (socket?.destroyed) return;
    const at = now();
    requests.push({ method: request.method ?? '', path: request.url ?? '', status: given.status, at });
    write(request, response, given, at);
  };
  const server = createSecureServer({
    cert: certificate.certificatePem,
    key: certificate.privateKeyPem,
    settings: { maxConcurrentStreams },
    allowHTTP1: true,
  });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(remotePort));
  });
  server.on('request', (incoming, outgoing) => {
    // Over HTTP/2 both have the methods of HTTP/1.1.
    const [request, response] = [incoming, outgoing] as unknown as [IncomingMessage, ServerResponse];
    respond(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const away = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets.values()) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;

  return {
    url: `https://127.0.0.1:${port}`,
    caData: Buffer.from(authority.certificatePem).toString('base64'),
    port,
    requests,
    get connections() {
      return connections;
    },
    put: (object) => store.put(object),
    remove: (...key) => store.remove(...key),
    get: (...key) => store.get(...key),
    objects: (apiVersion, kind) => store.list(apiVersion, kind).items,
    away,
    back: () => listen(port),
    stop: away,
  };
}

async function answer(request: IncomingMessage, options: ApiServerOptions, store: ObjectStore): Promise<Answer> {
  if (!(await authenticated(request, options))) return unauthorized;
  if (request.method !== 'GET') return methodNotAllowed;
  const url = new URL(request.url ?? '', 'https://localhost');
  // Whoever is authenticated may discover.
  const discovery = readDiscovery(url.pathname);
  if (discovery !== undefined) return discovery;
  const resourceRequest = parseResourceRequest(url.pathname);
  if (resourceRequest === undefined) return pageNotFound;
  if (options.authorize?.(resourceRequest) === false) return forbidden(resourceRequest);
  return readResource(resourceRequest, url.searchParams, store);
}

async function authenticated(request: IncomingMessage, options: ApiServerOptions): Promise<boolean> {
  const { identities, cluster, now } = options;
  if (identities === 'any') return true;
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return false;
  return verifyToken(token, { cluster, identities, now }).then(
    () => true,
    () => false,
  );
}

function write(request: IncomingMessage, response: ServerResponse, { status, contentType, body }: Answer, at: number) {
  const compress = body.length >= gzipFromBytes && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const bytes = compress ? gzipSync(body, { level: 1 }) : Buffer.from(body);
  response.writeHead(status, {
    date: new Date(at).toUTCString(),
    'cache-control': 'no-cache, private',
    'content-type': contentType,
    'content-length': bytes.length,
    ...(compress ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
  });
  response.end(bytes);
}

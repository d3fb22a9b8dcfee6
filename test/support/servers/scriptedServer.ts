import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Http2ServerRequest, Settings } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { KeyPair } from './certificates';
import { Connections, type Defect } from './connections';
import type { HttpRequest, HttpResponse, Script } from './exchange';
import { createHttp2Server } from './http2Server';
import { type RecordedRequest, RequestLog } from './requestLog';

export interface ScriptedServerProps {
  /** The response to a request without a script. */
  readonly respond: (request: HttpRequest, body: Buffer) => Promise<HttpResponse>;
  /** The place of a request in scripts. */
  readonly placeOf: (request: HttpRequest) => string;
  /** The server's clock, in milliseconds since the epoch. */
  readonly now: () => number;
  /** The certificate of HTTP/2 over TLS. Default: the server speaks HTTP/1.1 without TLS. */
  readonly keys?: KeyPair;
  /** HTTP/2 settings that differ from kube-apiserver's. */
  readonly settings?: Settings;
}

/** A server on loopback that does to each request what a script says. */
export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  /** TCP connections accepted so far. */
  readonly connections: number;
  /** Requests since the script was set. */
  readonly requests: readonly RecordedRequest[];
  /** Credentials that were received in headers. */
  readonly credentials: ReadonlySet<string>;
  /** Sets what is done to requests from now on, in place of what was set before. */
  script(script: Script): void;
  /** Breaks the connections that are open now: requests over them get no response, or a reset. */
  breakConnections(defect: Defect): void;
  /** Closes all connections. */
  closeConnections(): void;
  /** Stops listening and closes all connections. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  restart(): Promise<void>;
}

/** kube-apiserver's idle timeout. */
const keepAliveTimeout = 90_000;

/** Starts a server on a free port of 127.0.0.1. */
export async function startScriptedServer(props: ScriptedServerProps): Promise<ScriptedServer> {
  const { respond, placeOf, now } = props;
  const connections = new Connections();
  const log = new RequestLog();
  let script: Script = {};

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const connection = connections.of(request);
    if (connection === undefined || connections.isBroken(connection)) return;
    const { url: path = '', method = '' } = request;
    const place = placeOf(request);
    const body = await buffer(request);
    const entry = log.add(request);
    const send = (given: HttpResponse, isReal = false) => {
      if (connection.destroyed) return;
      entry.status = given.status;
      entry.isReal = isReal;
      write(response, given);
    };
    const pass = async () => send(await respond(request, body), true);
    const action = script[place] ?? script.any ?? pass;
    await action({
      request,
      response,
      connection,
      isOldConnection: connections.isOld(connection),
      stream: (request as unknown as Partial<Http2ServerRequest>).stream,
      count: log.count(`path ${path}`),
      countHere: log.count(`place ${place}`),
      now,
      realResponse: (url = path) => respond({ method, url, headers: uncompressed(request) }, body),
      send,
      pass,
    });
  };
  const server = createServerOf(props);
  server.on('connection', (socket) => connections.add(socket));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // A client may give up a request at any time.
    response.on('error', () => {});
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(String(error));
    });
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);

  return {
    url: `${props.keys === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    credentials: log.credentials,
    get connections() {
      return connections.accepted;
    },
    get requests() {
      return log.requests;
    },
    script: (given) => {
      script = given;
      log.clear();
      connections.beginScript();
    },
    breakConnections: (defect) => connections.break(defect),
    closeConnections: () => connections.close(),
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      connections.close();
      await closed;
    },
    restart: async () => {
      await listen(port);
    },
  };
}

/** Over HTTP/2 requests and responses have the methods of HTTP/1.1. */
function createServerOf({ keys, settings }: ScriptedServerProps): Server {
  return keys === undefined ? createServer({ keepAliveTimeout }) : createHttp2Server(keys, settings);
}

/** Sends a complete response with its length, and with a Date only where its headers have one. */
function write(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  response.sendDate = false;
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}

function uncompressed({ headers }: HttpRequest): HttpRequest['headers'] {
  return { ...headers, 'accept-encoding': 'identity' };
}

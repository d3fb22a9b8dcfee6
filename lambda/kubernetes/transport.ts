import type { IncomingMessage } from 'node:http';
import { Agent, type AgentOptions, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { type RequestContext, ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { runIsOver } from '../limits';

/** No answer came over the wire. `stage` tells how far the request got. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    message: string,
    readonly stage: 'connect' | 'answer' | 'size',
    readonly timedOut: boolean,
    /** Whether the connection had served earlier requests: it may just have died of age. */
    readonly reusedSocket: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a request may spend. */
export interface Limits {
  /** Milliseconds for one try, from the moment that it has a connection or begins to make one. */
  readonly tryTimeout: number;
  /** Ends every try, and every wait for the next one, whatever its state. */
  readonly signal: AbortSignal;
  /** When the signal comes, by `performance.now()`. Default: nobody knows. */
  readonly end?: number;
}

/** A hundred targets in two waves; each connection costs a handshake and each answer in flight memory, so not without bound. */
const maxSockets = 64;
/** A page of 100 objects is seldom larger than 2 MiB; parsed, this much takes half of a function's 256 MiB. */
const maxBytes = 8 * 1024 * 1024;

/** Kept-alive HTTPS connections to one API server, verified with the CA in `tls` and nothing less. */
export class Transport {
  readonly #agent: Agent;
  /** `reusedSocket` of Node.js misses the sockets that are handed on to requests that waited for one. */
  readonly #connected = new WeakSet<Socket>();

  constructor(tls: AgentOptions) {
    // One context for all: Node.js would read the CA anew for each connection.
    const secureContext = createSecureContext(tls);
    this.#agent = new Agent({ ...tls, secureContext, keepAlive: true, maxSockets, scheduling: 'lifo' });
  }

  /** Closes connections that nobody uses now, so that the next request dials anew. */
  dropIdle(): void {
    for (const sockets of Object.values(this.#agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  /** Closes every connection. */
  destroy(): void {
    this.#agent.destroy();
  }

  /**
   * Sends one request and reads the whole answer, whatever its status. Redirects are not followed.
   * @throws TransportError
   */
  send(request: RequestContext, { tryTimeout, signal }: Limits): Promise<ResponseContext> {
    const outgoing = httpsRequest(request.getUrl(), {
      agent: this.#agent,
      method: request.getHttpMethod(),
      headers: { ...request.getHeaders(), 'accept-encoding': 'gzip' },
    });
    let timer: NodeJS.Timeout | undefined;
    let onAbort = () => {};
    return new Promise<ResponseContext>((resolve, reject) => {
      let stage: TransportError['stage'] = 'connect';
      let reused = false;
      const fail = (message: string, timedOut: boolean, cause?: unknown) => {
        reject(new TransportError(message, stage, timedOut, reused, { cause }));
        outgoing.destroy();
      };
      onAbort = () => fail(runIsOver, true);
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      outgoing.on('socket', (socket) => {
        const onTimeout = () =>
          fail(`no ${stage === 'connect' ? 'connection' : 'complete answer'} within ${tryTimeout} ms`, true);
        timer = setTimeout(onTimeout, tryTimeout);
        reused = this.#connected.has(socket);
        if (reused) stage = 'answer';
        else
          socket.once('secureConnect', () => {
            this.#connected.add(socket);
            stage = 'answer';
          });
      });
      outgoing.on('error', (error) => fail(error.message, false, error));
      outgoing.on('response', (incoming) => {
        readBody(incoming).then(
          (body) => resolve(responseOf(incoming, body)),
          (error: Error) => {
            if (error.name === 'RangeError') stage = 'size';
            fail(error.message, false, error);
          },
        );
      });
      outgoing.end();
    }).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    });
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const tooLarge = `the answer is larger than ${maxBytes} bytes`;
  if (Number(incoming.headers['content-length']) > maxBytes) throw new RangeError(tooLarge);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new RangeError(tooLarge);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  // Not in the thread pool, whose threads hold memory of their own: a function of this size has less than one processor.
  return incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: maxBytes }) : body;
}

function responseOf({ statusCode = 0, headers }: IncomingMessage, body: Buffer): ResponseContext {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return new ResponseContext(statusCode, flat, {
    text: async () => body.toString('utf8'),
    binary: async () => body,
    stream: () => null,
  });
}

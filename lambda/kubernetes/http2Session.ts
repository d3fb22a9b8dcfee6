import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Limits, runIsOver } from '../time/limits';
import type { AccessFailure, AuthHeaders, Connection } from './clusterAccess';
import { connectTls } from './connectTls';
import { RequestError } from './requestError';
import { maxBytes, maxSmallBytes, type RawResponse, type ResponseReader } from './responseReader';
import { userAgent } from './userAgent';

/** Requests in flight on one connection: the default of kube-apiserver's `--http2-max-streams-per-connection`. */
export const maxStreams = 100;
/** With the default of 64 KiB, a page of 100 objects would take several round trips. */
const streamWindow = 1024 * 1024;
const sessionWindow = 4 * streamWindow;
const notHttp2 = 'the server does not speak HTTP/2: is a proxy in between?';

/** Takes a tenth of the function's import time, so it is loaded while the first connection is being made. */
const loadHttp2 = (): typeof import('node:http2') => require('node:http2');

interface InFlight {
  readonly run: AbortSignal;
  readonly isOptional: boolean;
  readonly isProxied: boolean;
  /** When it was sent, by `performance.now()`. */
  readonly started: number;
  /** Ends the request without a response. */
  readonly end: (error: Error) => void;
}

/** A request to an API server. */
export interface RawRequest {
  readonly path: string;
  /** Sends another request than GET. Only a client that writes has it, so that the others cannot. @default - GET */
  readonly open?: (session: ClientHttp2Session, headers: OutgoingHttpHeaders) => ClientHttp2Stream;
  /** The media types that the caller understands. @default - JSON */
  readonly accept?: string | undefined;
}

const get: NonNullable<RawRequest['open']> = (session, headers) => session.request(headers);

/** One HTTP/2 connection to an API server. It accepts requests immediately and sends them once it is connected. */
export class Http2Session {
  readonly #session: ClientHttp2Session;
  readonly #socket: TLSSocket;
  /** `HOST:PORT`, for messages. */
  readonly #address: string;
  readonly #host: string;
  #isResolved: boolean;
  readonly #reader: ResponseReader;
  readonly #inFlight = new Set<InFlight>();
  #isConnected = false;
  #isRetired = false;
  #maxInFlight: number;

  /**
   * @param maxInFlight - how many requests may be in flight until the server's SETTINGS arrive.
   * @param onChange - called when the server allows another number, or the connection closes.
   */
  constructor({ server, tls }: Connection, reader: ResponseReader, maxInFlight: number, onChange: () => void) {
    this.#reader = reader;
    this.#maxInFlight = maxInFlight;
    const { hostname, port } = new URL(server);
    this.#host = hostname;
    // In a URL, an IPv6 address has brackets.
    this.#isResolved = hostname.startsWith('[') || isIP(hostname) !== 0;
    this.#address = `${hostname}:${port === '' ? 443 : port}`;
    this.#socket = connectTls({ server, tls });
    this.#socket.once('lookup', () => {
      this.#isResolved = true;
    });
    this.#session = loadHttp2().connect(server, {
      createConnection: () => this.#socket,
      settings: { initialWindowSize: streamWindow, enablePush: false },
    });
    this.#session.once('connect', () => {
      if (this.#session.destroyed) return;
      if (this.#socket.alpnProtocol !== 'h2') {
        this.destroy(new RequestError(notHttp2, 'connect'));
        return;
      }
      this.#isConnected = true;
      this.#session.setLocalWindowSize(sessionWindow);
    });
    this.#session.on('remoteSettings', ({ maxConcurrentStreams = maxStreams }) => {
      this.#maxInFlight = Math.min(maxConcurrentStreams, maxStreams);
      onChange();
    });
    this.#session.on('goaway', onChange);
    this.#session.on('close', onChange);
    // Each request gets the error from its stream.
    this.#session.on('error', () => {});
    // A request in flight has a timer; an idle connection must not keep the process running.
    this.#session.unref();
  }

  /** Whether it accepts new requests. After GOAWAY, Node.js closes the session once its requests have finished. */
  get isOpen(): boolean {
    return !this.#isRetired && !this.#session.closed && !this.#session.destroyed;
  }

  /** How many requests it may have in flight. */
  get maxInFlight(): number {
    return this.#maxInFlight;
  }

  get hasCapacity(): boolean {
    return this.isOpen && this.#inFlight.size < this.#maxInFlight;
  }

  get isIdle(): boolean {
    return this.#inFlight.size === 0;
  }

  /** Accepts no new requests, and closes after the last one. */
  retire(): void {
    this.#isRetired = true;
    if (this.isIdle) this.destroy();
  }

  /** Closes the connection; every request on it fails. */
  destroy(error?: RequestError): void {
    this.#session.destroy(error);
  }

  /**
   * Sends a request and reads the response.
   *
   * @throws RequestError
   */
  send(sent: RawRequest, headers: AuthHeaders, limits: Limits): Promise<RawResponse> {
    const { tryTimeout, signal, isOptional = false, isProxied = false } = limits;
    const { maxBytes: most = isOptional || isProxied ? maxSmallBytes : maxBytes } = limits;
    return new Promise((resolve, reject) => {
      const receivedBefore = this.#socket.bytesRead;
      const stream = this.#request(sent, headers);
      const done = () => {
        clearTimeout(timer);
        this.#inFlight.delete(request);
        if (this.isIdle && !this.isOpen) this.destroy();
      };
      const end = (error: Error) => {
        reject(this.#toRequestError(error));
        stream.close(loadHttp2().constants.NGHTTP2_CANCEL);
        done();
      };
      const onTimeout = () => {
        const isSilent = !this.#isConnected || this.#socket.bytesRead === receivedBefore;
        if (isProxied && !isSilent) {
          end(programTimeout(tryTimeout));
          return;
        }
        if (!isOptional) this.#isRetired = true;
        const accessFailure = this.#accessFailure;
        end(this.#error(this.#describeTimeout(tryTimeout), { isTimeout: true, accessFailure }));
        if (isOptional) return;
        // The connection is dead, so the other requests on it need not wait for their timeouts.
        if (isSilent) {
          const why = this.#describeTimeout(tryTimeout, 'nothing for');
          this.destroy(this.#error(why, { isTimeout: true, accessFailure }));
        }
      };
      const timer = setTimeout(onTimeout, tryTimeout);
      const request: InFlight = { run: signal, isOptional, isProxied, started: performance.now(), end };
      this.#inFlight.add(request);
      this.#reader.read(stream, most).then((response) => {
        done();
        resolve(response);
      }, end);
    });
  }

  /** Ends the requests of a run that is over. */
  endRun(run: AbortSignal): void {
    for (const request of this.#inFlight) {
      if (request.run !== run) continue;
      const waited = Math.round(performance.now() - request.started);
      if (request.isProxied && this.#isConnected) {
        request.end(programTimeout(waited));
        continue;
      }
      const options = { isTimeout: true, accessFailure: this.#accessFailure };
      request.end(this.#error(`${this.#describeTimeout(waited)}; ${runIsOver}`, options));
      if (!request.isOptional) this.retire();
    }
  }

  #request({ path, open = get, accept = 'application/json' }: RawRequest, headers: AuthHeaders): ClientHttp2Stream {
    try {
      const sent = { ...headers, ':path': path, accept, 'accept-encoding': 'gzip', 'user-agent': userAgent };
      return open(this.#session, sent);
    } catch (error) {
      throw this.#toRequestError(error as Error);
    }
  }

  /** What worked and what did not, for a request without a response. */
  #describeTimeout(milliseconds: number, sent = 'no complete response within'): string {
    const tls = this.#socket.authorized ? 'verified TLS' : 'TLS that is not verified';
    if (this.#isConnected) return `connected to ${this.#address} with ${tls}, but it sent ${sent} ${milliseconds} ms`;
    if (!this.#socket.connecting)
      return `connected to ${this.#address}, but the TLS handshake did not finish within ${milliseconds} ms`;
    return this.#isResolved
      ? `no TCP connection to ${this.#address} within ${milliseconds} ms`
      : `the name ${this.#host} was not resolved within ${milliseconds} ms`;
  }

  /** How far the connection got that is not established yet. */
  get #accessFailure(): AccessFailure {
    if (!this.#socket.connecting) return 'unconnected';
    return this.#isResolved ? 'unreached' : 'unresolved';
  }

  #toRequestError(error: NodeJS.ErrnoException): RequestError {
    // Node.js wraps the error of a session that has not connected.
    const reason = error.code === 'ERR_HTTP2_STREAM_CANCEL' && error.cause ? (error.cause as Error) : error;
    return reason instanceof RequestError ? reason : this.#error(reason.message, { cause: reason });
  }

  #error(message: string, options: ConstructorParameters<typeof RequestError>[2]): RequestError {
    return new RequestError(message, this.#isConnected ? 'response' : 'connect', options);
  }
}

function programTimeout(milliseconds: number): RequestError {
  const message = `no complete answer through the API server's proxy within ${milliseconds} ms`;
  return new RequestError(message, 'program', { isTimeout: true });
}

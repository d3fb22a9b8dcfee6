import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { AnswerReader } from './answerReader';
import type { Attempt } from './attempt';
import { headersOf } from './exchange';

/**
 * Requests at the same time over one session, also where the server allows more. It is what kube-apiserver's SETTINGS say
 * (its flag `--http2-max-streams-per-connection`) and what RFC 9113, section 6.5.2, wants a server to allow at least.
 */
export const maxStreams = 100;
/** The default of 64 KiB would stop a page of 100 objects every round trip until the window is opened anew. */
const streamWindow = 1024 * 1024;
const sessionWindow = 4 * streamWindow;
const silence = 'the connection was silent for as long as a try may take';

/** Loads Node.js's HTTP/2, which takes a tenth of what the function's import does: best done while a server is waited for. */
export function loadHttp2(): Http2 {
  http2 ??= require('node:http2') as Http2;
  return http2;
}

type Http2 = typeof import('node:http2');
let http2: Http2 | undefined;

/** What a session tells whoever made it. */
export interface SessionEvents {
  /** There may be room for further requests, or there will never be any again. */
  onChange(): void;
}

/** One HTTP/2 session with an API server, over a connection that is made and verified. */
export class Http2Session {
  readonly #session: ClientHttp2Session;
  readonly #open = new Set<ClientHttp2Stream>();
  #limit: number;
  #hasServed = false;
  #isSilent = false;
  #isRetired = false;

  /** @param limit - of requests at the same time until the server says its own, where another session has heard it. */
  constructor(
    origin: string,
    private readonly socket: TLSSocket,
    private readonly reader: AnswerReader,
    private readonly events: SessionEvents,
    limit = maxStreams,
  ) {
    this.#limit = limit;
    const settings = { initialWindowSize: streamWindow, enablePush: false };
    this.#session = loadHttp2().connect(origin, { createConnection: () => socket, settings });
    this.#session.setLocalWindowSize(sessionWindow);
    this.#session.on('remoteSettings', ({ maxConcurrentStreams = maxStreams }) => {
      this.#limit = Math.min(maxConcurrentStreams, maxStreams);
      events.onChange();
    });
    this.#session.on('close', () => this.retire());
    // Each request is told by its own stream.
    this.#session.on('error', () => this.retire());
    this.#session.unref();
  }

  /** Requests at the same time, as far as it is known. */
  get limit(): number {
    return this.#limit;
  }

  /** Whether it takes further requests. After GOAWAY, Node.js closes it by itself. */
  get isOpen(): boolean {
    return !this.#isRetired && !this.#session.closed && !this.#session.destroyed;
  }

  /** How many further requests it takes now. */
  get room(): number {
    return this.isOpen ? this.#limit - this.#open.size : 0;
  }

  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  /** Takes no further requests, and closes the connection after the last one. */
  retire(): void {
    if (this.#isRetired) return;
    this.#isRetired = true;
    if (this.isIdle) this.destroy();
    this.events.onChange();
  }

  /** Closes the connection; every request over it fails. */
  destroy(): void {
    this.#session.destroy();
  }

  /** Sends one request and reads the whole answer. */
  send(attempt: Attempt): void {
    const headers = headersOf(attempt.request);
    headers[':path'] = attempt.request.path;
    const heard = this.socket.bytesRead;
    attempt.connected(this.#hasServed);
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request(headers);
    } catch (error) {
      // The session has just ended, and its event is on the way.
      attempt.fail(error as Error);
      this.retire();
      return;
    }
    this.#opened(stream);
    attempt.carriedBy((timedOut) => {
      stream.close(loadHttp2().constants.NGHTTP2_CANCEL);
      if (!timedOut) return;
      // Silence during a whole try: nobody is there, and the others over this connection need not wait for their timeouts.
      this.#isSilent = this.socket.bytesRead === heard;
      if (this.#isSilent) this.destroy();
      this.retire();
    });
    const fail = (error: Error) => attempt.fail(this.#isSilent ? new Error(silence) : error, this.#isSilent);
    const begin = this.reader.read(stream, (outcome) => {
      const { rstCode } = stream;
      if (!('body' in outcome)) {
        fail(outcome);
      } else if (rstCode !== loadHttp2().constants.NGHTTP2_NO_ERROR) {
        // Node.js tells a stream that the server broke off as one that ended.
        fail(new Error(`the stream was broken off (${rstCode})`));
      } else {
        this.#hasServed = true;
        attempt.succeed(outcome);
      }
      this.#closed(stream);
    });
    stream.on('response', (headers) => begin({ status: headers[':status'] ?? 0, headers }));
  }

  #opened(stream: ClientHttp2Stream): void {
    if (this.isIdle) this.#session.ref();
    this.#open.add(stream);
  }

  #closed(stream: ClientHttp2Stream): void {
    if (!this.#open.delete(stream)) return;
    if (this.isIdle && this.isOpen) this.#session.unref();
    if (this.isIdle && !this.isOpen) this.destroy();
    this.events.onChange();
  }
}

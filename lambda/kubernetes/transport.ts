import { createSecureContext, type TLSSocket } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import type { Limits } from '../time/limits';
import { AnswerReader } from './answerReader';
import { Attempt } from './attempt';
import type { Connection } from './clusterAccess';
import { type Dial, dial, type Endpoint } from './dial';
import type { Outcome, Request } from './exchange';
import { Http1Connections } from './http1';
import { Http2Session, loadHttp2, maxStreams } from './http2';

/**
 * Requests of one user beyond some 300 at the same time are answered with 429 by the API server's default configuration:
 * six queues of 50 each. Source: Kubernetes, "API Priority and Fairness".
 */
export const maxInFlight = 300;
const maxSessions = maxInFlight / maxStreams;
const closed = 'the connections were closed';

/**
 * Kept-alive connections to one API server, verified with the CA in `tls` and nothing less: HTTP/2 where the server offers
 * it by ALPN, as kube-apiserver does, else HTTP/1.1.
 */
export class Transport {
  readonly #endpoint: Endpoint;
  readonly #origin: string;
  readonly #reader = new AnswerReader();
  readonly #waiting = new Set<Attempt>();
  readonly #dials = new Set<Dial>();
  readonly #sessions = new Set<Http2Session>();
  #http1: Http1Connections | undefined;
  /** Of one session; undefined before the first. */
  #streamLimit: number | undefined;
  /** Whether what waits does so for its first connection, and not for its turn. */
  #isConnecting = false;
  #isDestroyed = false;

  /** @param connection - whose server every request goes to. */
  constructor({ server, tls }: Connection) {
    const { origin, port } = new URL(server);
    // One context for all: Node.js would read the CA anew for each connection.
    const secureContext = createSecureContext(tls);
    this.#origin = origin;
    this.#endpoint = {
      host: urlToHttpOptions(new URL(server)).hostname ?? '',
      port: port === '' ? 443 : Number(port),
      tls: { ...tls, secureContext },
    };
  }

  /** Closes connections that nobody uses now, so that the next request dials anew. */
  dropIdle(): void {
    this.#http1?.dropIdle();
    for (const session of this.#sessions) if (session.isIdle) session.retire();
  }

  /** Closes every connection, for good. */
  destroy(): void {
    this.#isDestroyed = true;
    this.#cancelDials();
    for (const session of this.#sessions) session.destroy();
    this.#http1?.destroy();
    this.#failAll(new Error(closed));
  }

  /** Sends one request and reads the whole answer, whatever its status. Redirects are not followed. */
  send(request: Request, limits: Limits): Promise<Outcome> {
    const attempt = new Attempt(request, limits);
    if (this.#isDestroyed) attempt.fail(new Error(closed));
    else if (!attempt.isOver) this.#take(attempt);
    return attempt.outcome;
  }

  #take(attempt: Attempt): void {
    if (this.#http1 !== undefined) {
      this.#http1.send(attempt);
      return;
    }
    const free = this.#waiting.size === 0 ? this.#sessionWithRoom() : undefined;
    if (free !== undefined) {
      free.send(attempt);
      return;
    }
    this.#waiting.add(attempt);
    attempt.carriedBy(() => {
      this.#waiting.delete(attempt);
      if (this.#waiting.size === 0 && this.#isIdle) this.#cancelDials();
    });
    if (this.#isConnecting) attempt.startTimer();
    this.#serve();
  }

  /** Sends what waits as far as there is room, and makes the connections that are missing. */
  #serve(): void {
    for (const session of this.#sessions) {
      if (!session.isOpen && session.isIdle) this.#sessions.delete(session);
      while (session.room > 0 && this.#waiting.size > 0) session.send(this.#next());
    }
    if (this.#waiting.size === 0) {
      // Nothing outlives the run: a connection for the next one is made by the next one.
      if (this.#isIdle) this.#cancelDials();
      return;
    }
    if (this.#isDestroyed) return;
    const open = this.#openSessions;
    if (open === 0 && !this.#isConnecting) {
      this.#isConnecting = true;
      for (const attempt of this.#waiting) attempt.startTimer();
    }
    // The first connection tells which protocol is spoken, and how much goes over it.
    const wanted = open === 0 ? 1 : Math.ceil(this.#waiting.size / (this.#streamLimit || 1));
    while (this.#dials.size < Math.min(wanted, maxSessions - open)) this.#dial();
  }

  #sessionWithRoom(): Http2Session | undefined {
    for (const session of this.#sessions) if (session.room > 0) return session;
    return undefined;
  }

  #next(): Attempt {
    const [next] = this.#waiting;
    if (next === undefined) throw new Error('nothing waits');
    this.#waiting.delete(next);
    return next;
  }

  #dial(): void {
    const [first] = this.#waiting;
    const one = dial(this.#endpoint, first?.tryTimeout ?? 0, {
      onConnected: (socket) => {
        this.#dials.delete(one);
        if (socket.alpnProtocol === 'h2') this.#useHttp2(socket);
        else this.#useHttp1(socket);
      },
      onFailed: (error) => {
        this.#dials.delete(one);
        // What there is goes on serving what waits.
        if (this.#openSessions + this.#dials.size === 0) this.#failAll(error);
      },
      onTimeout: () => {
        this.#dials.delete(one);
        if (this.#openSessions === 0) this.#serve();
      },
    });
    this.#dials.add(one);
    // The server is on the way: now it costs nothing.
    loadHttp2();
  }

  #useHttp2(socket: TLSSocket): void {
    const onChange = () => {
      this.#streamLimit = session.limit;
      this.#serve();
    };
    const session = new Http2Session(this.#origin, socket, this.#reader, { onChange }, this.#streamLimit);
    this.#sessions.add(session);
    this.#streamLimit = session.limit;
    this.#isConnecting = false;
    this.#serve();
    for (const attempt of this.#waiting) attempt.stopTimer();
  }

  #useHttp1(socket: TLSSocket): void {
    if (this.#waiting.size === 0) {
      socket.destroy();
      return;
    }
    const http1 = new Http1Connections(this.#endpoint, this.#reader, socket);
    this.#http1 = http1;
    this.#cancelDials();
    for (const session of this.#sessions) session.retire();
    // It has the connection that was made; the others begin to make one when it is their turn.
    http1.send(this.#next());
    while (this.#waiting.size > 0) {
      const next = this.#next();
      next.stopTimer();
      http1.send(next);
    }
  }

  /** Whether no request is on its way over HTTP/2. */
  get #isIdle(): boolean {
    for (const { isIdle } of this.#sessions) if (!isIdle) return false;
    return true;
  }

  get #openSessions(): number {
    let open = 0;
    for (const { isOpen } of this.#sessions) if (isOpen) open += 1;
    return open;
  }

  #cancelDials(): void {
    for (const one of this.#dials) one.cancel();
    this.#dials.clear();
  }

  #failAll(error: Error): void {
    for (const attempt of [...this.#waiting]) attempt.fail(error);
  }
}

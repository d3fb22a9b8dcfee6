import { createSecureContext } from 'node:tls';
import { type Limits, runIsOver } from '../time/limits';
import type { AuthHeaders, Connection } from './clusterAccess';
import { Http2Session, maxStreams, type RawRequest } from './http2Session';
import { RequestError } from './requestError';
import { type RawResponse, ResponseReader } from './responseReader';

/**
 * With its default configuration, the API server responds 429 to a user with more than about 300 requests in flight (six
 * queues of 50 requests). Source: Kubernetes, "API Priority and Fairness".
 */
const maxInFlight = 300;
const maxSessions = maxInFlight / maxStreams;
/** What an API server may respond that EKS is about to remove, for as long as a connection to it is open. */
const maybeRemoved: ReadonlySet<number> = new Set([401, 429, 500, 502, 503, 504]);

interface WaitingRequest {
  readonly limits: Limits;
  readonly start: (session: Http2Session) => void;
  readonly fail: (error: unknown) => void;
}

/** Sends requests to one API server over kept-alive HTTP/2 connections. If `tls` has a CA, it is the only one trusted. */
export class Http2Client {
  readonly #connection: Connection;
  readonly #reader = new ResponseReader();
  readonly #sessions = new Set<Http2Session>();
  /** In the order of their start. */
  readonly #waiting = new Set<WaitingRequest>();
  #inFlight = 0;
  /** Runs with a listener: one for each run, because adding a listener takes longer the more of them a signal has. */
  readonly #runs = new WeakSet<AbortSignal>();
  /** Runs in which the connections were replaced. */
  readonly #replacedIn = new WeakSet<AbortSignal>();
  /** Per connection, as the server last stated it. */
  #maxStreams = maxStreams;
  #isDestroyed = false;

  constructor({ server, tls }: Connection) {
    // The context is created once: Node.js would parse the CA for each connection.
    this.#connection = { server, tls: { ...tls, secureContext: createSecureContext(tls) } };
  }

  /**
   * Sends a request as soon as there is capacity, an optional one at once or not at all, and reads the response, whatever its
   * status.
   *
   * @throws RequestError when there is no complete response, or it is too large.
   */
  send(request: RawRequest, headers: AuthHeaders, limits: Limits): Promise<RawResponse> {
    this.#listenToEnd(limits.signal);
    if (limits.isOptional) return this.#sendAtOnce(request, headers, limits);
    const session = this.#waiting.size === 0 && !limits.signal.aborted ? this.#openSession() : undefined;
    if (session !== undefined) return this.#send(session, request, headers, limits);
    return new Promise((resolve, reject) => {
      const start = (session: Http2Session) => resolve(this.#send(session, request, headers, limits));
      this.#waiting.add({ limits, start, fail: reject });
      this.#serve();
    });
  }

  /** Closes every connection. Further requests fail. */
  destroy(): void {
    this.#isDestroyed = true;
    for (const session of this.#sessions) session.destroy();
    this.#serve();
  }

  async #sendAtOnce(request: RawRequest, headers: AuthHeaders, limits: Limits): Promise<RawResponse> {
    if (limits.signal.aborted) throw notSent(runIsOver);
    const session = this.#openSession();
    if (session === undefined) throw notSent('no open connection has capacity');
    return this.#send(session, request, headers, limits);
  }

  /** A connection that exists and can take another request. */
  #openSession(): Http2Session | undefined {
    if (this.#inFlight >= maxInFlight) return undefined;
    for (const session of this.#sessions) if (session.hasCapacity) return session;
    return undefined;
  }

  async #send(session: Http2Session, request: RawRequest, headers: AuthHeaders, limits: Limits): Promise<RawResponse> {
    this.#inFlight += 1;
    try {
      const response = await session.send(request, headers, limits);
      const concernsConnection = !limits.isOptional && !limits.isProxied;
      if (maybeRemoved.has(response.status) && concernsConnection) this.#replaceSessions(limits.signal);
      return response;
    } catch (error) {
      // When one connection is dead, those that were kept alive beside it may be dead, too.
      if (!session.isOpen && !limits.isOptional) for (const other of this.#sessions) if (other.isIdle) other.retire();
      throw error;
    } finally {
      this.#inFlight -= 1;
      this.#serve();
    }
  }

  /**
   * The old connections take no new requests and close after the last one. The next request opens a new connection, the only
   * one for the rest of the run, so that many errors do not cause many handshakes. At most once per run.
   */
  #replaceSessions(run: AbortSignal): void {
    if (this.#replacedIn.has(run)) return;
    this.#replacedIn.add(run);
    for (const session of this.#sessions) session.retire();
  }

  /** Starts waiting requests, in their order, as far as there is capacity. */
  #serve(): void {
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      try {
        const session = this.#sessionFor(next.limits);
        if (session === undefined) return;
        this.#waiting.delete(next);
        next.start(session);
      } catch (error) {
        this.#waiting.delete(next);
        next.fail(error);
      }
    }
  }

  /** A connection that can take another request, a new one if allowed; undefined when there is no capacity. */
  #sessionFor({ signal }: Limits): Http2Session | undefined {
    if (this.#isDestroyed) throw new RequestError('the connections were closed', 'connect');
    if (signal.aborted) throw notSent(runIsOver);
    if (this.#inFlight >= maxInFlight) return undefined;
    let open = 0;
    for (const session of this.#sessions) {
      if (session.hasCapacity) return session;
      if (session.isOpen) open += 1;
      else if (session.isIdle) this.#sessions.delete(session);
    }
    if (open >= (this.#replacedIn.has(signal) ? 1 : maxSessions)) return undefined;
    const added = new Http2Session(this.#connection, this.#reader, this.#maxStreams, () => {
      this.#maxStreams = added.maxInFlight;
      this.#serve();
    });
    this.#sessions.add(added);
    return added;
  }

  #listenToEnd(run: AbortSignal): void {
    if (this.#runs.has(run)) return;
    this.#runs.add(run);
    const end = () => {
      for (const session of this.#sessions) session.endRun(run);
      for (const waiting of this.#waiting) {
        if (waiting.limits.signal !== run) continue;
        this.#waiting.delete(waiting);
        waiting.fail(notSent(runIsOver));
      }
    };
    run.addEventListener('abort', end, { once: true });
  }
}

function notSent(why: string): RequestError {
  return new RequestError(`the request was not sent: ${why}`, 'connect', { isTimeout: true });
}

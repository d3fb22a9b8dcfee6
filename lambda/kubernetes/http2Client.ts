import { createSecureContext } from 'node:tls';
import { type Limits, runIsOver } from '../time/limits';
import type { AuthHeaders, Connection } from './clusterAccess';
import { Http2Session, maxStreams } from './http2Session';
import { RequestError } from './requestError';
import { type RawResponse, ResponseReader } from './responseReader';

/**
 * With its default configuration, the API server responds 429 to a user with more than about 300 requests in flight (six
 * queues of 50 requests). Source: Kubernetes, "API Priority and Fairness".
 */
const maxInFlight = 300;
const maxSessions = maxInFlight / maxStreams;

/** Sends requests to one API server over kept-alive HTTP/2 connections. If `tls` has a CA, it is the only one trusted. */
export class Http2Client {
  readonly #connection: Connection;
  readonly #reader = new ResponseReader();
  readonly #sessions = new Set<Http2Session>();
  /** Wakes requests that wait for capacity: one when a request has finished, all after any other change. */
  readonly #waiting: (() => void)[] = [];
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
   * Sends a GET request as soon as there is capacity, and reads the response, whatever its status.
   *
   * @throws RequestError when there is no complete response, or it is too large.
   */
  async get(path: string, headers: AuthHeaders, limits: Limits): Promise<RawResponse> {
    this.#listenToEnd(limits.signal);
    let session = this.#sessionWithCapacity(limits);
    while (session === undefined) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      session = this.#sessionWithCapacity(limits);
    }
    const isReused = session.hasServed;
    try {
      return await session.get(path, headers, limits);
    } catch (error) {
      // When one kept-alive connection is dead, the idle ones may be dead, too.
      if (isReused) for (const other of this.#sessions) if (other.isIdle) other.retire();
      throw error;
    } finally {
      this.#waiting.shift()?.();
    }
  }

  /**
   * Stops using the connections after a response that may come from an API server that is being removed: such a server keeps
   * responding for as long as a connection to it is open. Requests in flight finish. The next request opens a new connection,
   * the only one for the rest of the run, so that many errors do not cause many handshakes. At most once per run.
   */
  replaceConnections({ signal }: Limits): void {
    if (this.#replacedIn.has(signal)) return;
    this.#replacedIn.add(signal);
    for (const session of this.#sessions) session.retire();
  }

  /** Closes every connection. Further requests fail. */
  destroy(): void {
    this.#isDestroyed = true;
    for (const session of this.#sessions) session.destroy();
    this.#wakeAll();
  }

  /** A connection that can take another request, a new one if allowed; undefined when all are busy. */
  #sessionWithCapacity({ signal }: Limits): Http2Session | undefined {
    if (this.#isDestroyed) throw new RequestError('the connections were closed', 'connect');
    if (signal.aborted)
      throw new RequestError(`the request was not sent: ${runIsOver}`, 'connect', { isTimeout: true });
    let open = 0;
    for (const session of this.#sessions) {
      if (session.hasCapacity) return session;
      if (session.isOpen) open += 1;
      else if (session.isIdle) this.#sessions.delete(session);
    }
    if (open >= (this.#replacedIn.has(signal) ? 1 : maxSessions)) return undefined;
    const added = new Http2Session(this.#connection, this.#reader, this.#maxStreams, (allowed) => {
      this.#maxStreams = allowed;
      this.#wakeAll();
    });
    this.#sessions.add(added);
    return added;
  }

  #listenToEnd(run: AbortSignal): void {
    if (this.#runs.has(run)) return;
    this.#runs.add(run);
    const end = () => {
      for (const session of this.#sessions) session.endRun(run);
      this.#wakeAll();
    };
    run.addEventListener('abort', end, { once: true });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

import type { Read } from '../../model/readingPlan';
import type { Limits } from '../time/limits';
import { Retries } from '../time/retries';
import { type ApiResponse, type Explain, toApiResponse, toFailedTry, toReadFailure } from './apiResponse';
import type { AccessFailure, AuthHeaders, ClusterAccess, Connection, Explanation } from './clusterAccess';
import { Http2Client } from './http2Client';
import type { RawRequest } from './http2Session';
import { isOwnFailure } from './ownStatus';
import { RequestError } from './requestError';
import { resourcePath } from './resourcePath';
import type { RawResponse } from './responseReader';

/** One try of one request, for the debug log. */
export interface Try {
  readonly path: string;
  /** The status of the response, or the error message. */
  readonly outcome: number | string;
  readonly milliseconds: number;
}

interface FailedConnection {
  readonly connection: Connection;
  readonly error: RequestError;
}

const unauthorized = 401;
const throttled = 429;
const transient: ReadonlySet<number> = new Set([408, throttled, 500, 502, 503, 504]);

/** Reads from one API server: every request is a GET, unless a subclass passes what to send. It is reused across runs; each call gets the limits of its run. */
export class KubernetesClient {
  readonly #access: ClusterAccess;
  protected readonly explainFailure: Explain;
  readonly #onTry: (attempt: Try) => void;
  #current: { readonly connection: Connection; readonly http: Http2Client } | undefined;

  constructor(access: ClusterAccess, onTry: (attempt: Try) => void = () => {}) {
    this.#access = access;
    this.explainFailure = (failure) => access.explain(failure);
    this.#onTry = onTry;
  }

  /** Performs a read of the reading plan; see `get`. */
  read(read: Read, limits: Limits, continueToken?: string): Promise<ApiResponse> {
    return this.get(resourcePath(read, continueToken), limits);
  }

  /**
   * Reads an object or a page, uncached. Transient failures are retried within the limits; a 401 is retried once with new
   * headers. After a 401, 429 or 5xx, which an API server that is being removed may send, the next try uses a new connection.
   *
   * @throws ApiException when the API server responds with an error status.
   * @throws ReadFailure when there is no response, it cannot be read, or the access explains the error.
   */
  async get(path: string, limits: Limits): Promise<ApiResponse> {
    return toApiResponse(await this.request({ path }, limits), this.explainFailure);
  }

  /**
   * Requests something of a program through the API server's proxy, and returns the response whatever its status. It is
   * retried after a failure of the connection, or an error of the API server itself, but never causes a new connection or new
   * headers for its status: what the other requests of the run have caused is used. A program that is slow gets one try.
   *
   * @param accept - the media types that the caller understands. Default: JSON.
   * @throws ReadFailure when there is no response, or it is too large.
   */
  async getProxied(path: string, limits: Limits, accept?: string): Promise<RawResponse> {
    const outcome = await this.request({ path, accept }, { ...limits, isProxied: true });
    if (outcome instanceof RequestError) throw toReadFailure(outcome, this.explainFailure);
    return outcome;
  }

  /** Sends a request, with retries, and returns what a try that is not repeated brought. */
  protected async request(request: RawRequest, limits: Limits): Promise<RawResponse | RequestError> {
    let retries: Retries | undefined;
    let failed: FailedConnection | undefined;
    let firstError: RequestError | undefined;
    let rejected: AuthHeaders | undefined;
    for (;;) {
      const connection = await (failed === undefined
        ? this.#access.connection(limits)
        : this.#connectionAfter(failed, limits));
      const headers = await this.#access.headers(rejected);
      const outcome = await this.#try(connection, request, headers, limits);
      if (outcome instanceof RequestError) {
        if (outcome.stage === 'size' || outcome.stage === 'program') return outcome;
        firstError ??= outcome;
        if (outcome.stage === 'connect') failed = { connection, error: outcome };
      } else if (limits.isProxied) {
        if (!isOwnFailure(outcome)) return outcome;
      } else if (outcome.status === unauthorized && rejected === undefined) {
        rejected = headers;
        continue;
      } else if (!transient.has(outcome.status)) {
        return outcome;
      }
      retries ??= new Retries(limits);
      if (await retries.waitForNext(toFailedTry(outcome))) continue;
      // A retry that was cut short by the end of the run had less time than the first try, so it says less.
      const wasCutShort = outcome instanceof RequestError && limits.signal.aborted;
      return wasCutShort ? (firstError ?? outcome) : outcome;
    }
  }

  /**
   * Reads something that the run can do without, such as events: one try, whose outcome has no effect on connections or tokens.
   *
   * @throws ApiException, ReadFailure as `get`.
   */
  async readOptional(read: Read, limits: Limits, continueToken?: string): Promise<ApiResponse> {
    const connection = await this.#access.connection(limits);
    const headers = await this.#access.headers();
    const outcome = await this.#try(connection, { path: resourcePath(read, continueToken) }, headers, {
      ...limits,
      isOptional: true,
    });
    return toApiResponse(outcome, this.explainFailure);
  }

  /** Explains a failure by what is known about the cluster and the identity; undefined if that does not explain it. */
  explain(failure: AccessFailure): Explanation | undefined {
    return this.#access.explain(failure);
  }

  /** Closes every connection. */
  destroy(): void {
    this.#current?.http.destroy();
  }

  async #try(
    connection: Connection,
    request: RawRequest,
    headers: AuthHeaders,
    limits: Limits,
  ): Promise<RawResponse | RequestError> {
    const started = performance.now();
    const http = this.#clientFor(connection);
    const report = (outcome: number | string) =>
      this.#onTry({ path: request.path, outcome, milliseconds: Math.round(performance.now() - started) });
    try {
      const response = await http.send(request, headers, limits);
      report(response.status);
      return response;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      report(error.message);
      return error;
    }
  }

  #connectionAfter({ connection, error }: FailedConnection, limits: Limits): Promise<Connection> {
    return this.#access.connection(limits, connection).catch((reason: unknown) => {
      // If the run ended during the second lookup, report the error that caused the lookup.
      throw limits.signal.aborted ? toReadFailure(error, this.explainFailure) : reason;
    });
  }

  #clientFor(connection: Connection): Http2Client {
    if (this.#current !== undefined && isSame(this.#current.connection, connection)) return this.#current.http;
    this.#current?.http.destroy();
    const http = new Http2Client(connection);
    this.#current = { connection, http };
    return http;
  }
}

function isSame(a: Connection, b: Connection): boolean {
  return a === b || (a.server === b.server && a.tls.ca === b.tls.ca && a.tls.cert === b.tls.cert);
}

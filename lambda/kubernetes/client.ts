import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { HttpMethod, RequestContext, type ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';
import { getRetryAfterHint } from '@smithy/core/retry';
import type { Read } from '../../config/readingPlan';
import { type JsonObject, record, time } from '../health/json';
import { type FailedTry, Retries } from '../retries';
import type { Access, AuthHeaders, Connection } from './access';
import { ReadFailure } from './failure';
import { pathOf } from './path';
import { type Limits, Transport } from './transport';
import { TransportError } from './transportError';

/** A JSON answer and the API server's clock (in milliseconds) when it was made. */
export interface Answer {
  readonly body: JsonObject;
  readonly now: number;
}

/** One try of one request, for the debug log. */
export interface Try {
  readonly path: string;
  /** The status of the answer, or what went wrong. */
  readonly outcome: number | string;
  readonly milliseconds: number;
}

const throttled = 429;
const transient: ReadonlySet<number> = new Set([408, throttled, 500, 502, 503, 504]);

/** Reads from one API server over kept-alive connections. It outlives a run; what a run may spend comes with each call. */
export class KubernetesClient {
  #transport: { readonly connection: Connection; readonly transport: Transport } | undefined;

  constructor(
    private readonly access: Access,
    private readonly onTry: (done: Try) => void = () => {},
  ) {}

  /** Reads what a plan says; see `get`. */
  read(read: Read, limits: Limits, continueToken?: string): Promise<Answer> {
    return this.get(pathOf(read, continueToken), limits);
  }

  /**
   * Reads once, uncached. Transient failures are tried again within the limits; a 401 is tried once with new headers.
   * @throws ApiException when the API server answers with an error status.
   * @throws ReadFailure when it gives no answer, or one that cannot be read.
   */
  async get(path: string, limits: Limits): Promise<Answer> {
    const retries = new Retries(limits);
    let failed: { readonly connection: Connection; readonly error: TransportError } | undefined;
    let refused: AuthHeaders | undefined;
    for (;;) {
      const connection = await this.access.connection(limits, failed?.connection).catch((error: unknown) => {
        // Looking it up anew took all the time that was left: why that was needed tells more.
        throw failed !== undefined && limits.signal.aborted ? failureOf(failed.error) : error;
      });
      const headers = await this.access.headers(refused);
      const outcome = await this.#try(connection, path, headers, limits);
      if (!(outcome instanceof TransportError)) {
        if (outcome.httpStatusCode === 401 && refused === undefined) {
          refused = headers;
          continue;
        }
        if (!transient.has(outcome.httpStatusCode)) return toAnswer(outcome);
      } else if (outcome.stage === 'size') {
        return toAnswer(outcome);
      } else if (outcome.stage === 'connect') {
        failed = { connection, error: outcome };
      }
      if (!(await retries.again(failedTry(outcome)))) return toAnswer(outcome);
    }
  }

  /** Closes every connection. */
  destroy(): void {
    this.#transport?.transport.destroy();
  }

  async #try(connection: Connection, path: string, headers: AuthHeaders, limits: Limits) {
    const transport = this.#transportTo(connection);
    const request = new RequestContext(`${connection.server}${path}`, HttpMethod.GET);
    request.setHeaderParam('accept', 'application/json');
    for (const [name, value] of Object.entries(headers)) request.setHeaderParam(name, value);
    const started = performance.now();
    const outcome = await transport.send(request, limits).catch((error: unknown) => {
      if (!(error instanceof TransportError)) throw error;
      // One dead connection that was kept alive makes its idle neighbours suspect.
      if (error.reusedSocket) transport.dropIdle();
      return error;
    });
    const milliseconds = Math.round(performance.now() - started);
    this.onTry({
      path,
      outcome: outcome instanceof TransportError ? outcome.message : outcome.httpStatusCode,
      milliseconds,
    });
    return outcome;
  }

  #transportTo(connection: Connection): Transport {
    const current = this.#transport;
    if (current !== undefined && isSame(current.connection, connection)) return current.transport;
    current?.transport.destroy();
    const transport = new Transport(connection);
    this.#transport = { connection, transport };
    return transport;
  }
}

async function toAnswer(outcome: ResponseContext | TransportError): Promise<Answer> {
  if (outcome instanceof TransportError) throw failureOf(outcome);
  const { httpStatusCode: status, headers } = outcome;
  const text = await outcome.body.text();
  const body = parseObject(text);
  if (status < 200 || status > 299) throw new ApiException(status, '', body ?? text.slice(0, 200), headers);
  if (body === undefined) {
    throw new ReadFailure(
      'UnreadableAnswer',
      `the API server answered ${status} with something that is no JSON object`,
    );
  }
  const now = time(headers.date);
  if (now === undefined) throw new ReadFailure('UnreadableAnswer', 'the API server answered without a Date');
  return { body, now };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? record(value) : undefined;
  } catch {
    return undefined;
  }
}

function failureOf(error: TransportError): ReadFailure {
  const reason = error.timedOut ? 'Timeout' : error.stage === 'size' ? 'AnswerTooLarge' : 'Unreachable';
  return new ReadFailure(reason, `the API server gave no answer: ${error.message}`, { cause: error });
}

function failedTry(outcome: ResponseContext | TransportError): FailedTry {
  if (outcome instanceof TransportError) return { isThrottled: false };
  const { httpStatusCode: statusCode, headers } = outcome;
  return { isThrottled: statusCode === throttled, retryAfter: getRetryAfterHint({ statusCode, headers }) };
}

function isSame(a: Connection, b: Connection): boolean {
  return a === b || (a.server === b.server && a.tls.ca === b.tls.ca && a.tls.cert === b.tls.cert);
}

import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { getRetryAfterHint } from '@smithy/core/retry';
import { type JsonObject, record, time } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import { ReadFailure } from '../errors';
import type { Limits } from '../time/limits';
import { type FailedTry, Retries } from '../time/retries';
import type { Access, AuthHeaders, Connection } from './clusterAccess';
import type { Outcome, RawAnswer } from './exchange';
import { KnownAnswers, type Parse } from './knownAnswers';
import { pathOf } from './resourcePath';
import { Transport } from './transport';
import { TransportError } from './transportError';

/** A JSON answer and the API server's clock (in milliseconds) when it was made. */
export interface ApiResponse {
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

interface FailedConnection {
  readonly connection: Connection;
  readonly error: TransportError;
}

const throttled = 429;
const transient: ReadonlySet<number> = new Set([408, throttled, 500, 502, 503, 504]);

/** Reads from one API server over kept-alive connections. It outlives a run; what a run may spend comes with each call. */
export class KubernetesClient {
  readonly #known = new KnownAnswers(parseObject);
  #transport: { readonly connection: Connection; readonly transport: Transport } | undefined;

  constructor(
    private readonly access: Access,
    private readonly onTry: (done: Try) => void = () => {},
  ) {}

  /** Reads what a plan says; see `get`. */
  read(read: Read, limits: Limits, continueToken?: string): Promise<ApiResponse> {
    const parse = read.verb === 'get' ? this.#known.parserOf(read) : parseObject;
    return this.#get(pathOf(read, continueToken), limits, parse);
  }

  /**
   * Reads once, uncached. Transient failures are tried again within the limits; a 401 is tried once with new headers.
   * @throws ApiException when the API server answers with an error status.
   * @throws ReadFailure when it gives no answer, or one that cannot be read.
   */
  get(path: string, limits: Limits): Promise<ApiResponse> {
    return this.#get(path, limits, parseObject);
  }

  /** Closes every connection. */
  destroy(): void {
    this.#transport?.transport.destroy();
  }

  async #get(path: string, limits: Limits, parse: Parse): Promise<ApiResponse> {
    let retries: Retries | undefined;
    let failed: FailedConnection | undefined;
    let refused: AuthHeaders | undefined;
    for (;;) {
      const connection = await (failed === undefined
        ? this.access.connection(limits)
        : this.#connectionAfter(failed, limits));
      const headers = await this.access.headers(refused);
      const transport = this.#transportTo(connection);
      const started = performance.now();
      const outcome = await transport.send({ path, headers }, limits);
      this.onTry({
        path,
        outcome: outcome instanceof TransportError ? outcome.message : outcome.status,
        milliseconds: Math.round(performance.now() - started),
      });
      if (!(outcome instanceof TransportError)) {
        if (outcome.status === 401 && refused === undefined) {
          refused = headers;
          continue;
        }
        if (!transient.has(outcome.status)) return toAnswer(outcome, parse);
      } else {
        // One dead connection that was kept alive makes its idle neighbours suspect.
        if (outcome.reusedSocket) transport.dropIdle();
        if (outcome.stage === 'size') return toAnswer(outcome, parse);
        if (outcome.stage === 'connect') failed = { connection, error: outcome };
      }
      retries ??= new Retries(limits);
      if (!(await retries.again(failedTry(outcome)))) return toAnswer(outcome, parse);
    }
  }

  async #connectionAfter({ connection, error }: FailedConnection, limits: Limits): Promise<Connection> {
    return this.access.connection(limits, connection).catch((reason: unknown) => {
      // Looking it up anew took all the time that was left: why that was needed tells more.
      throw limits.signal.aborted ? failureOf(error) : reason;
    });
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

function toAnswer(outcome: Outcome, parse: Parse): ApiResponse {
  if (outcome instanceof TransportError) throw failureOf(outcome);
  const { status, headers, body: bytes } = outcome;
  if (status < 200 || status > 299) {
    throw new ApiException(status, '', parseObject(bytes) ?? bytes.toString('utf8').slice(0, 200), flat(headers));
  }
  const body = parse(bytes);
  if (body === undefined) {
    throw new ReadFailure(
      'UnreadableResponse',
      `the API server answered ${status} with something that is no JSON object`,
    );
  }
  const now = time(headers.date);
  if (now === undefined) throw new ReadFailure('UnreadableResponse', 'the API server answered without a Date');
  return { body, now };
}

/** Headers that came several times are told as one. */
function flat(headers: RawAnswer['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function parseObject(bytes: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? record(value) : undefined;
  } catch {
    return undefined;
  }
}

function failureOf(error: TransportError): ReadFailure {
  const reason = error.timedOut ? 'Timeout' : error.stage === 'size' ? 'ResponseTooLarge' : 'Unreachable';
  return new ReadFailure(reason, `the API server gave no answer: ${error.message}`, { cause: error });
}

function failedTry(outcome: Outcome): FailedTry {
  if (outcome instanceof TransportError) return { isThrottled: false };
  const { status: statusCode, headers } = outcome;
  const retryAfter = getRetryAfterHint({ statusCode, headers: flat(headers) });
  return { isThrottled: statusCode === throttled, retryAfter };
}

function isSame(a: Connection, b: Connection): boolean {
  return a === b || (a.server === b.server && a.tls.ca === b.tls.ca && a.tls.cert === b.tls.cert);
}

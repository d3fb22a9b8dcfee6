import { once } from 'node:events';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { text as textOf } from 'node:stream/consumers';
import type { AuthHeaders, Connection } from '../../lambda/kubernetes/clusterAccess';
import { connectTls } from '../../lambda/kubernetes/connectTls';
import { errorMessage } from '../../model/errorMessage';
import { type JsonObject, record } from '../../model/json';
import { CannotCheck } from './finding';

/** Asks the API server something. A review is answered and never stored. */
export interface Review {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: object;
}

/** What the API server answered, whatever its status. */
export interface ReviewAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** In milliseconds, for all reviews. */
const timeout = 20_000;
/** Below the 100 streams that kube-apiserver allows on one connection. */
const maxInFlight = 50;

/**
 * Creates reviews over one connection; if it breaks, once more over a new one. The client of the function only reads.
 *
 * @param headers - with `impersonate-user` and `impersonate-group`, the reviews are about somebody else.
 * @returns one answer for each review, in their order.
 * @throws CannotCheck if the API server does not answer.
 */
export async function createReviews(
  connection: Connection,
  headers: AuthHeaders,
  reviews: readonly Review[],
): Promise<ReviewAnswer[]> {
  const signal = AbortSignal.timeout(timeout);
  const tryOnce = () => createAll(connection, headers, reviews, signal);
  try {
    return await tryOnce().catch(tryOnce);
  } catch (error) {
    const cause = signal.aborted ? `no complete response within ${timeout} ms` : causeOf(error);
    throw new CannotCheck(`the API server at ${connection.server} did not answer: ${cause}`);
  }
}

async function createAll(
  connection: Connection,
  headers: AuthHeaders,
  reviews: readonly Review[],
  signal: AbortSignal,
): Promise<ReviewAnswer[]> {
  signal.throwIfAborted();
  const session = connect(connection.server, { createConnection: () => connectTls(connection) });
  // Each request gets the error from its stream.
  session.on('error', () => {});
  const stop = () => session.destroy(new Error('too late'));
  signal.addEventListener('abort', stop);
  const answers: ReviewAnswer[] = [];
  try {
    while (answers.length < reviews.length) {
      const next = reviews.slice(answers.length, answers.length + maxInFlight);
      answers.push(...(await Promise.all(next.map((review) => create(session, headers, review)))));
    }
    return answers;
  } finally {
    signal.removeEventListener('abort', stop);
    session.destroy();
  }
}

async function create(session: ClientHttp2Session, headers: AuthHeaders, review: Review): Promise<ReviewAnswer> {
  const stream = session.request({
    ...headers,
    ':method': 'POST',
    ':path': `/apis/${review.apiVersion}/${review.kind.toLowerCase()}s`,
    'content-type': 'application/json',
    accept: 'application/json',
  });
  stream.end(JSON.stringify(review));
  const [received] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  const status = Number(received[':status']);
  const body = textOf(stream);
  // The stream of a request that is refused before it was read may be reset before the body was. Source: RFC 9113, section 8.1.
  return { status, body: parse(status < 400 ? await body : await body.catch(() => '')) };
}

function parse(body: string): JsonObject {
  try {
    return record(JSON.parse(body));
  } catch {
    return {};
  }
}

/** Node.js wraps the error of a session that has not connected. */
function causeOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  return errorMessage(cause ?? error);
}

import type { AuthHeaders, Connection } from '../../lambda/kubernetes/clusterAccess';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { RequestError } from '../../lambda/kubernetes/requestError';
import { writeRequest } from '../../lambda/kubernetes/writeRequest';
import { type Limits, within } from '../../lambda/time/limits';
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
/** In milliseconds, for one try of one review. */
const tryTimeout = 10_000;

/** A client that can also create reviews. They are not stored, so they are retried like reads. */
class ReviewClient extends KubernetesClient {
  readonly #server: string;

  constructor(connection: Connection, headers: AuthHeaders) {
    super({ connection: async () => connection, headers: async () => headers, explain: () => undefined });
    this.#server = connection.server;
  }

  /** @throws CannotCheck if the API server does not answer. */
  async create(review: Review, limits: Limits): Promise<ReviewAnswer> {
    const path = `/apis/${review.apiVersion}/${review.kind.toLowerCase()}s`;
    const outcome = await this.request(writeRequest('POST', path, review), limits);
    if (outcome instanceof RequestError)
      throw new CannotCheck(`the API server at ${this.#server} did not answer: ${outcome.message}`);
    return { status: outcome.status, body: parse(outcome.body) };
  }
}

/**
 * Creates reviews.
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
  const client = new ReviewClient(connection, headers);
  try {
    return await within(timeout, tryTimeout, (limits) =>
      Promise.all(reviews.map((review) => client.create(review, limits))),
    );
  } finally {
    client.destroy();
  }
}

function parse(body: Buffer): JsonObject {
  try {
    return record(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}

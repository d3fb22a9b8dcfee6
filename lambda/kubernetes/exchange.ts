import type { AuthHeaders } from './clusterAccess';
import type { TransportError } from './transportError';

/** A GET. */
export interface Request {
  /** With its query. */
  readonly path: string;
  /** Beside those that every request has. */
  readonly headers: AuthHeaders;
}

/** All headers of a request. */
export function headersOf({ headers }: Request): Record<string, string> {
  return { ...headers, accept: 'application/json', 'accept-encoding': 'gzip' };
}

/** The head of an answer, as Node.js tells it. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
}

/** A whole answer, uncompressed. */
export interface RawAnswer extends AnswerHead {
  readonly body: Buffer;
}

/** How a try ended. */
export type Outcome = RawAnswer | TransportError;

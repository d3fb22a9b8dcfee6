import type { AccessFailure } from './clusterAccess';

/**
 * How far a request got: no connection, a connection but no complete response, a response that is too large, or no complete
 * response of a program behind the API server's proxy, although the connection to the API server works.
 */
type Stage = 'connect' | 'response' | 'size' | 'program';

interface RequestErrorOptions extends ErrorOptions {
  readonly isTimeout?: boolean;
  /** @default 'unconnected' */
  readonly accessFailure?: AccessFailure;
}

/** A request got no usable response. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly stage: Stage;
  readonly isTimeout: boolean;
  /** Why there is no connection, if there is none. */
  readonly accessFailure: AccessFailure;

  constructor(message: string, stage: Stage, options: RequestErrorOptions = {}) {
    super(message, options);
    this.stage = stage;
    this.isTimeout = options.isTimeout === true;
    this.accessFailure = options.accessFailure ?? 'unconnected';
  }
}

/** How far a request got: no connection, a connection but no complete response, or a response that is too large. */
type Stage = 'connect' | 'response' | 'size';

/** A request got no usable response. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly stage: Stage;
  readonly isTimeout: boolean;

  constructor(message: string, stage: Stage, options: ErrorOptions & { readonly isTimeout?: boolean } = {}) {
    super(message, options);
    this.stage = stage;
    this.isTimeout = options.isTimeout === true;
  }
}

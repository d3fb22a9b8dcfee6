/** No answer came over the wire. `stage` tells how far the request got. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    message: string,
    readonly stage: 'connect' | 'answer' | 'size',
    readonly timedOut: boolean,
    /** Whether the connection had served earlier requests: it may just have died of age. */
    readonly reusedSocket: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

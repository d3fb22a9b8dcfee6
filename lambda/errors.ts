import type { Reason } from '../model/reasons';

/** Something could not be read, so nothing can be said of it. */
export class ReadFailure extends Error {
  override readonly name = 'ReadFailure';
  constructor(
    readonly reason: Reason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

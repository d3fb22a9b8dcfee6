/** Something could not be read, so nothing can be said of it. */
export class ReadFailure extends Error {
  override readonly name = 'ReadFailure';
  constructor(
    /** One stable CamelCase word, for filters. */
    readonly reason: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

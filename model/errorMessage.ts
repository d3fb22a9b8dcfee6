/** The thrown value as an Error; what is not an Error becomes the message of one. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The message of a thrown value, whatever its type. */
export function errorMessage(thrown: unknown): string {
  return toError(thrown).message;
}

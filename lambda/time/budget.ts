/** How a run spends the time that its function has left, in milliseconds. */
export interface Budget {
  /** For everything that is read, the cluster's description included. */
  readonly reading: number;
  /** For one try of one read. */
  readonly readTry: number;
  /** For the publication. */
  readonly publishing: number;
  /** For one try of the publication. */
  readonly publishTry: number;
}

/**
 * Shares out the time left, so that reading can never eat up what publishing needs, and a tenth stays for the log.
 *
 * @param remaining - milliseconds until the function is killed.
 */
export function createBudget(remaining: number): Budget {
  const reading = Math.floor(remaining * 0.65);
  const publishing = Math.floor(remaining * 0.25);
  return { reading, readTry: Math.floor(reading / 4), publishing, publishTry: Math.floor(publishing / 3) };
}

/** How a run divides the time until its function times out, in milliseconds. */
export interface Budget {
  /** For all reads, including the description of the cluster. */
  readonly reading: number;
  /** For one try of one read. */
  readonly readTry: number;
  /** For the publication. */
  readonly publishing: number;
  /** For one try of the publication. */
  readonly publishTry: number;
  /** For events and for pods that only explain, which are read beside the publication, if that ends earlier. */
  readonly explaining: number;
  /** The same, if there is nothing to publish. */
  readonly explainingUnknown: number;
}

const maxForExplaining = 500;
/** An API server without etcd takes more than 4 seconds to report it. */
const maxForExplainingUnknown = 6000;

/**
 * Divides the remaining time so that reading never uses what publishing needs, and a tenth is left for the log. What
 * explains verdicts has at least 3 % and never more than half a second of its own: it arrives in milliseconds, or the run ends
 * without it.
 *
 * @param remaining - milliseconds until the function times out.
 */
export function createBudget(remaining: number): Budget {
  const reading = Math.floor(remaining * 0.65);
  const publishing = Math.floor(remaining * 0.25);
  return {
    reading,
    readTry: Math.floor(reading / 4),
    publishing,
    publishTry: Math.floor(publishing / 3),
    explaining: Math.min(maxForExplaining, Math.floor(remaining * 0.03)),
    explainingUnknown: Math.min(maxForExplainingUnknown, Math.floor(remaining * 0.2)),
  };
}

const maxForHeartbeat = 5000;

/**
 * For the call of a dead man's switch after the publication: it ends before the time for the log begins.
 *
 * @param remaining - milliseconds until the function times out, at the start of the run.
 * @param elapsed - milliseconds since then.
 */
export function heartbeatShare(remaining: number, elapsed: number): number {
  return Math.max(0, Math.min(maxForHeartbeat, Math.floor(remaining * 0.95 - elapsed)));
}

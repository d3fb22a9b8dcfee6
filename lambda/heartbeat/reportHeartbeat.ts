import { aborted } from '../time/beside';
import { within } from '../time/limits';

/** Calls a dead man's switch. Resolves with what failed, without any part of the address. */
export type ReportHeartbeat = (value: 0 | 1, signal: AbortSignal) => Promise<string | undefined>;

/**
 * Calls a dead man's switch within a share of the run's time, whatever it does.
 *
 * @param share - milliseconds.
 * @returns what failed; undefined if nothing did. Never rejects.
 */
export function reportHeartbeat(report: ReportHeartbeat, value: 0 | 1, share: number): Promise<string | undefined> {
  return within(share, share, ({ signal }) =>
    Promise.race([report(value, signal).catch(() => 'the call failed'), aborted(signal).then(() => tooLate)]),
  );
}

export const tooLate = 'no response in time';

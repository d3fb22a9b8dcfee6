import type { Expectation, Fault } from '../fault';

/** Expected results of several rows. */

/** The fault is tolerated. */
export const healthy = { published: 1, failed: false, reason: '' } as const satisfies Expectation;

/** Health is unknown. */
export function unknown(reason: string): Expectation {
  return { published: null, failed: true, reason };
}

/** A target is unhealthy, and the function reports it. */
export function unhealthy(reason: string): Expectation & Pick<Fault, 'unhealthy'> {
  return { unhealthy: true, published: 0, failed: false, reason };
}

/**
 * Something hangs until the time for reading is over: a run has less time, so that this does not take long. A try still has
 * more than a second, which is enough for what does not hang on a busy machine.
 */
export const timeout = { ...unknown('Timeout'), remaining: 10_000 } as const;
/** The same where a value is published: a try of the publication has less time than one of a read. */
export const remainingToPublish = 16_000;

export const unreachable = unknown('Unreachable');
export const unreadable = unknown('UnreadableResponse');
export const serverError = unknown('ServerError');
export const notDescribed = unknown('DescribeClusterFailed');

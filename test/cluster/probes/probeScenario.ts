import type { TargetVerdict } from '../../../lambda/health/targetVerdict';

/** The expected verdict on a probe. */
export interface ExpectedVerdict {
  readonly verdict: TargetVerdict['verdict'];
  readonly reason: TargetVerdict['reason'];
  readonly message: RegExp;
}

/** Without a grace period, so that no test waits for its end. */
export const noGrace = { grace: 0, downGrace: 0 } as const;

export function unhealthy(reason: ExpectedVerdict['reason'], message: RegExp): ExpectedVerdict {
  return { verdict: 'Unhealthy', reason, message };
}

import { completeVerdict } from '../../lambda/logging/listedCauses';
import type { describeTarget } from '../../lambda/logging/runSummary';
import type { JsonObject } from '../../model/json';
import type { HasSeverity } from '../../model/severity';

interface LoggedVerdict {
  readonly verdict: string;
  readonly reason: string;
  readonly message: string;
}

/** The fields of the log line of one run that the tests read. */
export interface RunLine {
  readonly value?: 0 | 1 | null;
  readonly ticketValue?: 0 | 1 | null;
  readonly summary?: string;
  readonly published: boolean;
  readonly dryRun?: boolean;
  readonly counts?: { readonly healthy: number };
  /** Those that are not Healthy, and others. */
  readonly targets: readonly (HasSeverity & Parameters<typeof describeTarget>[0] & LoggedVerdict)[];
  readonly targetMetricsFailure?: string;
  readonly heartbeatFailure?: string;
  readonly freshness?: unknown;
  readonly eventsLeftOut?: Readonly<Record<string, string>>;
  readonly error?: { readonly name: string; readonly message: string };
}

/** The lines of runs among other lines. */
export function runLinesIn(log: readonly string[]): RunLine[] {
  return log.flatMap((line) => {
    const fields = (line.startsWith('{') ? JSON.parse(line) : {}) as Partial<RunLine> & {
      readonly message?: string;
      readonly causes?: readonly JsonObject[];
    };
    const targets = (fields.targets ?? []).map((one) => ({
      ...one,
      ...completeVerdict({ ...one }, fields.causes ?? []),
    }));
    return fields.message === 'run' ? [{ published: false, ...fields, targets }] : [];
  });
}

/** The reasons of the verdicts that are not Healthy, and the error's name unless it only reports that there are such. */
export function reasonOf({ targets, error }: RunLine): string {
  const reasons = targets.filter(({ verdict }) => verdict !== 'Healthy').map(({ reason }) => reason);
  const name = error === undefined || error.name === 'HealthUnknown' ? [] : [error.name];
  return [...new Set([...reasons.sort(), ...name])].join(', ');
}

import { type HasSeverity, ofSeverity, type Severity, severities, severityOf } from '../../model/severity';
import type { TargetVerdict } from './targetVerdict';
import { clusterHealth } from './verdict';

/** The cluster health of each severity that is in use; undefined is unknown. */
export type SeverityHealth = Readonly<Partial<Record<Severity, 0 | 1 | undefined>>>;

/**
 * Judges each severity by its own targets only, so that an Unknown ticket does not withhold the value of the page. Without
 * targets, there is only the page, whose health is unknown.
 */
export function healthOfEach(verdicts: readonly TargetVerdict[]): SeverityHealth {
  const used = new Set<Severity>(['page', ...verdicts.map(severityOf)]);
  const inUse = severities.filter((severity) => used.has(severity));
  return Object.fromEntries(inUse.map((severity) => [severity, clusterHealth(ofSeverity(verdicts, severity))]));
}

/** The cluster health in JSON. */
export interface HealthValues {
  /** Of the severity `page`: 1 = all healthy, 0 = at least one is not, null = health is unknown. */
  readonly value: 0 | 1 | null;
  /** The same of the severity `ticket`. Absent if no target has it. */
  readonly ticketValue?: 0 | 1 | null;
}

export function valuesOf(health: SeverityHealth): HealthValues {
  return { value: health.page ?? null, ...('ticket' in health ? { ticketValue: health.ticket ?? null } : {}) };
}

/** The severities whose health is unknown. */
export function unknownSeverities(health: SeverityHealth): Severity[] {
  return severities.filter((severity) => severity in health && health[severity] === undefined);
}

/** A verdict with the severity of its target. */
export function withSeverity(verdict: TargetVerdict, target: HasSeverity | undefined): TargetVerdict {
  return target?.severity === undefined ? verdict : { ...verdict, severity: target.severity };
}

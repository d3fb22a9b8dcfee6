import { record, records } from '../../../model/json';
import type { Problem } from '../diagnostics/diagnostic';

/**
 * The metric and the alarm of the severity `page` would have no targets, and so no value: the alarm would fire forever. Reads the raw
 * input.
 */
export function findSeverityProblems(input: unknown): Problem[] {
  const targets = records(record(input).targets);
  if (targets.length === 0 || targets.some(({ severity }) => severity !== 'ticket')) return [];
  const message =
    'no target has the severity page, so the alarm health would have nothing to watch. Remove severity: ticket from the most important targets; if nobody is to be called, remove it from all of them, and set alarms.page.actions to what alarms.ticket.actions is.';
  return [{ path: ['targets', 0, 'severity'], atKey: false, message }];
}

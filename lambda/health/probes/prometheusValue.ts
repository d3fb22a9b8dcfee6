import type { Verdict } from '../verdict';
import { answerOf, unansweredVerdict } from './answer';
import { judgeProbeFinding } from './probeGrace';
import type { PrometheusFacts } from './prometheusFindings';
import { parseValue } from './prometheusQuery';
import { unexpectedStatus } from './unexpected';

/**
 * Whether the value that the configuration asks for is within its thresholds. An empty result is not 0. A young process has not
 * scraped enough yet.
 */
export function valueFindings({ probe: { query, grace }, endpoint, started, now }: PrometheusFacts): Verdict[] {
  if (query === undefined) return [];
  const answer = answerOf(endpoint, 'value');
  if (answer.type !== 'answered') return [unansweredVerdict(answer, 'Prometheus is ready; the query of the probe')];
  const value = parseValue(answer);
  const young = { clocks: [started], limit: grace, now };
  if (value === undefined) {
    const reason = isTrouble(answer.status) ? 'ProbeFailed' : 'InvalidQuery';
    const message = `the query of the probe ${unexpectedStatus(answer, 'one value')}`;
    return [{ verdict: 'Unknown', reason, message }];
  }
  if (value === 'several') {
    const message = 'the query of the probe returns several values; aggregate them to one';
    return [{ verdict: 'Unknown', reason: 'InvalidQuery', message }];
  }
  if (value === 'none') {
    const message = 'the query of the probe returns no value, which is not the same as 0';
    return [judgeProbeFinding({ ...young, reason: 'NoQueryResult', message })];
  }
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = query;
  if (value >= min && value <= max) return [];
  const expected = [
    ...(query.min === undefined ? [] : [`at least ${min}`]),
    ...(query.max === undefined ? [] : [`at most ${max}`]),
  ];
  const message = `the query of the probe returns ${value}; expected ${expected.join(' and ')}`;
  return [judgeProbeFinding({ ...young, reason: 'ThresholdExceeded', message })];
}

/**
 * Whether the server could not evaluate a query that may be valid: too many requests, canceled (499), timed out or failed.
 * Source: Prometheus, "HTTP API" (format overview).
 */
function isTrouble(status: number): boolean {
  return status === 429 || status >= 499;
}

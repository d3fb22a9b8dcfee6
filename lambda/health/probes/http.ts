import { type JsonObject, record } from '../../../model/json';
import type { AnswerExpectation } from '../../../model/probes';
import { type Answered, jsonOf } from './answer';
import { judgeProbeFinding, podClock } from './probeGrace';
import type { ProbeRule } from './probeRule';
import { unexpectedStatus } from './unexpected';

/** Any program is healthy if it answers as the configuration expects. */
export const httpRule: ProbeRule = {
  requests: ({ path }) => ({ page: path }),
  judge(first, { probe, endpoint, now }) {
    const problem = findProblem(first, probe.expect);
    if (problem === undefined) {
      return {
        verdict: 'Healthy',
        reason: 'AnswersAsExpected',
        message: `it answers with HTTP status ${first.status}`,
      };
    }
    return judgeProbeFinding({
      reason: 'UnexpectedAnswer',
      message: problem,
      clocks: [podClock(endpoint.pod)],
      limit: probe.grace,
      now,
    });
  },
};

/** What is not as expected. Answered values are not repeated, because they may be anything. */
function findProblem(answer: Answered, { status, json, text }: AnswerExpectation): string | undefined {
  if (answer.status !== status) return `it ${unexpectedStatus(answer, `status ${status}`)}`;
  if (text !== undefined && !answer.body.includes(text)) return 'its answer does not contain the expected text';
  if (json === undefined) return undefined;
  const parsed = jsonOf(answer);
  if (parsed === undefined) return 'its answer is not JSON';
  const different = Object.keys(json).find((path) => valueAt(parsed, path) !== json[path]);
  return different === undefined ? undefined : `its answer does not have the expected value at ${different}`;
}

/** The value at a path such as `status.items.0.state`; a key of the answer may have dots itself. */
function valueAt(value: unknown, path: string): unknown {
  const entries: JsonObject = Array.isArray(value) ? Object.fromEntries(value.entries()) : record(value);
  if (Object.hasOwn(entries, path)) return entries[path];
  const [first = '', ...rest] = path.split('.');
  return rest.length > 0 && Object.hasOwn(entries, first) ? valueAt(entries[first], rest.join('.')) : undefined;
}

import type { Reason } from '../../../model/reasons';
import type { Observation } from '../observation';
import type { Verdict } from '../verdict';

/** What one request to a program through the API server's proxy resulted in. */
export type Answer = Answered | NoAnswer;

/** The program answered. */
export interface Answered {
  readonly type: 'answered';
  readonly status: number;
  /** Never part of a message: only fixed fields and numbers of it are. */
  readonly body: string;
}

/** The program did not answer. `down`: nothing listens. `missing`: there is no such object. `unknown`: no evidence. */
export interface NoAnswer {
  readonly type: 'down' | 'missing' | 'unknown';
  readonly reason: Reason;
  readonly message: string;
  /** The first command to run. @default - it depends on the finding */
  readonly command?: string | undefined;
}

/** What one Service or pod answered. */
export interface ProbedEndpoint {
  /** One for each request of the probe, by its name. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** The pod; absent for a Service. */
  readonly pod?: Observation;
}

const unreadable: Answer = { type: 'unknown', reason: 'ProbeFailed', message: 'it was not requested' };

/** The answer to one request. */
export function answerOf({ answers }: ProbedEndpoint, name: string): Answer {
  return answers[name] ?? unreadable;
}

/** The body as JSON; undefined if it is not JSON. */
export function jsonOf({ body }: Answered): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A request without an answer, beside one that was answered. */
export function unansweredVerdict({ type, reason, message, command }: NoAnswer, what: string): Verdict {
  const isSlow = reason === 'ProbeTimedOut';
  const hint = isSlow ? ', but it answered other requests: it is overloaded' : '';
  return {
    verdict: 'Unknown',
    reason: type === 'unknown' ? reason : 'ProbeFailed',
    message: `${what}: ${message}${hint}`,
    ...(command === undefined ? {} : { command }),
  };
}

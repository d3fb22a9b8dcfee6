import { type JsonObject, record, records, text, time } from '../../../model/json';
import { type Answered, jsonOf } from './answer';

/** Silences that are requested for one Watchdog. */
const maxSilences = 3;
const idSyntax = /^[0-9A-Za-z-]{1,64}$/;

/** The silences that suppress alerts, by their identifiers, as far as they can be part of a path. */
export function silenceIds(alerts: readonly JsonObject[]): string[] {
  const ids = alerts.flatMap(({ status }) => {
    const { silencedBy } = record(status);
    return Array.isArray(silencedBy) ? silencedBy.flatMap((id) => text(id) ?? []) : [];
  });
  return [...new Set(ids)].filter((id) => idSyntax.test(id)).slice(0, maxSilences);
}

/** The matchers of a silence; undefined if the answer is not one. */
export function matchersOf(answer: Answered): JsonObject[] | undefined {
  const { matchers } = record(jsonOf(answer));
  return answer.status === 200 && Array.isArray(matchers) ? records(matchers) : undefined;
}

/**
 * Whose silence it is and until when, if it matches every alert; else undefined. The author is bounded, because it goes into a
 * message, and the comment does not.
 */
export function describeBroadSilence(answer: Answered): string | undefined {
  const { createdBy, endsAt } = record(jsonOf(answer));
  const all = matchersOf(answer) ?? [];
  if (all.length === 0 || !all.every(matchesAll)) return undefined;
  const author = (text(createdBy) ?? '').replace(/[^-\w.@+ ]/g, '_').slice(0, 60);
  const end = time(endsAt);
  const until = end === undefined ? '' : ` until ${new Date(end).toISOString().replace(/\.\d+Z$/, 'Z')}`;
  return `a silence ${author === '' ? 'without an author' : `of ${author}`}${until} matches every alert`;
}

/** Whether a matcher excludes nothing. Source: Alertmanager, "Configuration" (matchers; regular expressions are anchored). */
function matchesAll({ value, isRegex, isEqual = true }: JsonObject): boolean {
  const pattern = text(value);
  if (pattern === undefined) return false;
  if (isEqual === false) return pattern === '' || (isRegex === true && pattern === '^$');
  return isRegex === true && /^\^?\(?\.[*+]\)?\$?$/.test(pattern);
}

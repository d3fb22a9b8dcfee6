import type { Look, Scenario } from './timeline';

/** What became of one run; minutes count from the beginning of the trouble, each begun one as a whole. */
export interface Outcome {
  /** When the metric was first not 1, and whether it was missing then. */
  readonly first: { readonly minute: number; readonly missing: boolean } | undefined;
  readonly rang: number | undefined;
  /** When the alarm became OK for good. */
  readonly okAgain: number | undefined;
  /** Why the metric was not 1. */
  readonly reasons: readonly string[];
}

/** A scenario and every run of it. */
export interface Played {
  readonly scenario: Pick<Scenario, 'title'>;
  readonly runs: readonly (readonly Look[])[];
}

const markers = ['<!-- time lines -->', '<!-- /time lines -->'] as const;

/** Sums one run up. */
export function outcomeOf(looks: readonly Look[]): Outcome {
  const bad = looks.filter(({ value }) => value !== 1);
  const [first] = bad;
  const ringing = looks.filter(({ alarm }) => alarm === 'ALARM');
  const [rang] = ringing;
  const last = ringing.at(-1);
  const after = last === undefined ? undefined : looks[looks.indexOf(last) + 1];
  const guilty = bad.flatMap(({ verdicts }) =>
    verdicts.filter(({ verdict }) => verdict === 'Unhealthy' || verdict === 'Unknown').map(({ reason }) => reason),
  );
  return {
    first: first === undefined ? undefined : { minute: inMinutes(first.at), missing: first.value === undefined },
    rang: rang === undefined ? undefined : inMinutes(rang.evaluatedAt),
    okAgain: after === undefined ? undefined : inMinutes(after.evaluatedAt),
    reasons: [...new Set(guilty)].sort(),
  };
}

/** The table of all scenarios in Markdown. */
export function renderTable(played: readonly Played[]): string {
  const rows = played.map(({ scenario, runs }) => {
    const outcomes = runs.map(outcomeOf);
    const missing = outcomes.some(({ first }) => first?.missing === true) ? ', no data' : '';
    const reasons = [...new Set(outcomes.flatMap((outcome) => outcome.reasons))].sort();
    return [
      scenario.title,
      `${tell(outcomes.map(({ first }) => first?.minute))}${missing}`,
      tell(outcomes.map(({ rang }) => rang)),
      tell(outcomes.filter(({ rang }) => rang !== undefined).map(({ okAgain }) => okAgain)),
      reasons.join(', '),
    ];
  });
  const head = ['what happens', 'metric not 1', 'alarm', 'OK again', 'reason'];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`.replace(/ {2}/g, ' '))
    .join('\n');
}

/**
 * Puts the table into a document, between its markers.
 * @throws Error when the document lacks a marker.
 */
export function withTable(document: string, table: string): string {
  const [from, to] = markers.map((marker) => document.indexOf(marker));
  if (from === undefined || to === undefined || from < 0 || to < from) {
    throw new Error(`the document lacks the markers ${markers.join(' and ')}; put them where the table belongs`);
  }
  return `${document.slice(0, from + markers[0].length)}\n${table}\n${document.slice(to)}`;
}

function inMinutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}

function tell(minutes: readonly (number | undefined)[]): string {
  if (minutes.length === 0) return '';
  const known = minutes.filter((value) => value !== undefined);
  if (known.length === 0) return 'never';
  const least = Math.min(...known);
  const most = Math.max(...known);
  const range = least === most ? `${least}` : `${least} to ${most}`;
  return known.length === minutes.length ? range : `${range} (${known.length} of ${minutes.length} runs)`;
}

import type { Run, Scenario } from './timeline';

/** The outcome of one simulation. Minutes are counted from the beginning of the events, and rounded up. */
export interface Outcome {
  /** The first minute in which the metric was not 1, and whether it was missing then. */
  readonly first: { readonly minute: number; readonly missing: boolean } | undefined;
  /** The minute in which the alarm fired. */
  readonly fired: number | undefined;
  /** The minute from which the alarm stayed OK. */
  readonly okAgain: number | undefined;
  /** The reasons for which the metric was not 1. */
  readonly reasons: readonly string[];
}

/** A scenario and all its simulations. */
export interface Simulated {
  readonly scenario: Pick<Scenario, 'title'>;
  readonly simulations: readonly (readonly Run[])[];
}

const markers = ['<!-- time lines -->', '<!-- /time lines -->'] as const;

/** Summarizes one simulation. */
export function summarize(runs: readonly Run[]): Outcome {
  const notOne = runs.filter(({ value }) => value !== 1);
  const [first] = notOne;
  const inAlarm = runs.filter(({ alarm }) => alarm === 'ALARM');
  const [fired] = inAlarm;
  const last = inAlarm.at(-1);
  const after = last === undefined ? undefined : runs[runs.indexOf(last) + 1];
  const reasons = notOne.flatMap(({ verdicts }) =>
    verdicts.filter(({ verdict }) => verdict === 'Unhealthy' || verdict === 'Unknown').map(({ reason }) => reason),
  );
  return {
    first: first === undefined ? undefined : { minute: toMinutes(first.at), missing: first.value === undefined },
    fired: fired === undefined ? undefined : toMinutes(fired.evaluatedAt),
    okAgain: after === undefined ? undefined : toMinutes(after.evaluatedAt),
    reasons: [...new Set(reasons)].sort(),
  };
}

/** The table of all scenarios in Markdown. */
export function renderTable(simulated: readonly Simulated[]): string {
  const rows = simulated.map(({ scenario, simulations }) => {
    const outcomes = simulations.map(summarize);
    const missing = outcomes.some(({ first }) => first?.missing === true) ? ', no data' : '';
    const reasons = [...new Set(outcomes.flatMap((outcome) => outcome.reasons))].sort();
    return [
      scenario.title,
      `${formatMinutes(outcomes.map(({ first }) => first?.minute))}${missing}`,
      formatMinutes(outcomes.map(({ fired }) => fired)),
      formatMinutes(outcomes.filter(({ fired }) => fired !== undefined).map(({ okAgain }) => okAgain)),
      reasons.join(', '),
    ];
  });
  const head = ['scenario', 'metric not 1', 'alarm fires', 'alarm OK again', 'reasons'];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`.replace(/ {2}/g, ' '))
    .join('\n');
}

/**
 * Puts the table between its markers in a document.
 * @throws Error when the document lacks a marker.
 */
export function insertTable(document: string, table: string): string {
  const [from, to] = markers.map((marker) => document.indexOf(marker));
  if (from === undefined || to === undefined || from < 0 || to < from) {
    throw new Error(`the document lacks the markers ${markers.join(' and ')}: put them where the table belongs`);
  }
  return `${document.slice(0, from + markers[0].length)}\n${table}\n${document.slice(to)}`;
}

function toMinutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}

function formatMinutes(minutes: readonly (number | undefined)[]): string {
  if (minutes.length === 0) return '';
  const known = minutes.filter((value) => value !== undefined);
  if (known.length === 0) return 'never';
  const min = Math.min(...known);
  const max = Math.max(...known);
  const range = min === max ? `${min}` : `${min} to ${max}`;
  return known.length === minutes.length ? range : `${range} (${known.length} of ${minutes.length} simulations)`;
}

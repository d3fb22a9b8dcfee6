import type { AlarmStates } from './alarms';
import type { Run, Scenario } from './timeline';

/** The outcome of one simulation. Minutes are counted from the beginning of the events, and rounded up. */
export interface Outcome {
  /** The first minute in which the metric was not 1, and whether it was missing then. */
  readonly first: { readonly minute: number; readonly missing: boolean } | undefined;
  /** The minute in which each alarm fired. */
  readonly fired: Readonly<Record<keyof AlarmStates, number | undefined>>;
  /** The minute from which the alarm `health` stayed OK. */
  readonly okAgain: number | undefined;
  /** The reasons for which the metric was not 1. */
  readonly reasons: readonly string[];
}

/** A scenario and all its simulations. */
export interface Simulated {
  readonly scenario: Pick<Scenario, 'title'>;
  readonly simulations: readonly (readonly Run[])[];
}

/** Summarizes one simulation. */
export function summarize(runs: readonly Run[]): Outcome {
  const notOne = runs.filter(({ value }) => value !== 1);
  const [first] = notOne;
  const fired = (name: keyof AlarmStates) => {
    const run = runs.find(({ alarms }) => alarms[name] === 'ALARM');
    return run === undefined ? undefined : toMinutes(run.evaluatedAt);
  };
  const last = runs.findLastIndex(({ alarms }) => alarms.health === 'ALARM');
  const after = last < 0 ? undefined : runs[last + 1];
  const reasons = notOne.flatMap(({ verdicts }) =>
    verdicts.filter(({ verdict }) => verdict === 'Unhealthy' || verdict === 'Unknown').map(({ reason }) => reason),
  );
  return {
    first: first === undefined ? undefined : { minute: toMinutes(first.at), missing: first.value === undefined },
    fired: { health: fired('health'), ticket: fired('ticket'), blind: fired('blind'), chronic: fired('chronic') },
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
      formatMinutes(outcomes.map(({ fired }) => fired.health)),
      formatMinutes(outcomes.filter(({ fired }) => fired.health !== undefined).map(({ okAgain }) => okAgain)),
      formatMinutes(outcomes.map(({ fired }) => fired.blind)),
      formatMinutes(outcomes.map(({ fired }) => fired.chronic)),
      reasons.join(', '),
    ];
  });
  const head = [
    'scenario',
    'metric not 1',
    '`health` fires',
    '`health` OK again',
    '`blind` fires',
    '`chronic` fires',
    'reasons',
  ];
  return [head, head.map(() => '---'), ...rows].map(formatRow).join('\n');
}

/** A row of a table in Markdown. */
export function formatRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`.replace(/ {2}/g, ' ');
}

/**
 * Puts a table between its markers in a document: comments with its name.
 * @throws Error when the document lacks a marker.
 */
export function insertTable(document: string, name: string, table: string): string {
  const markers = [`<!-- ${name} -->`, `<!-- /${name} -->`] as const;
  const [from, to] = markers.map((marker) => document.indexOf(marker));
  if (from === undefined || to === undefined || from < 0 || to < from) {
    throw new Error(`the document lacks the markers ${markers.join(' and ')}: put them where the table belongs`);
  }
  return `${document.slice(0, from + markers[0].length)}\n${table}\n${document.slice(to)}`;
}

function toMinutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}

/** A range of minutes, and how many of the simulations it is of if not of all. */
export function formatMinutes(minutes: readonly (number | undefined)[]): string {
  if (minutes.length === 0) return '';
  const known = minutes.filter((value) => value !== undefined);
  if (known.length === 0) return 'never';
  const min = Math.min(...known);
  const max = Math.max(...known);
  const range = min === max ? `${min}` : `${min} to ${max}`;
  return known.length === minutes.length ? range : `${range} (${known.length} of ${minutes.length} simulations)`;
}

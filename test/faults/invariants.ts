import type { RuntimeConfig } from '../../model/runtimeConfig';
import type { Fault } from './fault';
import { type RunLine, runLinesIn } from './runLine';
import { leaksIn } from './secrets';
import { type Played, usualRemaining } from './world';

/** What the invariants of docs/design are checked against: what was done, and what is true. */
export interface Evidence {
  readonly fault: Pick<Fault, 'sick' | 'remaining'>;
  readonly targets: RuntimeConfig['targets'];
  readonly played: Played;
}

type Invariant = (evidence: Evidence) => string[];

/** Everything that must hold whatever fails. */
const invariants: readonly Invariant[] = [
  onlyTheTruthIsPublished,
  oneMeansThatAllWasRead,
  zeroMeansEvidence,
  silenceIsLoud,
  theRunEndsInTime,
  nothingIsLeftBehind,
  secretsAreKept,
  theLogStaysReadable,
];
const longestLine = 64 * 1024;

/** What does not hold; empty when all is well. */
export function violations(evidence: Evidence): string[] {
  return invariants.flatMap((invariant) => invariant(evidence));
}

/** The values that CloudWatch took. */
export function publishedBy({ puts }: Pick<Played, 'puts'>): number[] {
  return [...new Set(puts.flatMap(({ metricData }) => metricData.map(({ value }) => value)))];
}

function onlyTheTruthIsPublished({ fault, played }: Evidence): string[] {
  const truth = fault.sick ? 0 : 1;
  return publishedBy(played).flatMap((value) =>
    value === truth ? [] : [`published ${value}, though the targets are ${fault.sick ? 'sick' : 'well'}`],
  );
}

function oneMeansThatAllWasRead({ targets, played }: Evidence): string[] {
  if (!publishedBy(played).includes(1)) return [];
  const read = played.seen.filter(({ genuine }) => genuine).map(({ path }) => decodeURIComponent(path));
  const unread = targets.filter(({ name, selector }) => {
    const wanted = name === undefined ? `labelSelector=${selector}` : `/${name}`;
    return !read.some((path) => path.endsWith(wanted));
  });
  const proven =
    read.some((path) => path.includes('/leases/')) || lines(played).every(({ freshness }) => freshness !== undefined);
  return [
    ...unread.map(
      ({ kind, name, selector }) => `published 1 without a genuine answer about ${kind} ${name ?? selector}`,
    ),
    ...(proven ? [] : ['published 1 without a fresh Lease, and the log does not say so']),
  ];
}

function zeroMeansEvidence({ played }: Evidence): string[] {
  if (!publishedBy(played).includes(0)) return [];
  const sick = lines(played).some(({ targets }) => targets.some(({ verdict }) => verdict === 'Unhealthy'));
  return sick ? [] : ['published 0, but no verdict is Unhealthy'];
}

/** Whoever publishes nothing fails; whoever does not fail has published, or was not meant to. */
function silenceIsLoud({ played }: Evidence): string[] {
  return played.outcomes.flatMap((outcome) => {
    const [line] = runLinesIn(outcome.log);
    const meant = line === undefined || !line.dryRun;
    if (outcome.error === undefined && meant && played.puts.length === 0)
      return ['nothing was published, and the invocation did not fail'];
    const { name } = outcome.error ?? {};
    if (name !== undefined && name !== 'PublicationFailed' && played.puts.length > 0 && played.outcomes.length === 1) {
      return [`the invocation failed with ${name}, though something was published`];
    }
    return line === undefined && played.outcomes.length === 1 ? ['the log has no line about the run'] : [];
  });
}

function theRunEndsInTime({ fault: { remaining = usualRemaining }, played }: Evidence): string[] {
  return played.outcomes.flatMap(({ milliseconds }) =>
    milliseconds < remaining ? [] : [`took ${Math.round(milliseconds)} ms, though ${remaining} ms were left`],
  );
}

/** Of several invocations at the same time, the last one to end tells. */
function nothingIsLeftBehind({ played }: Evidence): string[] {
  const told = played.outcomes.map(({ leftovers }) =>
    Object.entries(leftovers).flatMap(([what, left]) =>
      (Array.isArray(left) ? left.length : left) === 0 ? [] : [`left behind: ${JSON.stringify(left)} ${what}`],
    ),
  );
  return told.some(({ length }) => length === 0) ? [] : told.flat();
}

function secretsAreKept({ played }: Evidence): string[] {
  const { outcomes, puts, sent } = played;
  const said = JSON.stringify([outcomes.map(({ log, error, result }) => ({ log, error, result })), puts]);
  return leaksIn(said, sent).map((leak) => `gave away ${leak.slice(0, 24)}…`);
}

function theLogStaysReadable({ played }: Evidence): string[] {
  const said = played.outcomes.flatMap(({ log, error }) => [...log, ...(error === undefined ? [] : [error.message])]);
  return said.filter(({ length }) => length > longestLine).map(({ length }) => `said ${length} characters at once`);
}

function lines({ outcomes }: Played): RunLine[] {
  return outcomes.flatMap(({ log }) => runLinesIn(log));
}

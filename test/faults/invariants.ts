import type { RuntimeEksTarget } from '../../model/eksResources';
import { defaultPageSize, isListOfNamed, type Read } from '../../model/readingPlan';
import type { RuntimeConfig, RuntimeTarget } from '../../model/runtimeConfig';
import { placeInEks } from '../support/servers/aws/eksResponses';
import { healthData } from '../support/servers/aws/putMetricData';
import type { Fault } from './fault';
import { type Result, usualRemaining } from './faultScenario';
import { leaksIn } from './lambdaCredentials';
import { type RunLine, runLinesIn } from './runLine';

/** What the invariants are checked against: what was done, and what is true. */
export interface Evidence {
  readonly fault: Pick<Fault, 'unhealthy' | 'remaining'>;
  readonly config: Pick<RuntimeConfig, 'targets' | 'eks'> & {
    readonly plan: Pick<RuntimeConfig['plan'], 'targets' | 'probes'>;
  };
  readonly result: Result;
}

type Invariant = (evidence: Evidence) => string[];

/** Everything that must hold, whatever fails. */
const invariants: readonly Invariant[] = [
  publishesOnlyTheTruth,
  publishesOneOnlyAfterReadingEverything,
  publishesZeroOnlyWithEvidence,
  failsWhereNothingIsPublished,
  endsInTime,
  leavesNothingBehind,
  keepsSecrets,
  keepsLogLinesShort,
];
/** Characters. The most targets are 125, and a line of 1,000 must be below 1 MB. Source: Amazon CloudWatch Logs API Reference, PutLogEvents. */
const longestLine = 128 * 1024;

/** Descriptions of the invariants that do not hold; empty when all hold. */
export function violations(evidence: Evidence): string[] {
  return invariants.flatMap((invariant) => invariant(evidence));
}

/** The values that CloudWatch accepted. */
export function publishedBy({ puts }: Pick<Result, 'puts'>): number[] {
  return [...new Set(healthData(puts).map(({ value }) => value))];
}

function publishesOnlyTheTruth({ fault, result }: Evidence): string[] {
  const truth = fault.unhealthy ? 0 : 1;
  return publishedBy(result).flatMap((value) =>
    value === truth ? [] : [`published ${value}, though the targets are ${fault.unhealthy ? 'unhealthy' : 'healthy'}`],
  );
}

function publishesOneOnlyAfterReadingEverything({ config, result }: Evidence): string[] {
  const { targets, eks = [], plan } = config;
  if (!publishedBy(result).includes(1)) return [];
  const read = result.requests.filter(({ isReal }) => isReal).map(({ path }) => decodeURIComponent(path));
  const unread = targets.filter((target, index) => {
    const wanted = endOf(target, plan.targets[index]);
    return !read.some((path) => path.endsWith(wanted));
  });
  const readOfEks = result.requestsToAws.filter(({ isReal }) => isReal).map(({ path }) => placeInEks(path));
  const unreadOfEks = eks.filter((target) => !readOfEks.includes(placeOf(target)));
  const unasked = (plan.probes ?? [])
    .flat()
    .filter(({ proxy }) => !read.some((path) => path.includes(`/${proxy.name}/proxy/`)));
  const isFresh =
    read.some((path) => path.includes('/leases/')) || lines(result).every(({ freshness }) => freshness !== undefined);
  return [
    ...unread.map(
      ({ kind, name, selector }) => `published 1 without a real response about ${kind} ${name ?? selector}`,
    ),
    ...unreadOfEks.map(({ kind, name }) => `published 1 without a real response about ${kind} ${name}`),
    ...unasked.map(({ proxy }) => `published 1 without a real answer of ${proxy.name}`),
    ...(isFresh ? [] : ['published 1 without a fresh Lease, and the log does not report it']),
  ];
}

/** The end of the path that reads a target. Of a list, the first page is enough here: the rows know what a page proves. */
function endOf({ name, selector }: RuntimeTarget, read: Read | undefined): string {
  if (name === undefined) return `labelSelector=${selector}`;
  return read !== undefined && isListOfNamed(read) ? `/${read.resource}?limit=${defaultPageSize}` : `/${name}`;
}

const collections = { EKSCluster: 'eks', EKSNodegroup: 'node-groups', EKSAddon: 'addons' } as const;

function placeOf({ kind, name }: RuntimeEksTarget): string {
  return name === undefined || name === '*' ? collections[kind] : `${collections[kind]}/${name}`;
}

function publishesZeroOnlyWithEvidence({ result }: Evidence): string[] {
  if (!publishedBy(result).includes(0)) return [];
  const isUnhealthy = lines(result).some(({ targets }) => targets.some(({ verdict }) => verdict === 'Unhealthy'));
  return isUnhealthy ? [] : ['published 0, but no verdict is Unhealthy'];
}

/** A run that publishes nothing fails, unless it is a dry run; a run that fails for another reason publishes nothing. */
function failsWhereNothingIsPublished({ result }: Evidence): string[] {
  return result.outcomes.flatMap((outcome) => {
    const [line] = runLinesIn(outcome.log);
    const mustPublish = line === undefined || !line.dryRun;
    if (outcome.error === undefined && mustPublish && result.puts.length === 0)
      return ['nothing was published, and the invocation did not fail'];
    const { name } = outcome.error ?? {};
    if (name !== undefined && name !== 'PublicationFailed' && result.puts.length > 0 && result.outcomes.length === 1) {
      return [`the invocation failed with ${name}, though something was published`];
    }
    return line === undefined && result.outcomes.length === 1 ? ['the log has no line about the run'] : [];
  });
}

function endsInTime({ fault: { remaining = usualRemaining }, result }: Evidence): string[] {
  return result.outcomes.flatMap(({ milliseconds }) =>
    milliseconds < remaining ? [] : [`took ${Math.round(milliseconds)} ms, though ${remaining} ms were left`],
  );
}

/** Of several invocations at the same time, the last one to end counts. */
function leavesNothingBehind({ result }: Evidence): string[] {
  const left = result.outcomes.map(({ leftovers }) =>
    Object.entries(leftovers).flatMap(([what, found]) =>
      (Array.isArray(found) ? found.length : found) === 0 ? [] : [`left behind: ${JSON.stringify(found)} ${what}`],
    ),
  );
  return left.some(({ length }) => length === 0) ? [] : left.flat();
}

function keepsSecrets({ result: whole }: Evidence): string[] {
  const { outcomes, puts, secrets } = whole;
  const output = JSON.stringify([outcomes.map(({ log, error, result }) => ({ log, error, result })), puts]);
  return leaksIn(output, secrets).map((leak) => `leaked ${leak.slice(0, 24)}…`);
}

function keepsLogLinesShort({ result }: Evidence): string[] {
  const texts = result.outcomes.flatMap(({ log, error }) => [...log, ...(error === undefined ? [] : [error.message])]);
  return texts.filter(({ length }) => length > longestLine).map(({ length }) => `logged ${length} characters at once`);
}

function lines({ outcomes }: Result): RunLine[] {
  return outcomes.flatMap(({ log }) => runLinesIn(log));
}

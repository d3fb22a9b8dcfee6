import { describeTarget } from '../../lambda/logging/runSummary';
import type { RuntimeEksTarget } from '../../model/eksResources';
import { defaultPageSize, isListOfNamed, type Read } from '../../model/readingPlan';
import { type RuntimeConfig, type RuntimeTarget, targetDimension } from '../../model/runtimeConfig';
import { ofSeverity, type Severity, severities, severityOf } from '../../model/severity';
import { placeInEks } from '../support/servers/aws/eksResponses';
import { dataAbout } from '../support/servers/aws/putMetricData';
import type { Fault } from './fault';
import { type Result, usualRemaining } from './faultScenario';
import { leaksIn } from './lambdaCredentials';
import { type RunLine, runLinesIn } from './runLine';

/** What the invariants are checked against: what was done, and what is true. */
export interface Evidence {
  readonly fault: Pick<Fault, 'unhealthy' | 'unhealthyTicket' | 'remaining'>;
  readonly config: Pick<RuntimeConfig, 'targets' | 'probes' | 'eks'> & {
    readonly plan: Pick<RuntimeConfig['plan'], 'targets' | 'probes'>;
  };
  readonly result: Result;
}

type Invariant = (evidence: Evidence) => string[];

/** Everything that must hold, whatever fails; of values, for each severity by itself. */
const invariants: readonly Invariant[] = [
  publishesOnlyTheTruth,
  publishesOnlyWhatIsInUse,
  publishesOneOnlyAfterReadingEverything,
  publishesZeroOnlyWithEvidence,
  countsWhatIsShortOnlyBesideThePage,
  publishesOfTargetsWhatIsLogged,
  failsWhereAValueIsWithheld,
  endsInTime,
  leavesNothingBehind,
  keepsSecrets,
  keepsLogLinesShort,
];
/** Characters. The most targets are 125. */
const longestLine = 64 * 1024;

/** Descriptions of the invariants that do not hold; empty when all hold. */
export function violations(evidence: Evidence): string[] {
  return invariants.flatMap((invariant) => invariant(evidence));
}

/** The values of a severity that CloudWatch accepted. */
export function publishedBy({ puts }: Pick<Result, 'puts'>, severity: Severity): number[] {
  return [...new Set(dataAbout(severity, puts).map(({ value }) => value))];
}

/** The values of the metrics of targets that CloudWatch accepted. */
export function publishedTargetsBy({ puts }: Pick<Result, 'puts'>): Readonly<Record<string, number>> {
  const data = dataAbout('target', puts).map(({ dimensions, value }) => {
    return [dimensions.find(({ name }) => name === targetDimension)?.value ?? '', value] as const;
  });
  return Object.fromEntries(data);
}

function severitiesOf({ targets, probes = [], eks = [] }: Evidence['config']): Severity[] {
  return severities.filter((severity) => ofSeverity([...targets, ...probes, ...eks], severity).length > 0);
}

function publishesOnlyTheTruth({ fault, result }: Evidence): string[] {
  return severities.flatMap((severity) => {
    const isUnhealthy = severity === 'page' ? fault.unhealthy : fault.unhealthyTicket;
    return publishedBy(result, severity).flatMap((value) =>
      value === (isUnhealthy ? 0 : 1)
        ? []
        : [`published ${value} (${severity}), though the targets are ${isUnhealthy ? 'unhealthy' : 'healthy'}`],
    );
  });
}

function publishesOnlyWhatIsInUse({ config, result }: Evidence): string[] {
  const inUse = severitiesOf(config);
  return severities.flatMap((severity) =>
    inUse.includes(severity) || publishedBy(result, severity).length === 0
      ? []
      : [`published a value (${severity}), though no target has the severity`],
  );
}

function publishesOneOnlyAfterReadingEverything({ config, result }: Evidence): string[] {
  const isFresh =
    readOfApi(result).some((path) => path.includes('/leases/')) ||
    lines(result).every(({ freshness }) => freshness !== undefined);
  return severities
    .filter((severity) => publishedBy(result, severity).includes(1))
    .flatMap((severity) => [
      ...unreadOf(severity, config, result).map((what) => `published 1 (${severity}) without a real ${what}`),
      ...(isFresh ? [] : [`published 1 (${severity}) without a fresh Lease, and the log does not report it`]),
    ]);
}

/** What was not read of what has a severity. */
function unreadOf(severity: Severity, { targets, probes, eks = [], plan }: Evidence['config'], result: Result) {
  const read = readOfApi(result);
  const unread = targets.filter((target, index) => {
    const wanted = endOf(target, plan.targets[index]);
    return severityOf(target) === severity && !read.some((path) => path.endsWith(wanted));
  });
  const readOfEks = result.requestsToAws.filter(({ isReal }) => isReal).map(({ path }) => placeInEks(path));
  const unreadOfEks = ofSeverity(eks, severity).filter((target) => !readOfEks.includes(placeOf(target)));
  const unasked = (plan.probes ?? [])
    .filter((_, index) => severityOf(probes?.[index] ?? {}) === severity)
    .flat()
    .filter(({ proxy }) => !read.some((path) => path.includes(`/${proxy.name}/proxy/`)));
  return [
    ...unread.map(({ kind, name, selector }) => `response about ${kind} ${name ?? selector}`),
    ...unreadOfEks.map(({ kind, name }) => `response about ${kind} ${name}`),
    ...unasked.map(({ proxy }) => `answer of ${proxy.name}`),
  ];
}

function readOfApi({ requests }: Result): string[] {
  return requests.filter(({ isReal }) => isReal).map(({ path }) => decodeURIComponent(path));
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
  const verdicts = lines(result).flatMap(({ targets }) => targets);
  return severities
    .filter((severity) => publishedBy(result, severity).includes(0))
    .filter((severity) => !ofSeverity(verdicts, severity).some(({ verdict }) => verdict === 'Unhealthy'))
    .map((severity) => `published 0 (${severity}), but no verdict is Unhealthy`);
}

/** How many targets are short is withheld with the health of the page. */
function countsWhatIsShortOnlyBesideThePage({ result: { puts } }: Evidence): string[] {
  const isWithheld = publishedBy({ puts }, 'page').length === 0;
  return isWithheld && dataAbout('short', puts).length > 0 ? ['counted what is short, but the health is unknown'] : [];
}

/** The value of a target is that of its verdict, and there is none before the cluster health. */
function publishesOfTargetsWhatIsLogged({ result }: Evidence): string[] {
  const verdicts = new Map(
    lines(result).flatMap(({ targets }) => targets.map((target) => [describeTarget(target), target.verdict] as const)),
  );
  const data = Object.entries(publishedTargetsBy(result));
  const isFirst = result.puts.findIndex((put) => dataAbout('target', [put]).length > 0) === 0;
  return [
    ...data.flatMap(([target, value]) => {
      // A target that is not logged is Healthy.
      const verdict = verdicts.get(target) ?? 'Healthy';
      const isTrue = verdict !== 'Unknown' && value === (verdict === 'Unhealthy' ? 0 : 1);
      return isTrue ? [] : [`published ${value} for ${target}, which is ${verdict}`];
    }),
    ...(isFirst && lines(result).some(({ value, ticketValue }) => (value ?? ticketValue ?? null) !== null)
      ? ['published targets before the cluster health']
      : []),
  ];
}

/** A run that withholds the value of a severity fails, unless it is a dry run; a run that fails for another reason publishes nothing. */
function failsWhereAValueIsWithheld({ config, result }: Evidence): string[] {
  const withheld = severitiesOf(config).filter((severity) => publishedBy(result, severity).length === 0);
  return result.outcomes.flatMap((outcome) => {
    const [line] = runLinesIn(outcome.log);
    const mustPublish = line === undefined || !line.dryRun;
    if (outcome.error === undefined && mustPublish && withheld.length > 0)
      return [`no value (${withheld.join(', ')}) was published, and the invocation did not fail`];
    if (result.outcomes.length > 1) return [];
    const { name } = outcome.error ?? {};
    if (name === 'HealthUnknown' && withheld.length === 0)
      return ['the invocation failed with HealthUnknown, though every value was published'];
    if (!mayHavePublished.has(name) && result.puts.length > 0)
      return [`the invocation failed with ${name}, though something was published`];
    return line === undefined ? ['the log has no line about the run'] : [];
  });
}

/** Names of errors beside which something may be published. */
const mayHavePublished: ReadonlySet<string | undefined> = new Set([undefined, 'PublicationFailed', 'HealthUnknown']);

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

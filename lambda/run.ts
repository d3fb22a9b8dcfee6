import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { toError } from '../model/errorMessage';
import { mapStrings } from '../model/json';
import type { RuntimeConfig } from '../model/runtimeConfig';
import { ofSeverity, type Severity } from '../model/severity';
import type { EksAccess } from './aws/eksAccess';
import type { EksReader } from './aws/eksReader';
import { createMetricData, publish } from './aws/metric';
import { createTargetData, publishTargets } from './aws/targetMetric';
import { HealthUnknown } from './errors';
import { explain } from './explain';
import { type HealthValues, healthOfEach, unknownSeverities, valuesOf } from './health/severityHealth';
import type { TargetVerdict } from './health/targetVerdict';
import { countShort } from './health/verdict';
import { type ReportHeartbeat, reportHeartbeat } from './heartbeat/reportHeartbeat';
import type { KubernetesClient } from './kubernetes/kubernetesClient';
import { withCauses } from './logging/listedCauses';
import type { ListedVerdicts } from './logging/listedVerdicts';
import type { Log, LogFields } from './logging/log';
import { countVerdicts, describeUnknown, summarizeVerdicts } from './logging/runSummary';
import { type ObservingClient, observe } from './observe/observe';
import { observeEks } from './observe/observeEks';
import { nameFile } from './observe/readCommand';
import { describeFailingChecks } from './observe/readyz';
import { beside } from './time/beside';
import { createBudget, heartbeatShare } from './time/budget';
import { within } from './time/limits';
import { startStopwatch } from './time/stopwatch';
import { parseTrigger, type Trigger } from './trigger';

/** What a run uses. It is reused by all runs in one execution environment. */
export interface RunContext {
  readonly config: RuntimeConfig;
  readonly access: Pick<EksAccess, 'described'>;
  readonly client: ObservingClient & Pick<KubernetesClient, 'readOptional'>;
  readonly eks: Pick<EksReader, 'read' | 'readAll'>;
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
  readonly log: Log;
  readonly listed: ListedVerdicts;
  /** Undefined unless it is configured. */
  readonly heartbeat?: ReportHeartbeat | undefined;
  /** The process's clock in milliseconds. */
  readonly now: () => number;
}

/** What an invocation returns. */
export interface RunResult extends HealthValues {
  /** Whether CloudWatch stored what is known. */
  readonly published: boolean;
  readonly targets: readonly TargetVerdict[];
}

/** States of an EKS cluster that are not logged. */
const expectedStates: ReadonlySet<string> = new Set(['ACTIVE', 'UPDATING']);

/**
 * One run: read, judge, publish, log.
 *
 * @param remaining - milliseconds until the function times out.
 * @throws EventRejected for an event for which no metric may be published.
 * @throws HealthUnknown when, of a severity, a target is Unknown and none is Unhealthy.
 * @throws PublicationFailed
 */
export async function run(event: unknown, remaining: number, context: RunContext): Promise<RunResult> {
  const { config, log } = context;
  const cluster = { cluster: config.cluster.name, region: config.cluster.region };
  const { trigger, failure, fields, result } = await readAndPublish(event, remaining, context).catch(
    (error: unknown) => {
      log.error('run', { ...cluster, value: null, error: errorFields(toError(error)), published: false });
      throw error;
    },
  );
  const isHealthy = result.value === 1 && (result.ticketValue ?? 1) === 1;
  log[failure === undefined && isHealthy ? 'info' : 'error']('run', { ...cluster, ...fields });
  if (failure !== undefined && trigger.type === 'scheduled') throw failure;
  return result;
}

interface Outcome {
  readonly trigger: Trigger;
  /** Why the invocation fails, where it does. */
  readonly failure: Error | undefined;
  readonly fields: LogFields;
  readonly result: RunResult;
}

async function readAndPublish(event: unknown, remaining: number, context: RunContext): Promise<Outcome> {
  const { config, access, client, eks, cloudWatch, listed, heartbeat, now } = context;
  const trigger = parseTrigger(event, now(), config.seconds);
  const budget = createBudget(remaining);
  const stopwatch = startStopwatch();
  const start = performance.now();

  const [{ freshness, ...inCluster }, ofEks] = await stopwatch.step(
    'read',
    within(budget.reading, budget.readTry, (limits) =>
      Promise.all([observe(config, client, limits), observeEks(config, eks, limits, now)]),
    ),
  );

  const { file } = config;
  const judged = [...inCluster.verdicts, ...ofEks];
  const verdicts = file === undefined ? judged : mapStrings(judged, (text) => nameFile(text, file));
  const observed = { ...inCluster, verdicts };
  const health = healthOfEach(verdicts);
  const unknown = unknownSeverities(health);
  const dryRun = config.dryRun || trigger.type === 'test';
  const timestamp = trigger.type === 'scheduled' ? trigger.timestamp : now();
  const shortTargets = countShort(ofSeverity(verdicts, 'page'));
  const data = createMetricData(config.metric, { health, shortTargets, timestamp });
  const publication = stopwatch.step(
    'publish',
    data === undefined || dryRun
      ? Promise.resolve(undefined)
      : within(budget.publishing, budget.publishTry, (limits) => publish(cloudWatch, data, limits, config.inVpc)).catch(
          toError,
        ),
  );
  // Never before the cluster health, and within what is left of its time.
  const publicationEnds = performance.now() + budget.publishing;
  const targetFailure = publication.then((failure) => {
    if (config.metric.perTarget !== true || dryRun || failure !== undefined) return undefined;
    const batches = createTargetData(config.metric, verdicts, timestamp);
    const share = Math.max(0, publicationEnds - performance.now());
    return within(share, budget.publishTry, (limits) => publishTargets(cloudWatch, batches, limits, config.inVpc));
  });
  // The request with the metric is on its way, and is never delayed by explanations.
  const share = unknown.length > 0 ? budget.explainingUnknown : budget.explaining;
  const explained = await beside(publication, share, budget.publishing, (limits) =>
    explain(observed, config.targets, client, limits),
  );
  const [publicationFailure, targetMetricsFailure] = await Promise.all([publication, targetFailure]);
  const published = data !== undefined && !dryRun && publicationFailure === undefined;
  const { page } = health;
  const heartbeatFailure =
    heartbeat === undefined || !published || page === undefined
      ? undefined
      : await stopwatch.step(
          'heartbeat',
          reportHeartbeat(heartbeat, page, heartbeatShare(remaining, performance.now() - start)),
        );
  const failure = publicationFailure ?? (unknown.length > 0 ? healthUnknown(verdicts, unknown) : undefined);
  const values = valuesOf(health);
  const status = access.described?.status;
  return {
    trigger,
    failure,
    // The targets last: CloudWatch Logs Insights discovers the first 200 fields of a line.
    fields: {
      ...values,
      summary: [...describeControlPlane(explained.failingChecks), summarizeVerdicts(explained.verdicts)].join('; '),
      counts: countVerdicts(verdicts),
      ...('ticket' in health ? { tickets: ofSeverity(verdicts, 'ticket').length } : {}),
      ...(failure === undefined ? {} : { error: errorFields(failure) }),
      published,
      dryRun,
      ...(heartbeatFailure === undefined ? {} : { heartbeatFailure }),
      ...(dryRun && data !== undefined ? { wouldPublish: data } : {}),
      ...(targetMetricsFailure === undefined ? {} : { targetMetricsFailure }),
      timestamp: new Date(timestamp).toISOString(),
      ...(status === undefined || expectedStates.has(status) ? {} : { clusterStatus: status }),
      ...(freshness.state === 'fresh' ? {} : { freshness }),
      ...(explained.failingChecks.length === 0 ? {} : { failingChecks: explained.failingChecks }),
      ...(explained.eventsLeftOut === undefined ? {} : { eventsLeftOut: explained.eventsLeftOut }),
      rbacHash: config.rbacHash,
      milliseconds: stopwatch.milliseconds(),
      ...withCauses(listed.choose(explained.verdicts, now())),
    },
    result: { ...values, published, targets: explained.verdicts },
  };
}

function describeControlPlane(failingChecks: readonly string[]): string[] {
  return failingChecks.length === 0 ? [] : [describeFailingChecks(failingChecks)];
}

function errorFields({ name, message }: Error) {
  return { name, message };
}

/** @param severities - those whose health is unknown. */
function healthUnknown(verdicts: readonly TargetVerdict[], severities: readonly Severity[]): HealthUnknown {
  const concerned = severities.flatMap((severity) => ofSeverity(verdicts, severity));
  return new HealthUnknown(describeUnknown(concerned, describeWithheld(verdicts, severities)));
}

function describeWithheld(verdicts: readonly TargetVerdict[], [first, ...others]: readonly Severity[]): string {
  const isEach = others.length > 0 || ofSeverity(verdicts, first ?? 'page').length === verdicts.length;
  return isEach ? 'nothing is published' : `no value of the severity ${first} is published`;
}

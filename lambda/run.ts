import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { toError } from '../model/errorMessage';
import type { RuntimeConfig } from '../model/runtimeConfig';
import type { EksAccess } from './aws/eksAccess';
import type { EksReader } from './aws/eksReader';
import { createMetricData, publish } from './aws/metric';
import { HealthUnknown } from './errors';
import { explain } from './explain';
import type { TargetVerdict } from './health/targetVerdict';
import { clusterHealth, countShort } from './health/verdict';
import type { KubernetesClient } from './kubernetes/kubernetesClient';
import type { ListedVerdicts } from './logging/listedVerdicts';
import type { Log, LogFields } from './logging/log';
import { countVerdicts, describeTarget, summarizeVerdicts } from './logging/runSummary';
import { type ObservingClient, observe } from './observe/observe';
import { observeEks } from './observe/observeEks';
import { describeFailingChecks } from './observe/readyz';
import { beside } from './time/beside';
import { createBudget } from './time/budget';
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
  /** The process's clock in milliseconds. */
  readonly now: () => number;
}

/** What an invocation returns. */
export interface RunResult {
  /** 1 = all healthy, 0 = at least one is not, null = health is unknown. */
  readonly value: 0 | 1 | null;
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
 * @throws HealthUnknown when a target is Unknown and none is Unhealthy.
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
  log[failure === undefined && result.value === 1 ? 'info' : 'error']('run', { ...cluster, ...fields });
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
  const { config, access, client, eks, cloudWatch, listed, now } = context;
  const trigger = parseTrigger(event, now(), config.seconds);
  const budget = createBudget(remaining);
  const stopwatch = startStopwatch();

  const [{ freshness, ...inCluster }, ofEks] = await stopwatch.step(
    'read',
    within(budget.reading, budget.readTry, (limits) =>
      Promise.all([observe(config, client, limits), observeEks(config, eks, limits, now)]),
    ),
  );

  const observed = { ...inCluster, verdicts: [...inCluster.verdicts, ...ofEks] };
  const { verdicts } = observed;
  const value = clusterHealth(verdicts);
  const dryRun = config.dryRun || trigger.type === 'test';
  const timestamp = trigger.type === 'scheduled' ? trigger.timestamp : now();
  const data =
    value === undefined
      ? undefined
      : createMetricData(config.metric, { value, shortTargets: countShort(verdicts), timestamp });
  const publication = stopwatch.step(
    'publish',
    data === undefined || dryRun
      ? Promise.resolve(undefined)
      : within(budget.publishing, budget.publishTry, (limits) => publish(cloudWatch, data, limits, config.inVpc)).catch(
          toError,
        ),
  );
  // The request with the metric is on its way, and is never delayed by explanations.
  const share = data === undefined ? budget.explainingUnknown : budget.explaining;
  const explained = await beside(publication, share, budget.publishing, (limits) =>
    explain(observed, config.targets, client, limits),
  );
  const publicationFailure = await publication;
  const published = data !== undefined && !dryRun && publicationFailure === undefined;
  const failure = publicationFailure ?? (value === undefined ? healthUnknown(verdicts) : undefined);
  const status = access.described?.status;
  return {
    trigger,
    failure,
    // The targets last: CloudWatch Logs Insights discovers the first 200 fields of a line.
    fields: {
      value: value ?? null,
      summary: [...describeControlPlane(explained.failingChecks), summarizeVerdicts(explained.verdicts)].join('; '),
      counts: countVerdicts(verdicts),
      ...(failure === undefined ? {} : { error: errorFields(failure) }),
      published,
      dryRun,
      ...(dryRun && data !== undefined ? { wouldPublish: data } : {}),
      timestamp: new Date(timestamp).toISOString(),
      ...(status === undefined || expectedStates.has(status) ? {} : { clusterStatus: status }),
      ...(freshness.state === 'fresh' ? {} : { freshness }),
      ...(explained.failingChecks.length === 0 ? {} : { failingChecks: explained.failingChecks }),
      ...(explained.eventsLeftOut === undefined ? {} : { eventsLeftOut: explained.eventsLeftOut }),
      rbacHash: config.rbacHash,
      milliseconds: stopwatch.milliseconds(),
      targets: listed.choose(explained.verdicts, now()),
    },
    result: { value: value ?? null, published, targets: explained.verdicts },
  };
}

function describeControlPlane(failingChecks: readonly string[]): string[] {
  return failingChecks.length === 0 ? [] : [describeFailingChecks(failingChecks)];
}

function errorFields({ name, message }: Error) {
  return { name, message };
}

const maxDescribed = 5;

function healthUnknown(verdicts: readonly TargetVerdict[]): HealthUnknown {
  const unknown = verdicts.filter(({ verdict }) => verdict === 'Unknown');
  const described = unknown
    .slice(0, maxDescribed)
    .map((target) => `${describeTarget(target)}: ${target.reason}: ${target.message}`);
  const more = unknown.length > maxDescribed ? `; and ${unknown.length - maxDescribed} more` : '';
  return new HealthUnknown(
    `${unknown.length} of ${verdicts.length} targets are Unknown, so nothing is published: ${described.join('; ')}${more}`,
  );
}

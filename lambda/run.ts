import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { toError } from '../model/errorMessage';
import type { RuntimeConfig } from '../model/runtimeConfig';
import type { EksAccess } from './aws/eksAccess';
import { metricDataOf, publish } from './aws/metric';
import type { TargetVerdict } from './health/targetVerdict';
import { clusterHealth } from './health/verdict';
import type { KubernetesClient } from './kubernetes/kubernetesClient';
import type { Log, LogFields } from './logging/log';
import { observe } from './observe/observe';
import { createBudget } from './time/budget';
import { within } from './time/limits';
import { stopwatch } from './time/stopwatch';
import { parseTrigger, type Trigger } from './trigger';

/** What a run works with; it outlives the run, as long as the container lives. */
export interface RunContext {
  readonly config: RuntimeConfig;
  readonly access: Pick<EksAccess, 'described'>;
  readonly client: Pick<KubernetesClient, 'read' | 'get'>;
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
  readonly log: Log;
  /** The process's clock in milliseconds. */
  readonly now: () => number;
}

/** What an invocation answers. */
export interface RunResult {
  /** 1 all healthy, 0 at least one is not, null when nothing can be said. */
  readonly value: 0 | 1 | null;
  readonly published: boolean;
  readonly targets: readonly TargetVerdict[];
}

/** Something is Unknown and nothing is Unhealthy, so that no value would be true. */
export class HealthUnknown extends Error {
  override readonly name = 'HealthUnknown';
}

const settled: ReadonlySet<string> = new Set(['ACTIVE', 'UPDATING']);

/**
 * One look at the cluster: read, judge, publish, log.
 *
 * @param remaining - milliseconds until the function is killed.
 * @throws EventRejected for an event that must not be answered.
 * @throws HealthUnknown when no value would be true.
 * @throws PublicationFailed
 */
export async function run(event: unknown, remaining: number, context: RunContext): Promise<RunResult> {
  const { config, log } = context;
  const about = { cluster: config.cluster.name, region: config.cluster.region };
  const { occasion, problem, fields, result } = await look(event, remaining, context).catch((error: unknown) => {
    log.error('run', { ...about, published: false, error: described(toError(error)) });
    throw error;
  });
  log[problem === undefined ? 'info' : 'error']('run', {
    ...about,
    ...fields,
    ...(problem === undefined ? {} : { error: described(problem) }),
  });
  if (problem !== undefined && occasion.type === 'scheduled') throw problem;
  return result;
}

interface Look {
  readonly occasion: Trigger;
  /** Why the invocation fails, where it does. */
  readonly problem: Error | undefined;
  /** What the log tells. */
  readonly fields: LogFields;
  readonly result: RunResult;
}

async function look(event: unknown, remaining: number, context: RunContext): Promise<Look> {
  const { config, access, client, cloudWatch, now } = context;
  const occasion = parseTrigger(event, now(), config.seconds);
  const budget = createBudget(remaining);
  const watch = stopwatch();

  const { verdicts, freshness } = await watch.step(
    'read',
    within(budget.reading, budget.readTry, (limits) => observe(config, client, limits)),
  );

  const value = clusterHealth(verdicts);
  const dryRun = config.dryRun || occasion.type === 'test';
  const timestamp = occasion.type === 'scheduled' ? occasion.timestamp : now();
  const data = value === undefined ? undefined : metricDataOf(config.metric, value, timestamp);
  const failure = await watch.step(
    'publish',
    data === undefined || dryRun
      ? Promise.resolve(undefined)
      : within(budget.publishing, budget.publishTry, (limits) => publish(cloudWatch, data, limits)).catch(toError),
  );
  const published = data !== undefined && !dryRun && failure === undefined;
  const status = access.described?.status;
  return {
    occasion,
    problem: failure ?? (value === undefined ? healthUnknown(verdicts) : undefined),
    fields: {
      ...(status === undefined || settled.has(status) ? {} : { clusterStatus: status }),
      value: value ?? null,
      published,
      ...(dryRun && data !== undefined ? { wouldPublish: data } : {}),
      dryRun,
      timestamp: new Date(timestamp).toISOString(),
      targets: verdicts,
      ...(freshness.state === 'fresh' ? {} : { freshness }),
      rbacHash: config.rbacHash,
      milliseconds: watch.milliseconds(),
    },
    result: { value: value ?? null, published, targets: verdicts },
  };
}

function described({ name, message }: Error) {
  return { name, message };
}

const toldAtMost = 5;

function healthUnknown(verdicts: readonly TargetVerdict[]): HealthUnknown {
  const unknown = verdicts.filter(({ verdict }) => verdict === 'Unknown');
  const told = unknown.slice(0, toldAtMost).map(({ kind, namespace, name, selector, reason, message }) => {
    return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name ?? selector}: ${reason}: ${message}`;
  });
  const more = unknown.length > toldAtMost ? `; and ${unknown.length - toldAtMost} more` : '';
  return new HealthUnknown(
    `${unknown.length} of ${verdicts.length} targets are Unknown, so nothing is published: ${told.join('; ')}${more}`,
  );
}

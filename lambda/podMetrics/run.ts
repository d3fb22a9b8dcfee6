import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { toError } from '../../model/errorMessage';
import { mapStrings } from '../../model/json';
import type { PodMetricsConfig, RuntimePodGroup } from '../../model/podMetricsConfig';
import { PodMetricsFailed } from '../errors';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import type { Log, LogFields } from '../logging/log';
import { nameFile } from '../observe/readCommand';
import { createBudget } from '../time/budget';
import { type Limits, within } from '../time/limits';
import { startStopwatch } from '../time/stopwatch';
import { parseTrigger } from '../trigger';
import { describeGroup } from './describeGroup';
import type { Memory } from './looks';
import { createPodRequests, publishRequest, type ReadGroup } from './publishGroups';
import { readGroup } from './readGroup';
import { maxPodsAtOnce } from './readPods';
import { Slots } from './slots';

/** What a run uses. It is reused by all runs in one execution environment. */
export interface PodMetricsContext {
  readonly config: PodMetricsConfig;
  readonly client: Pick<KubernetesClient, 'read' | 'getProxied' | 'explain'>;
  readonly cloudWatch: Pick<CloudWatchClient, 'send'>;
  readonly log: Log;
  /** The earlier looks at each group. */
  readonly memories: Map<RuntimePodGroup, Memory>;
  /** The process's clock in milliseconds. */
  readonly now: () => number;
}

/** What an invocation returns. */
export interface PodMetricsResult {
  readonly published: boolean;
  /** The data points, by namespace of CloudWatch. */
  readonly data: Readonly<Record<string, readonly MetricDatum[]>>;
  readonly groups: readonly LogFields[];
}

/** A pod that hangs gets this share of the time for reading, so that many of them leave time for the others. */
const podShare = 1 / 8;

/**
 * One run: list the pods, read their metrics, aggregate, publish, log. What counters counted is remembered only once it is published.
 *
 * @param remaining - milliseconds until the function times out.
 * @throws EventRejected for an event for which nothing may be published.
 * @throws PodMetricsFailed when a group could not be read or published. The others were.
 */
export async function run(event: unknown, remaining: number, context: PodMetricsContext): Promise<PodMetricsResult> {
  const { config, log } = context;
  const cluster = { cluster: config.cluster.name, region: config.cluster.region };
  const outcome = await readAndPublish(event, remaining, context).catch((thrown: unknown) => {
    const { name, message } = toError(thrown);
    log.error('podMetrics', { ...cluster, published: false, error: { name, message } });
    throw thrown;
  });
  const { file } = config;
  const { problems, fields, result } =
    file === undefined ? outcome : mapStrings(outcome, (text) => nameFile(text, file));
  log[problems.length === 0 ? 'info' : 'error']('podMetrics', { ...cluster, ...fields });
  if (problems.length > 0) throw new PodMetricsFailed(problems.join('; '));
  return result;
}

interface Outcome {
  /** Why the invocation fails, where it does. */
  readonly problems: readonly string[];
  readonly fields: LogFields;
  readonly result: PodMetricsResult;
}

async function readAndPublish(event: unknown, remaining: number, context: PodMetricsContext): Promise<Outcome> {
  const { config, now } = context;
  const trigger = parseTrigger(event, now(), config.seconds);
  const isTest = trigger.type === 'test';
  const dryRun = config.dryRun || isTest;
  const timestamp = isTest ? now() : trigger.timestamp;
  const budget = createBudget(remaining);
  const stopwatch = startStopwatch();

  const problems: string[] = [];
  const slots = new Slots(maxPodsAtOnce);
  const read = await stopwatch.step(
    'read',
    within(budget.reading, Math.floor(budget.reading * podShare), (limits) =>
      Promise.all(config.groups.map((group) => tryGroup(group, context, limits, slots, problems))),
    ),
  );
  const requests = createPodRequests(read, { timestamp, cluster: config.cluster.name });
  const publishing = dryRun
    ? []
    : requests.map((request) =>
        within(budget.publishing, budget.publishTry, async (limits) => ({
          request,
          failure: await publishRequest(context.cloudWatch, request, limits, config.inVpc),
        })),
      );
  const published = await stopwatch.step('publish', Promise.all(publishing));
  const failed = published.flatMap(({ request, failure }) => (failure === undefined ? [] : [{ request, failure }]));
  // Each namespace once: all of its requests fail for the same reason.
  const unpublished = [...new Set(failed.map(({ failure }) => failure))];
  const missing = new Set(failed.flatMap(({ request }) => request.groups));
  if (!isTest) {
    remember(
      context.memories,
      read.filter((one) => !missing.has(one)),
    );
  }

  const groups = read.map((one) => describeGroup(one));
  const data: Record<string, readonly MetricDatum[]> = {};
  for (const request of requests) data[request.namespace] = [...(data[request.namespace] ?? []), ...request.data];
  const isPublished = !dryRun && unpublished.length === 0;
  const all = [...problems, ...unpublished];
  return {
    problems: all,
    fields: {
      published: isPublished,
      dryRun,
      ...(all.length === 0 ? {} : { error: { name: 'PodMetricsFailed', message: all.join('; ') } }),
      ...(dryRun ? { wouldPublish: data } : {}),
      timestamp: new Date(timestamp).toISOString(),
      groups,
      milliseconds: stopwatch.milliseconds(),
      rbacHash: config.rbacHash,
    },
    result: { published: isPublished, data, groups },
  };
}

/** A group that fails does not affect the others. */
async function tryGroup(
  group: RuntimePodGroup,
  { client, memories, config }: PodMetricsContext,
  limits: Limits,
  slots: Slots,
  problems: string[],
): Promise<ReadGroup> {
  const where = `pods ${group.selector} in namespace ${group.namespace}`;
  try {
    const { seconds } = config;
    const reading = await readGroup(client, group, limits, { memory: memories.get(group), seconds, slots });
    const [[pod, why] = []] = reading.unread;
    if (why !== undefined && reading.unread.size === reading.ready)
      problems.push(`${where}: none of ${reading.ready} ready pods could be read; ${pod}: ${why.message}`);
    return { group, reading };
  } catch (error) {
    problems.push(`${where}: ${toError(error).message}`);
    return { group, reading: undefined };
  }
}

function remember(memories: Map<RuntimePodGroup, Memory>, groups: readonly ReadGroup[]): void {
  for (const { group, reading } of groups) if (reading !== undefined) memories.set(group, reading.memory);
}

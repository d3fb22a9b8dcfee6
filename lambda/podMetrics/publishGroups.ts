import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { errorMessage } from '../../model/errorMessage';
import type { RuntimePodGroup } from '../../model/podMetricsConfig';
import { publish } from '../aws/metric';
import { inBatches } from '../aws/metricBatches';
import type { Limits } from '../time/limits';
import { type CommonData, createPodData, createUnreadData } from './podData';
import type { GroupReading } from './readGroup';

/** A group, and what was read of it; undefined if its pods could not be listed. */
export interface ReadGroup {
  readonly group: RuntimePodGroup;
  readonly reading: GroupReading | undefined;
}

/** One PutMetricData request. */
export interface PodRequest {
  readonly namespace: string;
  readonly data: readonly MetricDatum[];
  /** The groups that have data points in it. */
  readonly groups: readonly ReadGroup[];
}

export interface DataOptions {
  /** In milliseconds since the epoch. */
  readonly timestamp: number;
  /** Name of the cluster. */
  readonly cluster: string;
}

/**
 * The requests that publish all groups. A group is in as few requests as possible, so that one that fails concerns few groups. Pure.
 */
export function createPodRequests(groups: readonly ReadGroup[], options: DataOptions): PodRequest[] {
  const namespaces = [...new Set(groups.map(({ group }) => group.metricNamespace))];
  return namespaces.flatMap((namespace) => {
    const own = groups.filter(({ group }) => group.metricNamespace === namespace);
    const parts = own.flatMap((one): Part[] =>
      one.reading === undefined
        ? []
        : [
            {
              data: createPodData(one.group.metrics, one.reading.contributions, toCommon(one.group, options)),
              groups: [one],
            },
          ],
    );
    return join([...parts, { data: createUnread(own, options), groups: [] }]).map((part) => ({ namespace, ...part }));
  });
}

type Part = Pick<PodRequest, 'data' | 'groups'>;

/** Joins what fits into one request, and divides only what does not fit into one by itself. */
function join(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const { data, groups } of parts.filter((part) => part.data.length > 0)) {
    const last = joined.at(-1);
    const both = last === undefined ? [] : inBatches([...last.data, ...data]);
    if (last !== undefined && both.length === 1) {
      joined[joined.length - 1] = { data: [...last.data, ...data], groups: [...last.groups, ...groups] };
    } else {
      joined.push(...inBatches(data).map((batch) => ({ data: batch, groups })));
    }
  }
  return joined;
}

/** One for all groups with the same dimensions; none if one of them could not be listed. */
function createUnread(groups: readonly ReadGroup[], options: DataOptions): MetricDatum[] {
  const keyOf = ({ group }: ReadGroup) => JSON.stringify(group.dimensions);
  return [...new Set(groups.map(keyOf))].flatMap((key) => {
    const same = groups.filter((one) => keyOf(one) === key);
    const [first] = same;
    if (first === undefined || same.some(({ reading }) => reading === undefined)) return [];
    const unread = same.reduce((sum, { reading }) => sum + (reading?.unread.size ?? 0), 0);
    return [createUnreadData(unread, toCommon(first.group, options))];
  });
}

function toCommon(
  { dimensions }: Pick<RuntimePodGroup, 'dimensions'>,
  { timestamp, cluster }: DataOptions,
): CommonData {
  return {
    Dimensions: dimensions.map(({ name, value = cluster }) => ({ Name: name, Value: value })),
    Timestamp: new Date(timestamp),
  };
}

/**
 * Sends one request, and again within the limits if it fails. Never rejects.
 *
 * @returns why it failed; undefined if it did not.
 */
export async function publishRequest(
  client: Pick<CloudWatchClient, 'send'>,
  { namespace, data }: PodRequest,
  limits: Limits,
  inVpc: boolean,
): Promise<string | undefined> {
  return publish(client, { Namespace: namespace, MetricData: [...data] }, limits, inVpc).then(
    () => undefined,
    (error: unknown) => errorMessage(error),
  );
}

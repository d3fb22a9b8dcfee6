import { isUtf8 } from 'node:buffer';
import type { RuntimePodGroup } from '../../model/podMetricsConfig';
import type { Read } from '../../model/readingPlan';
import { ReadFailure } from '../errors';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import { proxyPath } from '../kubernetes/resourcePath';
import type { RawResponse } from '../kubernetes/responseReader';
import { toAnswer, toUnanswered } from '../observe/probeResponse';
import type { Limits } from '../time/limits';
import { ExpositionError } from './exposition/family';
import { type Format, parseExposition } from './exposition/parseExposition';
import type { GroupPod } from './listPods';
import type { PodLook } from './looks';
import { selectSeries, wantedNames } from './selectSeries';
import type { Slots } from './slots';

/**
 * Pods that are read at once, of all groups together: with 500 pods and 30 ms each, a look takes less than a second. With 8 MiB each, their
 * responses take less than a third of the function's 512 MB.
 */
export const maxPodsAtOnce = 20;
/** Of one pod, decompressed. */
const maxBytes = 8 * 1024 * 1024;
/**
 * The text format comes first: in OpenMetrics, client libraries append `_total` to the names of counters.
 * Source: client_golang, `promhttp` (content negotiation).
 */
const accept = 'text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';

/** What was read of the ready pods of a group. */
export interface PodReadings {
  /** By the UID of the pod. */
  readonly looks: ReadonlyMap<string, PodLook>;
  /** Why the others could not be read, by their name. */
  readonly unread: ReadonlyMap<string, ReadFailure | ExpositionError>;
}

/**
 * Reads the metrics of each pod through the API server's proxy, in parallel. Never rejects for one pod.
 *
 * @param slots - those of all groups, in which each group takes turns.
 */
export async function readPods(
  client: Pick<KubernetesClient, 'getProxied' | 'explain'>,
  group: RuntimePodGroup,
  pods: readonly GroupPod[],
  limits: Limits,
  slots: Slots,
): Promise<PodReadings> {
  const looks = new Map<string, PodLook>();
  const unread = new Map<string, ReadFailure | ExpositionError>();
  const names = wantedNames(group.metrics);
  const waiting = [...pods];
  const work = async (): Promise<void> => {
    for (let pod = waiting.shift(); pod !== undefined; pod = waiting.shift()) {
      const { name, uid } = pod;
      try {
        looks.set(uid, await slots.use(() => look(client, group, name, names, limits)));
      } catch (error) {
        if (!(error instanceof ReadFailure || error instanceof ExpositionError)) throw error;
        unread.set(name, error);
      }
    }
  };
  // No more than the slots: otherwise a group of many pods would have all turns.
  await Promise.all(Array.from({ length: maxPodsAtOnce }, work));
  return { looks, unread };
}

/** @throws ReadFailure when there is no exposition, ExpositionError when it cannot be parsed. */
async function look(
  client: Pick<KubernetesClient, 'getProxied' | 'explain'>,
  group: RuntimePodGroup,
  pod: string,
  names: ReadonlySet<string>,
  limits: Limits,
): Promise<PodLook> {
  const { read, response } = await requestMetrics(client, group, pod, limits);
  // Without a wait in between, so that only one response at a time is also text.
  const text = toText(client, read, group.path, response);
  const families = parseExposition(text, formatOf(response), (name) => names.has(name));
  return group.metrics.map((metric) => selectSeries(families, metric));
}

/** @throws ReadFailure when there is no response. */
async function requestMetrics(
  client: Pick<KubernetesClient, 'getProxied' | 'explain'>,
  { namespace, scheme, port, path }: RuntimePodGroup,
  pod: string,
  limits: Limits,
): Promise<{ readonly read: Read; readonly response: RawResponse }> {
  const read = {
    verb: 'get',
    group: '',
    version: 'v1',
    resource: 'pods/proxy',
    namespace,
    name: `${scheme}:${pod}:${port}`,
  } as const;
  const response = await client.getProxied(proxyPath(read, path), { ...limits, maxBytes }, accept).catch((error) => {
    if (error instanceof ReadFailure && error.reason === 'ResponseTooLarge') throw error;
    const { reason, message } = toUnanswered(read, error);
    throw new ReadFailure(reason, message, { cause: error });
  });
  return { read, response };
}

/** @throws ReadFailure when the program did not answer, or not with metrics. */
function toText(client: Pick<KubernetesClient, 'explain'>, read: Read, path: string, response: RawResponse): string {
  const answer = toAnswer(read, response, (failure) => client.explain(failure));
  if (answer.type !== 'answered') throw new ReadFailure(answer.reason, answer.message, { command: answer.command });
  if (answer.status !== 200)
    throw new ReadFailure(
      'ProbeFailed',
      `the program answered ${path} with HTTP status ${answer.status}, expected 200`,
    );
  rejectOtherEncodings(response.body);
  return answer.body;
}

/** Both formats are UTF-8. */
function rejectOtherEncodings(body: Buffer): void {
  if (isUtf8(body)) return;
  let line = 0;
  let start = 0;
  for (let end = 0; end !== -1 && isUtf8(body.subarray(0, end)); line += 1) {
    start = end + 1;
    end = body.indexOf(10, start);
  }
  throw new ExpositionError(Math.max(1, line), 'expected UTF-8');
}

/** Programs that do not say it send the text format. */
function formatOf({ headers }: RawResponse): Format {
  return /^application\/openmetrics-text\b/i.test(headers['content-type'] ?? '') ? 'openMetrics' : 'text';
}

import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { toError } from '../../model/errorMessage';
import { eventsRead } from '../../model/readingPlan';
import { ReadFailure } from '../errors';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import { observeFailure } from '../observe/response';
import { aborted } from '../time/beside';
import type { Limits } from '../time/limits';
import { type WarningEvent, warningEventsIn } from './warningEvent';

/** The Warning events of one namespace. */
export interface NamespaceEvents {
  readonly events: readonly WarningEvent[];
  /** The API server's clock in milliseconds. */
  readonly now: number;
}

export interface ReadEvents {
  readonly found: ReadonlyMap<string, NamespaceEvents>;
  /** Why the events of a namespace are not among them: a reason of verdicts, by namespace. */
  readonly leftOut: Readonly<Record<string, string>>;
}

/**
 * Reads the Warning events of each namespace with one request that is not retried: the first hundred. Never throws, and returns
 * what there is when the signal is aborted.
 */
export async function readEvents(
  namespaces: readonly string[],
  client: Pick<KubernetesClient, 'readOptional'>,
  limits: Limits,
): Promise<ReadEvents> {
  const found = new Map<string, NamespaceEvents>();
  const leftOut = new Map(namespaces.map((namespace) => [namespace, 'Timeout']));
  const reading = namespaces.map(async (namespace) => {
    const read = eventsRead(namespace);
    try {
      const { body, now } = await client.readOptional(read, limits);
      const events = warningEventsIn(body, namespace);
      if (events === undefined) throw new ReadFailure('UnreadableResponse', 'not a list of events');
      found.set(namespace, { events, now });
      leftOut.delete(namespace);
    } catch (error) {
      const isFailure = error instanceof ApiException || error instanceof ReadFailure;
      leftOut.set(namespace, isFailure ? observeFailure(read, error).reason : toError(error).name);
    }
  });
  await Promise.race([Promise.all(reading), aborted(limits.signal)]);
  return { found: new Map(found), leftOut: Object.fromEntries(leftOut) };
}

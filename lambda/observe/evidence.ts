import { type JsonObject, newest } from '../../model/json';
import { evidenceKinds } from '../../model/kinds';
import { evidenceRead, type Read } from '../../model/readingPlan';
import type { Evidence, EvidenceQuery } from '../health/observation';
import { collectList } from '../kubernetes/pages';
import type { DatedReader } from './datedReader';
import { observeFailure } from './response';

/** Evidence, and the API server's time (in milliseconds since the epoch) when it was sent, if it was. */
export interface ReadEvidence {
  readonly evidence: Evidence;
  readonly now?: number;
}

/** Reads the whole list that a query describes. */
export async function readEvidence(
  { kind, namespace, labelSelector, belongs }: EvidenceQuery,
  reader: DatedReader,
): Promise<ReadEvidence> {
  if (evidenceKinds[kind].scope === 'Namespaced' && !/^[-a-z0-9]+$/.test(namespace ?? '')) {
    const message = `the object does not report the namespace of its ${evidenceKinds[kind].resource}`;
    return { evidence: { type: 'unreadable', reason: 'UnreadableObject', message } };
  }
  const read = evidenceRead(kind, namespace, labelSelector);
  const { collected, failure } = await collectList(
    read,
    kind,
    (continueToken) => reader.read(read, continueToken),
    () => ({ objects: [] as JsonObject[], clocks: [] as number[] }),
    ({ objects, clocks }, { items, now }) => {
      objects.push(...items.filter(belongs));
      clocks.push(now);
    },
  );
  if (failure !== undefined) return { evidence: evidenceWithout(read, failure) };
  const now = newest(collected.clocks);
  return { evidence: { type: 'found', objects: collected.objects }, ...(now === undefined ? {} : { now }) };
}

function evidenceWithout(read: Read, failure: unknown): Evidence {
  const { reason, message } = observeFailure(read, failure);
  return reason === 'Forbidden'
    ? { type: 'unavailable', message: `no permission to read ${read.resource}` }
    : {
        type: 'unreadable',
        reason,
        message: `cannot read the ${read.resource} that the verdict depends on: ${message}`,
      };
}

/**
 * The same, but a response that is much older than the object is no evidence.
 *
 * @param now - the API server's clock in milliseconds when it sent the object.
 */
export async function readCurrentEvidence(
  query: EvidenceQuery,
  reader: DatedReader,
  now: number,
): Promise<ReadEvidence> {
  const read = await readEvidence(query, reader);
  const stale = reader.describeStaleness(now);
  return stale === undefined ? read : { evidence: { type: 'unreadable', reason: 'StaleResponse', message: stale } };
}

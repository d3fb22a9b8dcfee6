import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { type JsonObject, record, text } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import { truncate } from '../../model/truncate';
import { ReadFailure } from '../errors';
import type { ApiResponse } from './apiResponse';

/** Pages have 100 objects. A longer list is assumed to be endless. */
const maxPages = 200;
const expired = 410;

/** One page of a list: its objects, and the API server's time (in milliseconds since the epoch) when it was sent. */
export interface Page {
  readonly items: readonly JsonObject[];
  readonly now: number;
}

/**
 * Reads a list page by page. Source: Kubernetes, "Kubernetes API Concepts" (retrieving large results sets in chunks), and
 * `metav1.ListMeta` (the last page has no `remainingItemCount`).
 *
 * @param kind - of the objects, not of the list.
 * @throws ReadFailure when a page is not a list of that kind, or when the pages do not end.
 */
async function* pagesOf(
  read: Read,
  kind: string,
  readPage: (continueToken?: string) => Promise<ApiResponse>,
): AsyncGenerator<Page> {
  let continueToken: string | undefined;
  for (let count = 0; count < maxPages; count += 1) {
    const { body, now } = await readPage(continueToken);
    yield { items: itemsOf(read, kind, body), now };
    const { continue: next, remainingItemCount: remaining } = record(body.metadata);
    if (next === undefined || next === '') {
      if (remaining === undefined || remaining === 0) return;
      throw new ReadFailure(
        'UnreadableResponse',
        'the list ends, although its remainingItemCount reports more objects',
      );
    }
    if (typeof next !== 'string' || next === continueToken) {
      throw new ReadFailure('UnreadableResponse', 'the list cannot be continued: its continue token is not a new one');
    }
    continueToken = next;
  }
  throw new ReadFailure('UnreadableResponse', `the list has not ended after ${maxPages} pages`);
}

/**
 * Collects a list. If it expires before its end (410), it is read again from the start, once.
 *
 * @param create - creates an empty collection.
 * @returns what was collected, and the failure if that is not the whole list.
 */
export async function collectList<T>(
  read: Read,
  kind: string,
  readPage: (continueToken?: string) => Promise<ApiResponse>,
  create: () => T,
  take: (collected: T, page: Page) => void,
): Promise<{ readonly collected: T; readonly failure?: unknown }> {
  for (let isSecond = false; ; isSecond = true) {
    const collected = create();
    let pages = 0;
    try {
      for await (const page of pagesOf(read, kind, readPage)) {
        take(collected, page);
        pages += 1;
      }
      return { collected };
    } catch (failure) {
      const isExpired = failure instanceof ApiException && failure.code === expired && pages > 0;
      if (!isExpired || isSecond) return { collected, failure };
    }
  }
}

function itemsOf({ namespace }: Read, kind: string, body: JsonObject): JsonObject[] {
  const unexpected = (got: string) => new ReadFailure('UnreadableResponse', `requested a ${kind}List, got ${got}`);
  if (body.kind !== `${kind}List`) throw unexpected(truncate(text(body.kind) ?? 'something else'));
  if (!Array.isArray(body.items)) throw unexpected('a list without items');
  for (const item of body.items as readonly unknown[]) {
    const { metadata } = record(item);
    if (metadata === undefined) throw unexpected('a list of something other than objects');
    if (namespace !== undefined && record(metadata).namespace !== namespace) {
      throw unexpected(`a list with objects that are not in namespace ${namespace}`);
    }
  }
  return body.items;
}

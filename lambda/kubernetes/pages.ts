import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { type JsonObject, record, text } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import { truncate } from '../../model/truncate';
import { ReadFailure } from '../errors';
import type { ApiResponse } from './kubernetesClient';

/** Of 100 objects each; a list that has not ended by then never will. */
const maxPages = 200;
const expired = 410;

/** One page of a list: its objects, and the API server's clock in milliseconds when it was made. */
export interface Page {
  readonly items: readonly JsonObject[];
  readonly now: number;
}

/**
 * Reads a list page by page. Source: Kubernetes, "Kubernetes API Concepts" (retrieving large results sets in chunks).
 *
 * @param kind - of the objects, not of the list.
 * @throws ReadFailure when a page is no list of them, or when the pages do not come to an end.
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
    const next = record(body.metadata).continue;
    if (next === undefined || next === '') return;
    if (typeof next !== 'string' || next === continueToken) {
      throw new ReadFailure(
        'UnreadableResponse',
        'the list does not say where it continues: its continue token is no new one',
      );
    }
    continueToken = next;
  }
  throw new ReadFailure('UnreadableResponse', `the list has not ended after ${maxPages} pages`);
}

/**
 * Gathers a list. Where it expires before its end (410), it is begun anew, once, with nothing of what was gathered.
 *
 * @param begin - makes what is gathered into.
 * @returns what was gathered, and why it is not all where it is not.
 */
export async function gatherList<T>(
  read: Read,
  kind: string,
  readPage: (continueToken?: string) => Promise<ApiResponse>,
  begin: () => T,
  take: (gathered: T, page: Page) => void,
): Promise<{ readonly gathered: T; readonly failure?: unknown }> {
  for (let isSecond = false; ; isSecond = true) {
    const gathered = begin();
    let pages = 0;
    try {
      for await (const page of pagesOf(read, kind, readPage)) {
        take(gathered, page);
        pages += 1;
      }
      return { gathered };
    } catch (failure) {
      const isExpired = failure instanceof ApiException && failure.code === expired && pages > 0;
      if (!isExpired || isSecond) return { gathered, failure };
    }
  }
}

function itemsOf({ namespace }: Read, kind: string, body: JsonObject): JsonObject[] {
  const wrong = (got: string) => new ReadFailure('UnreadableResponse', `asked for a ${kind}List, the answer is ${got}`);
  if (body.kind !== `${kind}List`) throw wrong(`a ${truncate(text(body.kind) ?? 'something else')}`);
  if (!Array.isArray(body.items)) throw wrong('one without items');
  for (const item of body.items as readonly unknown[]) {
    const { metadata } = record(item);
    if (metadata === undefined) throw wrong('one of something else than objects');
    if (namespace !== undefined && record(metadata).namespace !== namespace) {
      throw wrong(`one with objects that are not of namespace ${namespace}`);
    }
  }
  return body.items;
}

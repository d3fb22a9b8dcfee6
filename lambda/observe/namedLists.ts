import { type JsonObject, record, text } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import { collectList } from '../kubernetes/pages';
import type { Limits } from '../time/limits';
import { DatedReader } from './datedReader';

/** What a list proves about one name. */
export interface Picked {
  /** Absent if the whole list, read without a failure, does not have it. */
  readonly object?: JsonObject;
  /** The API server's time (in milliseconds since the epoch) of the page with the object, or of the oldest page. */
  readonly now: number;
}

interface Waiting {
  readonly resolve: (picked: Picked) => void;
  readonly reject: (failure: unknown) => void;
}

interface NamedList {
  readonly read: Read;
  readonly kind: string;
  /** By name. Removed as soon as they are picked, so that a page is not kept in memory. */
  readonly waiting: Map<string, Waiting[]>;
}

/**
 * Picks named objects out of the lists of their namespaces, each of which is read once per run. An object counts as soon as its
 * page has arrived. A missing one is absent only if every page has arrived.
 */
export class NamedLists {
  readonly #reader: DatedReader;
  readonly #lists = new Map<string, NamedList>();
  #isRequested = false;

  constructor(client: Pick<KubernetesClient, 'read'>, limits: Limits) {
    this.#reader = new DatedReader(client, limits);
  }

  /** When the newest page was created, by the API server's clock in milliseconds; undefined before the first. */
  get newest(): number | undefined {
    return this.#reader.newest;
  }

  /**
   * Waits for one object of a list. All are registered before the lists are requested: a page that has passed says nothing.
   *
   * @throws ApiException, ReadFailure as the client, when the list fails before the object has been found.
   */
  pick(read: Read, kind: string, name: string): Promise<Picked> {
    if (this.#isRequested) throw new Error(`the list with ${kind} ${name} has been requested already`);
    const key = JSON.stringify(read);
    const list = this.#lists.get(key) ?? { read, kind, waiting: new Map<string, Waiting[]>() };
    this.#lists.set(key, list);
    return new Promise((resolve, reject) => {
      list.waiting.set(name, [...(list.waiting.get(name) ?? []), { resolve, reject }]);
    });
  }

  /** Reads all lists in parallel, page by page. Never throws: failures go to those who wait. */
  async request(): Promise<void> {
    this.#isRequested = true;
    await Promise.all([...this.#lists.values()].map((list) => this.#read(list)));
  }

  async #read({ read, kind, waiting }: NamedList): Promise<void> {
    const { collected: clocks, failure } = await collectList(
      read,
      kind,
      (continueToken) => this.#reader.read(read, continueToken),
      (): number[] => [],
      (pages, { items, now }) => {
        pages.push(now);
        for (const object of items) settle(waiting, text(record(object.metadata).name) ?? '', { object, now });
      },
    );
    const absent = { now: Math.min(...clocks) };
    for (const [name, all] of waiting) {
      if (failure === undefined) settle(waiting, name, absent);
      else for (const { reject } of all) reject(failure);
    }
  }
}

function settle(waiting: Map<string, Waiting[]>, name: string, picked: Picked): void {
  for (const { resolve } of waiting.get(name) ?? []) resolve(picked);
  waiting.delete(name);
}

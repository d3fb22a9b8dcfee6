import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { formatAge } from '../../model/duration';
import { time } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import type { ApiResponse } from '../kubernetes/apiResponse';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import type { Limits } from '../time/limits';

/** How long a run may last, and how far the clocks of the API servers behind one endpoint may differ, in milliseconds. */
const maxDifference = 60_000;

/** Reads for one purpose, and records when the responses were created: one from a cache is not evidence. */
export class DatedReader {
  #oldest: number | undefined;
  #newest: number | undefined;

  readonly #client: Pick<KubernetesClient, 'read'>;
  readonly #limits: Limits;

  constructor(client: Pick<KubernetesClient, 'read'>, limits: Limits) {
    this.#client = client;
    this.#limits = limits;
  }

  /** When the newest response was created, by the API server's clock in milliseconds; undefined before the first. */
  get newest(): number | undefined {
    return this.#newest;
  }

  read(read: Read, continueToken?: string): Promise<ApiResponse> {
    return this.record(this.#client.read(read, this.#limits, continueToken));
  }

  /** Records a response that was requested elsewhere, whatever its status. */
  async record<T extends Pick<ApiResponse, 'now'>>(response: Promise<T>): Promise<T> {
    try {
      const received = await response;
      this.#remember(received.now);
      return received;
    } catch (error) {
      if (error instanceof ApiException) this.#remember(time(error.headers.date));
      throw error;
    }
  }

  /** Why the responses are not evidence, if one of them is much older than the newest of the run; else undefined. */
  describeStaleness(newestOfRun: number | undefined): string | undefined {
    if (this.#oldest === undefined || newestOfRun === undefined) return undefined;
    if (newestOfRun - this.#oldest <= maxDifference) return undefined;
    const age = formatAge((newestOfRun - this.#oldest) / 1000);
    return `a response is ${age} older than another one of this run: it was served from a cache`;
  }

  #remember(at: number | undefined): void {
    if (at === undefined) return;
    this.#oldest = Math.min(this.#oldest ?? at, at);
    this.#newest = Math.max(this.#newest ?? at, at);
  }
}

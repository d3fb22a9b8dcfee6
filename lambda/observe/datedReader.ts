import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { time } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import type { ApiResponse, KubernetesClient } from '../kubernetes/kubernetesClient';
import type { Limits } from '../time/limits';

/** What a run may last, and what clocks of the API servers behind one endpoint may differ. */
const maxDifference = 60_000;

/** Reads for one purpose, and remembers when the answers were made: one that comes from a cache proves nothing. */
export class DatedReader {
  #oldest: number | undefined;
  #newest: number | undefined;

  constructor(
    private readonly client: Pick<KubernetesClient, 'read'>,
    private readonly limits: Limits,
  ) {}

  /** When the newest answer was made, by the API server's clock in milliseconds; undefined while there was none. */
  get newest(): number | undefined {
    return this.#newest;
  }

  read(read: Read, continueToken?: string): Promise<ApiResponse> {
    return this.record(this.client.read(read, this.limits, continueToken));
  }

  /** Remembers an answer that was asked for elsewhere, whatever its status. */
  async record(asked: Promise<ApiResponse>): Promise<ApiResponse> {
    try {
      const answer = await asked;
      this.#remember(answer.now);
      return answer;
    } catch (error) {
      if (error instanceof ApiException) this.#remember(time(error.headers.date));
      throw error;
    }
  }

  /** Why the answers prove nothing, where one of them is much older than the newest of the run. */
  describeStaleness(newestOfRun: number | undefined): string | undefined {
    if (this.#oldest === undefined || newestOfRun === undefined) return undefined;
    if (newestOfRun - this.#oldest <= maxDifference) return undefined;
    const [old, current] = [this.#oldest, newestOfRun].map((at) => new Date(at).toISOString());
    return `the API server's answer is of ${old}, though another one of this run is of ${current}: it comes from a cache`;
  }

  #remember(at: number | undefined): void {
    if (at === undefined) return;
    this.#oldest = Math.min(this.#oldest ?? at, at);
    this.#newest = Math.max(this.#newest ?? at, at);
  }
}

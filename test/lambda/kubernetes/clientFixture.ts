import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import type { AuthHeaders, Connection } from '../../../lambda/kubernetes/clusterAccess';
import { type ApiResponse, KubernetesClient, type Try } from '../../../lambda/kubernetes/kubernetesClient';
import type { Limits } from '../../../lambda/time/limits';
import { deployment } from '../observe/responses';

/** A client with an access of its own, and what the two did. */
export interface ClientUnderTest {
  /** Reads the Deployment `shop/web`. */
  read(limits?: Partial<Limits>): Promise<ApiResponse>;
  readonly client: KubernetesClient;
  readonly tries: readonly Try[];
  /** The connections that were said to have failed, in the order of asking. */
  readonly failed: readonly (Connection | undefined)[];
  /** The headers that were said to be refused, in the order of asking. */
  readonly refused: readonly (AuthHeaders | undefined)[];
}

/** A client whose access gives the next of these after each failure, and the last one for good. */
export function clientOf(connections: readonly Connection[], headers: readonly AuthHeaders[] = [{}]): ClientUnderTest {
  const tries: Try[] = [];
  const failed: (Connection | undefined)[] = [];
  const refused: (AuthHeaders | undefined)[] = [];
  const after = <T>(all: readonly T[], bad: T | undefined): T =>
    all[Math.min(bad === undefined ? 0 : all.indexOf(bad) + 1, all.length - 1)] as T;
  const access = {
    connection: async (_: Limits, bad?: Connection) => {
      failed.push(bad);
      return after(connections, bad);
    },
    headers: async (bad?: AuthHeaders) => {
      refused.push(bad);
      return after(headers, bad);
    },
  };
  const client = new KubernetesClient(access, (done) => tries.push(done));
  return { client, tries, failed, refused, read: (limits) => client.read(deployment, { ...patient, ...limits }) };
}

export const patient: Limits = { tryTimeout: 10_000, signal: new AbortController().signal };

/** What a read threw. */
export async function failureOf(sent: Promise<unknown>): Promise<ApiException<unknown> | ReadFailure> {
  const error = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiException || error instanceof ReadFailure) return error;
  throw new Error(`neither an ApiException nor a ReadFailure: ${String(error)}`);
}

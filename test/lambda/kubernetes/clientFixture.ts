import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import type { ApiResponse } from '../../../lambda/kubernetes/apiResponse';
import type { AuthHeaders, Connection } from '../../../lambda/kubernetes/clusterAccess';
import { KubernetesClient, type Try } from '../../../lambda/kubernetes/kubernetesClient';
import type { Limits } from '../../../lambda/time/limits';
import { deployment } from '../observe/apiErrors';
import { generousLimits } from './generousLimits';

/** A client with a fake cluster access, and the calls between the two. */
export interface ClientFixture {
  /** Reads the Deployment `shop/web`. */
  read(limits?: Partial<Limits>): Promise<ApiResponse>;
  readonly client: KubernetesClient;
  readonly tries: readonly Try[];
  /** The failed connection in each call for a connection. */
  readonly failed: readonly (Connection | undefined)[];
  /** The rejected headers in each call for headers. */
  readonly rejected: readonly (AuthHeaders | undefined)[];
}

/** Creates a client whose access returns the next connection or headers after each failure, and repeats the last ones. */
export function createClientFixture(
  connections: readonly Connection[],
  headers: readonly AuthHeaders[] = [{}],
): ClientFixture {
  const tries: Try[] = [];
  const failed: (Connection | undefined)[] = [];
  const rejected: (AuthHeaders | undefined)[] = [];
  const after = <T>(all: readonly T[], previous: T | undefined): T =>
    all[Math.min(previous === undefined ? 0 : all.indexOf(previous) + 1, all.length - 1)] as T;
  const access = {
    connection: async (_: Limits, previous?: Connection) => {
      failed.push(previous);
      return after(connections, previous);
    },
    headers: async (previous?: AuthHeaders) => {
      rejected.push(previous);
      return after(headers, previous);
    },
    explain: () => undefined,
  };
  const client = new KubernetesClient(access, (attempt) => tries.push(attempt));
  const read = (limits?: Partial<Limits>) => client.read(deployment, { ...generousLimits, ...limits });
  return { client, tries, failed, rejected, read };
}

/** The error of a failed read. */
export async function readErrorOf(read: Promise<unknown>): Promise<ApiException<unknown> | ReadFailure> {
  const error = await read.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiException || error instanceof ReadFailure) return error;
  throw new Error(`neither an ApiException nor a ReadFailure: ${String(error)}`);
}

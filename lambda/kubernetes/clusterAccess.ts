import type { ConnectionOptions } from 'node:tls';
import type { Reason } from '../../model/reasons';
import type { Limits } from '../time/limits';

/** The address of an API server, and how TLS verifies it. */
export interface Connection {
  /** Such as `https://ABC.gr7.eu-central-1.eks.amazonaws.com`. */
  readonly server: string;
  readonly tls: ConnectionOptions;
}

/** How to reach one cluster, and how to authenticate there. */
export interface ClusterAccess {
  /**
   * Returns the address of the API server.
   *
   * @param failed - a connection that could not be established: if it is still the current one, it is looked up again.
   * @throws ReadFailure when the lookup fails.
   */
  connection(limits: Limits, failed?: Connection): Promise<Connection>;
  /**
   * Returns the headers that authenticate a request.
   *
   * @param rejected - headers that the API server rejected with 401: if they are still the current ones, new ones are created.
   * @throws ReadFailure when there are no credentials.
   */
  headers(rejected?: AuthHeaders): Promise<AuthHeaders>;
  /** Explains a failure by what is known about the cluster and the identity; undefined if that does not explain it. */
  explain(failure: AccessFailure): Explanation | undefined;
}

/** A 401, a 403, no connection, not even a TCP connection in time, or not even the address of the host in time. */
export type AccessFailure = 'unauthorized' | 'forbidden' | 'unconnected' | 'unreached' | 'unresolved';

/** What is wrong, and what to do about it. */
export interface Explanation {
  /** @default - the reason that the failure has without an explanation */
  readonly reason?: Reason;
  readonly message: string;
  /** The first command to run. @default - none */
  readonly command?: string;
}

export type AuthHeaders = Readonly<Record<string, string>>;

import type { ConnectionOptions } from 'node:tls';
import type { Limits } from '../time/limits';

/** Where an API server is, and how TLS verifies it. */
export interface Connection {
  /** Such as `https://ABC.gr7.eu-central-1.eks.amazonaws.com`. */
  readonly server: string;
  readonly tls: ConnectionOptions;
}

/** How to reach one cluster, and how to authenticate there. */
export interface ClusterAccess {
  /**
   * Where the API server is.
   *
   * @param failed - a connection that could not be made: it is looked up again unless that has happened already.
   * @throws ReadFailure when nothing is known about the cluster.
   */
  connection(limits: Limits, failed?: Connection): Promise<Connection>;
  /**
   * The headers that authenticate a request.
   *
   * @param rejected - headers that the API server rejected with 401: they are created again unless that has happened already.
   * @throws ReadFailure when there are no credentials.
   */
  headers(rejected?: AuthHeaders): Promise<AuthHeaders>;
}

export type AuthHeaders = Readonly<Record<string, string>>;

import type { AgentOptions } from 'node:https';
import type { Limits } from '../time/limits';

/** Where an API server is, and how TLS verifies it. */
export interface Connection {
  /** Such as `https://ABC.gr7.eu-central-1.eks.amazonaws.com`. */
  readonly server: string;
  readonly tls: AgentOptions;
}

/** The way in to one cluster. */
export interface Access {
  /**
   * @param failed - the connection that could not be made: it is looked up anew unless that has happened already.
   * @throws ReadFailure when nothing is known of the cluster.
   */
  connection(limits: Limits, failed?: Connection): Promise<Connection>;
  /**
   * The headers that authenticate a request.
   *
   * @param refused - the headers that the API server answered with 401: they are made anew unless that has happened already.
   */
  headers(refused?: AuthHeaders): Promise<AuthHeaders>;
}

export type AuthHeaders = Readonly<Record<string, string>>;

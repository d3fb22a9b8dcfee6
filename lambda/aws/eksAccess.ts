import type { EKSClient } from '@aws-sdk/client-eks';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { AccessFailure, AuthHeaders, ClusterAccess, Connection, Explanation } from '../kubernetes/clusterAccess';
import type { Limits } from '../time/limits';
import { type ClusterInfo, describeCluster } from './describeCluster';
import { type AccessConfig, explainAccess } from './explainAccess';
import { mintToken } from './token';

export interface EksAccessProps {
  readonly config: AccessConfig;
  readonly eks: Pick<EKSClient, 'send'>;
  readonly credentials: AwsCredentialIdentityProvider;
  /** The process's clock in milliseconds. */
  readonly now: () => number;
}

/**
 * Access to an EKS cluster, reused across runs. The cluster is described once, and again when no connection could be
 * established, and in the run after a 401 was explained; the token is used until shortly before it expires, and renewed after a 401.
 */
export class EksAccess implements ClusterAccess {
  readonly #props: EksAccessProps;
  #connection: Promise<Connection> | undefined;
  #described: ClusterInfo | undefined;
  /** As `described`, but also while the cluster is described again. */
  #lastDescribed: ClusterInfo | undefined;
  /** The run in which the cluster was described. */
  #describedIn: AbortSignal | undefined;
  /** Whether what explained a failure may have changed since then. */
  #isOutdated = false;
  #headers: Promise<AuthHeaders> | undefined;
  #current: AuthHeaders | undefined;
  #expiresAt = 0;

  constructor(props: EksAccessProps) {
    this.#props = props;
  }

  /** The last description of the cluster. */
  get described(): ClusterInfo | undefined {
    return this.#described;
  }

  connection(limits: Limits, failed?: Connection): Promise<Connection> {
    const isFailed = failed !== undefined && failed === this.#described?.connection;
    if (isFailed || (this.#isOutdated && limits.signal !== this.#describedIn)) {
      this.#described = undefined;
      this.#connection = undefined;
    }
    this.#connection ??= this.#describe(limits);
    return this.#connection;
  }

  headers(rejected?: AuthHeaders): Promise<AuthHeaders> {
    const now = this.#props.now();
    const isRejected = rejected !== undefined && rejected === this.#current;
    if (isRejected || now >= this.#expiresAt) this.#headers = undefined;
    this.#headers ??= this.#mint(now);
    return this.#headers;
  }

  explain(failure: AccessFailure): Explanation | undefined {
    // After a 401, nothing else would notice another authentication mode: the connection works.
    if (failure === 'unauthorized') this.#isOutdated = true;
    const info = this.#lastDescribed;
    return info === undefined ? undefined : explainAccess(failure, this.#props.config, info);
  }

  #describe(limits: Limits): Promise<Connection> {
    this.#describedIn = limits.signal;
    this.#isOutdated = false;
    const { cluster, inVpc } = this.#props.config;
    return describeCluster(this.#props.eks, cluster.name, limits, inVpc).then(
      (info) => {
        this.#described = info;
        this.#lastDescribed = info;
        return info.connection;
      },
      (error: unknown) => {
        this.#connection = undefined;
        throw error;
      },
    );
  }

  #mint(now: number): Promise<AuthHeaders> {
    this.#current = undefined;
    this.#expiresAt = Number.POSITIVE_INFINITY;
    return mintToken(this.#props.config.cluster, this.#props.credentials, now).then(
      ({ token, expiresAt }) => {
        this.#expiresAt = expiresAt;
        this.#current = { authorization: `Bearer ${token}` };
        return this.#current;
      },
      (error: unknown) => {
        this.#headers = undefined;
        this.#expiresAt = 0;
        throw error;
      },
    );
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EKSClient } from '@aws-sdk/client-eks';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { EksFunctionConfig } from '../model/runtimeConfig';
import { EksAccess } from './aws/eksAccess';
import { createLog, type Log } from './logging/log';
import type { Redact } from './logging/redact';
import { maxTries } from './time/retries';

/**
 * The configuration in the asset of the function. The name of a cluster that is known at deployment only is in the environment.
 *
 * @param folder - of the bundle.
 */
export function readConfig<T extends EksFunctionConfig>(
  folder: string,
  { CLUSTER_NAME: clusterName }: NodeJS.ProcessEnv,
): T {
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as T;
  return clusterName === undefined ? config : { ...config, cluster: { ...config.cluster, name: clusterName } };
}

/** What every function that reads from the cluster keeps for as long as its container lives. */
export interface Container {
  readonly access: EksAccess;
  readonly eks: EKSClient;
  readonly log: Log;
  /** The options of every client of AWS. */
  readonly aws: {
    readonly region: string;
    readonly credentials: AwsCredentialIdentityProvider;
    readonly maxAttempts: number;
    readonly requestHandler: { readonly httpAgent: IdleConnections; readonly httpsAgent: IdleConnections };
  };
  /** The process's clock in milliseconds. */
  readonly now: () => number;
}

interface IdleConnections {
  /** How many connections an agent keeps at most. */
  readonly maxFreeSockets: number;
}

/** Creates the access to the cluster, with its cached description and token, and the log. */
export function createContainer(config: EksFunctionConfig, redact: Redact): Container {
  const now = () => Date.now();
  const write = (line: string) => void process.stdout.write(line);
  const { level, format } = config.logging;
  // Otherwise the SDK would keep the first credentials forever, but Lambda may renew them.
  const credentials = Object.assign(fromEnv(), { memoized: true });
  // `callAws` retries, because it knows when the run ends.
  // With fewer idle connections than tries, the last try has a new one, whatever became of the others.
  const agent = { maxFreeSockets: maxTries - 1 };
  const requestHandler = { httpAgent: agent, httpsAgent: agent };
  const aws = { region: config.cluster.region, credentials, maxAttempts: 1, requestHandler };
  const eks = new EKSClient(aws);
  return {
    access: new EksAccess({ config, eks, credentials, now }),
    eks,
    log: createLog({ level, format, redact, now, write }),
    aws,
    now,
  };
}

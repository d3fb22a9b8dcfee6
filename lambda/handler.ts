import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EKSClient } from '@aws-sdk/client-eks';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { toError } from '../model/errorMessage';
import type { RuntimeConfig } from '../model/runtimeConfig';
import { EksAccess } from './aws/eksAccess';
import { KubernetesClient } from './kubernetes/kubernetesClient';
import { createLog } from './logging/log';
import { createRedactor } from './logging/redact';
import { type RunContext, type RunResult, run } from './run';

const redact = createRedactor(process.env);
const config = JSON.parse(readFileSync(join(__dirname, 'config.json'), 'utf8')) as RuntimeConfig;
let container: RunContext | undefined;

/** The Lambda function's entry point. Fails whenever nothing can be said or the publication fails. */
export async function handler(
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<RunResult> {
  const remaining = context.getRemainingTimeInMillis();
  container ??= createContainer();
  try {
    return redacted(await run(event, remaining, container));
  } catch (error) {
    throw redactedError(error);
  }
}

/** What lives as long as the container: clients, connections, the cluster's description and the token. */
function createContainer(): RunContext {
  const now = () => Date.now();
  const write = (line: string) => void process.stdout.write(line);
  const log = createLog({ ...config.logging, redact, now, write });
  const { region } = config.cluster;
  // The SDK would keep the first credentials for good, but Lambda may renew them.
  const credentials = Object.assign(fromEnv(), { memoized: true });
  // Tried again in `callAws`, which knows the end of the run.
  const aws = { region, credentials, maxAttempts: 1 };
  const access = new EksAccess({ cluster: config.cluster, eks: new EKSClient(aws), credentials, now });
  return {
    config,
    access,
    client: new KubernetesClient(access, (done) => log.debug('request', { ...done })),
    cloudWatch: new CloudWatchClient({ ...aws, disableRequestCompression: true }),
    log,
    now,
  };
}

/** The result without credentials; it is made anew only where there were any. */
function redacted(result: RunResult): RunResult {
  const text = JSON.stringify(result);
  const safe = redact(text);
  return safe === text ? result : JSON.parse(safe);
}

/** Lambda logs what is thrown, stack included; causes stay behind, as they may carry headers. */
function redactedError(error: unknown): Error {
  const original = toError(error);
  const safe = new Error(redact(original.message));
  safe.name = redact(original.name);
  safe.stack = redact(original.stack ?? '');
  return safe;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EKSClient } from '@aws-sdk/client-eks';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import type { RuntimeConfig, RuntimeHeartbeat } from '../model/runtimeConfig';
import { EksAccess } from './aws/eksAccess';
import { EksReader } from './aws/eksReader';
import type * as heartbeatModule from './heartbeat/heartbeat';
import type { ParameterStore } from './heartbeat/parameter';
import type { ReportHeartbeat } from './heartbeat/reportHeartbeat';
import { KubernetesClient } from './kubernetes/kubernetesClient';
import { ListedVerdicts } from './logging/listedVerdicts';
import { createLog } from './logging/log';
import { createRedactor } from './logging/redact';
import { toSafeError } from './logging/safeError';
import { type RunContext, type RunResult, run } from './run';

/** Addresses that were read and must not be logged. */
const secrets = new Set<string>();
const redact = createRedactor(process.env, () => secrets);
const config = readConfig(process.env);
let container: RunContext | undefined;

/** The entry point of the Lambda function. Fails when health is unknown or the publication fails. */
export async function handler(
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<RunResult> {
  const remaining = context.getRemainingTimeInMillis();
  container ??= createContainer();
  try {
    return redactResult(await run(event, remaining, container));
  } catch (error) {
    throw toSafeError(error, redact);
  }
}

/** The configuration of the asset. The name of a cluster that is known at deployment only is in the environment. */
function readConfig({ CLUSTER_NAME: clusterName }: NodeJS.ProcessEnv): RuntimeConfig {
  const config = JSON.parse(readFileSync(join(__dirname, 'config.json'), 'utf8')) as RuntimeConfig;
  return clusterName === undefined ? config : { ...config, cluster: { ...config.cluster, name: clusterName } };
}

const eksRemedies = {
  AccessDenied: 'deploy the stack again, such as with `npx cdk deploy`, which updates the permissions of the role',
  NoCredentials: 'the role of the function provides them, so check that it exists',
};

/** What is kept for as long as the container lives: clients, connections, the description of the cluster and the token. */
function createContainer(): RunContext {
  const now = () => Date.now();
  const write = (line: string) => void process.stdout.write(line);
  const log = createLog({ ...config.logging, redact, now, write });
  const { name: cluster, region } = config.cluster;
  // Otherwise the SDK would keep the first credentials forever, but Lambda may renew them.
  const credentials = Object.assign(fromEnv(), { memoized: true });
  // `callAws` retries, because it knows when the run ends.
  const aws = { region, credentials, maxAttempts: 1 };
  const eks = new EKSClient(aws);
  const access = new EksAccess({ config, eks, credentials, now });
  return {
    config,
    access,
    client: new KubernetesClient(access, (attempt) => log.debug('request', { ...attempt })),
    eks: new EksReader({ eks, cluster, inVpc: config.inVpc, remedies: eksRemedies }),
    cloudWatch: new CloudWatchClient({ ...aws, disableRequestCompression: true }),
    log,
    listed: new ListedVerdicts(config.logging.verdicts),
    heartbeat: config.heartbeat && createHeartbeat(config.heartbeat, { region, credentials, now }),
    now,
  };
}

/** Its code is loaded with the first value, and only if it is configured. */
const loadHeartbeat = (): typeof heartbeatModule => require('./heartbeat/heartbeat');

function createHeartbeat(heartbeat: RuntimeHeartbeat, store: Omit<ParameterStore, 'endpoint'>): ReportHeartbeat {
  // As the SDK does.
  const endpoint = process.env.AWS_ENDPOINT_URL_SSM;
  let reporter: heartbeatModule.Heartbeat | undefined;
  return async (value, signal) => {
    reporter ??= new (loadHeartbeat().Heartbeat)({ heartbeat, store: { ...store, endpoint }, secrets });
    return reporter.report(value, signal);
  };
}

/** The result without credentials; it is copied only if there were any. */
function redactResult(result: RunResult): RunResult {
  const text = JSON.stringify(result);
  const safe = redact(text);
  return safe === text ? result : JSON.parse(safe);
}

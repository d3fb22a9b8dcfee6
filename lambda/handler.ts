import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { RuntimeConfig, RuntimeHeartbeat } from '../model/runtimeConfig';
import { EksReader } from './aws/eksReader';
import { createContainer, readConfig } from './container';
import type * as heartbeatModule from './heartbeat/heartbeat';
import type { ParameterStore } from './heartbeat/parameter';
import type { ReportHeartbeat } from './heartbeat/reportHeartbeat';
import { KubernetesClient } from './kubernetes/kubernetesClient';
import { ListedVerdicts } from './logging/listedVerdicts';
import { createRedactor } from './logging/redact';
import { toSafeError } from './logging/safeError';
import { type RunContext, type RunResult, run } from './run';

/** Addresses that were read and must not be logged. */
const secrets = new Set<string>();
const redact = createRedactor(process.env, () => secrets);
const config = readConfig<RuntimeConfig>(__dirname, process.env);
let context: RunContext | undefined;

/** The entry point of the Lambda function. Fails when health is unknown or the publication fails. */
export async function handler(
  event: unknown,
  lambda: { readonly getRemainingTimeInMillis: () => number },
): Promise<RunResult> {
  const remaining = lambda.getRemainingTimeInMillis();
  context ??= createContext();
  try {
    return redactResult(await run(event, remaining, context));
  } catch (error) {
    throw toSafeError(error, redact);
  }
}

const eksRemedies = {
  AccessDenied: 'deploy the stack again, such as with `npx cdk deploy`, which updates the permissions of the role',
  NoCredentials: 'the role of the function provides them, so check that it exists',
};

/** What is kept for as long as the container lives: clients, connections, the description of the cluster and the token. */
function createContext(): RunContext {
  const { access, eks, log, aws, now } = createContainer(config, redact);
  const { name: cluster } = config.cluster;
  return {
    config,
    access,
    client: new KubernetesClient(access, (attempt) => log.debug('request', { ...attempt })),
    eks: new EksReader({ eks, cluster, inVpc: config.inVpc, remedies: eksRemedies }),
    cloudWatch: new CloudWatchClient({ ...aws, disableRequestCompression: true }),
    log,
    listed: new ListedVerdicts(config.logging.verdicts),
    heartbeat: config.heartbeat && createHeartbeat(config.heartbeat, { ...aws, now }),
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

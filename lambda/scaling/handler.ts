import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ScalingConfig } from '../../model/scalingConfig';
import { createContainer, readConfig } from '../container';
import { createRedactor } from '../logging/redact';
import { toSafeError } from '../logging/safeError';
import { type ScalingContext, type ScalingResult, scale } from './scale';
import { UpdatingClient } from './updatingClient';

const redact = createRedactor(process.env);
const config = readConfig<ScalingConfig>(__dirname, process.env);
let context: ScalingContext | undefined;

/** The entry point of the scaling function. Fails when an entry could not be applied. */
export async function handler(
  event: unknown,
  lambda: { readonly getRemainingTimeInMillis: () => number; readonly awsRequestId: string },
): Promise<ScalingResult[]> {
  const remaining = lambda.getRemainingTimeInMillis();
  try {
    context ??= createContext();
    return await scale({ event, id: lambda.awsRequestId, remaining }, context);
  } catch (error) {
    throw toSafeError(error, redact);
  }
}

function createContext(): ScalingContext {
  const { access, log, aws } = createContainer(config, redact);
  return {
    config,
    client: new UpdatingClient(access, (attempt) => log.debug('request', { ...attempt })),
    cloudWatch: new CloudWatchClient({ ...aws, disableRequestCompression: true }),
    log,
  };
}

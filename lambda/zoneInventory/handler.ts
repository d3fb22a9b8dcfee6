import { S3Client } from '@aws-sdk/client-s3';
import type { ZoneTrafficConfig } from '../../model/zoneTraffic';
import { createContainer, readConfig } from '../container';
import { KubernetesClient } from '../kubernetes/kubernetesClient';
import { createRedactor } from '../logging/redact';
import { toSafeError } from '../logging/safeError';
import { type InventoryContext, type InventoryResult, takeInventory } from './inventory';

const redact = createRedactor(process.env);
let container: InventoryContext | undefined;

/** The entry point of the zone inventory function, the first step of the state machine of `zoneTraffic`. */
export async function handler(
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<InventoryResult> {
  const remaining = context.getRemainingTimeInMillis();
  try {
    container ??= createContext();
    return await takeInventory(event, remaining, container);
  } catch (error) {
    throw toSafeError(error, redact);
  }
}

/** What is kept for as long as the container lives: clients, connections, the description of the cluster and the token. */
function createContext(): InventoryContext {
  const config = readConfig<ZoneTrafficConfig>(__dirname, process.env);
  const { access, log, aws, now } = createContainer(config, redact);
  return {
    config,
    // CloudFormation names it, so the asset cannot.
    bucket: process.env.BUCKET ?? '',
    client: new KubernetesClient(access, (attempt) => log.debug('request', { ...attempt })),
    vpc: () => access.described?.vpc,
    s3: new S3Client(aws),
    log,
    now,
  };
}

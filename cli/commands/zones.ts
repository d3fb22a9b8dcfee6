import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { createRedactor } from '../../lambda/logging/redact';
import { within } from '../../lambda/time/limits';
import type { Places } from '../../lambda/zoneInventory/inventoryRows';
import { readPlaces } from '../../lambda/zoneInventory/readPlaces';
import { namesOf } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import { errorMessage } from '../../model/errorMessage';
import { mapStrings } from '../../model/json';
import { toOneLine, toSafeJson } from '../../model/safeText';
import { awsSettings } from '../awsSettings';
import { requireConfig } from '../configFile';
import { colorsFor, type ExitCode, exitCodes, type Io, UserError } from '../io';
import { describeInsecurity, type KubeconfigOptions, loadKubeconfig } from '../kubeconfig';
import { KubeconfigAccess } from '../kubeconfigAccess';
import { withProgress } from '../progress';
import { readStackOutput } from '../stackOutput';
import { readTraffic } from '../zones/readTraffic';
import { spreadOf } from '../zones/spread';
import { crossZonePrice, type Traffic, trafficOf } from '../zones/traffic';
import { formatZones } from '../zones/zonesText';

export interface ZonesOptions extends KubeconfigOptions {
  readonly config: string;
  readonly traffic?: boolean;
  readonly hours: string;
  /** USD for a GB that crosses a zone. @default - the list price */
  readonly usdPerGb?: string;
  /** Bucket of the results. @default - that of the stack's outputs */
  readonly bucket?: string;
  readonly output: 'table' | 'json';
}

const readTimeout = 60_000;
const tryTimeout = 15_000;
const mostHours = 31 * 24;

/** Prints how the pods of each workload are spread over the zones now, and what crossed zones in the last hours. Reads only. */
export async function zones(io: Io, options: ZonesOptions): Promise<ExitCode> {
  const hours = parseNumber('--hours', options.hours, mostHours, Number.isInteger);
  const usdPerGb = options.usdPerGb === undefined ? crossZonePrice : parseNumber('--usd-per-gb', options.usdPerGb, 100);
  const config = await requireConfig(io, options.config);
  if (options.traffic && config.zoneTraffic === undefined) {
    throw new UserError(
      `${options.config} has no zoneTraffic, so there are no results; add it (docs/zone-traffic.md), deploy, and wait for two hours`,
    );
  }
  const spread = spreadOf(await readCluster(io, options, config));
  const traffic = options.traffic ? await readResults(io, options, config, hours, usdPerGb) : undefined;
  const found = mapStrings({ spread, traffic }, createRedactor(io.env));
  io.stdout.write(
    options.output === 'json'
      ? `${toSafeJson({ ...found.spread, traffic: found.traffic ?? null }, 2)}\n`
      : formatZones(found.spread, found.traffic, colorsFor(io.stdout, io.env)),
  );
  return traffic !== undefined && traffic.missing.length > 0 ? exitCodes.WARNING : exitCodes.OK;
}

async function readCluster(io: Io, options: ZonesOptions, { cluster }: Config): Promise<Places> {
  const load = () => loadKubeconfig(options, cluster);
  for (const note of describeInsecurity(load())) io.stderr.write(`note: ${toOneLine(note)}\n`);
  const access = new KubeconfigAccess(load);
  const client = new KubernetesClient(access);
  const redact = createRedactor(io.env, () => access.secrets);
  try {
    // Before the timeout starts, because an exec plugin may wait for user input.
    await access.headers();
    const reading = within(readTimeout, tryTimeout, (limits) => readPlaces(client, limits));
    return await withProgress(io, `reading the nodes and pods of cluster ${cluster.name}`, reading);
  } catch (error) {
    throw new UserError(redact(errorMessage(error)));
  } finally {
    client.destroy();
  }
}

async function readResults(
  io: Io,
  { bucket: given }: ZonesOptions,
  config: Config,
  hours: number,
  usdPerGb: number,
): Promise<Traffic> {
  const aws = awsSettings(config.cluster.region);
  const clients = { cloudFormation: new CloudFormationClient(aws), s3: new S3Client(aws) };
  const read = async () => {
    const bucket =
      given ??
      (await readStackOutput(clients.cloudFormation, {
        stack: namesOf(config).stack,
        output: 'ZoneTrafficBucketName',
        option: '--bucket',
        policyIn: 'docs/zone-traffic.md',
      }));
    return readTraffic(clients.s3, bucket, hours, io.now());
  };
  try {
    const traffic = trafficOf(await withProgress(io, 'reading the results of the last hours', read()), usdPerGb);
    if (traffic.hours > 0) return traffic;
    throw new UserError(
      `none of the last ${hours} hours has a result; the first comes within two hours of the deployment, and \`eks-vigil doctor\` and the executions of the state machine say why there is none`,
    );
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

function parseNumber(
  option: string,
  given: string,
  most: number,
  isValid: (value: number) => boolean = Number.isFinite,
): number {
  const value = Number(given);
  if (given.trim() !== '' && value > 0 && value <= most && isValid(value)) return value;
  throw new UserError(`${option}: got ${given}; expected a number above 0 and up to ${most}`);
}

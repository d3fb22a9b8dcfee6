import { gzipSync } from 'node:zlib';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { toError } from '../../model/errorMessage';
import { record, text, time } from '../../model/json';
import { truncate } from '../../model/truncate';
import { folders, hourName, trafficKey, type ZoneTrafficConfig } from '../../model/zoneTraffic';
import { callAws, describeAwsError } from '../aws/awsCall';
import { EventRejected } from '../errors';
import type { Log } from '../logging/log';
import { createBudget } from '../time/budget';
import { type Limits, within } from '../time/limits';
import { startStopwatch } from '../time/stopwatch';
import { inventoryCsv } from './inventoryRows';
import { type PlacesClient, readPlaces } from './readPlaces';
import { trafficQuery } from './trafficQuery';

/** What a run uses. It is reused by all runs in one execution environment. */
export interface InventoryContext {
  readonly config: ZoneTrafficConfig;
  /** Name of the bucket of the inventory and the results. */
  readonly bucket: string;
  readonly client: PlacesClient;
  /** ID of the VPC of the cluster, which is known once something was read from it. */
  readonly vpc: () => string | undefined;
  readonly s3: Pick<S3Client, 'send'>;
  readonly log: Log;
  /** The process's clock in milliseconds. */
  readonly now: () => number;
}

/** What the next steps of the state machine need. */
export interface InventoryResult {
  /** The hour of the traffic, such as `2026-01-31-09`. */
  readonly hour: string;
  readonly query: string;
  /** Where the result belongs in the bucket. */
  readonly resultKey: string;
}

/** The inventory could not be written. */
export class InventoryNotWritten extends Error {
  override readonly name = 'InventoryNotWritten';
}

const hour = 3_600_000;
/** Flow logs of an hour are complete about 20 minutes after it. Source: Amazon VPC User Guide, "Aggregation interval". */
const delivery = hour / 2;

/**
 * One run: reads nodes and pods, writes the inventory, and returns the query of the last hour whose flow logs have arrived.
 *
 * @param remaining - milliseconds until the function times out.
 * @throws EventRejected, ReadFailure, InventoryNotWritten
 */
export async function takeInventory(
  event: unknown,
  remaining: number,
  context: InventoryContext,
): Promise<InventoryResult> {
  const { config, log } = context;
  const cluster = { cluster: config.cluster.name, region: config.cluster.region };
  try {
    const { fields, result } = await readAndWrite(event, remaining, context);
    log.info('inventory', { ...cluster, ...fields });
    return result;
  } catch (error) {
    const { name, message } = toError(error);
    log.error('inventory', { ...cluster, error: { name, message }, written: false });
    throw error;
  }
}

async function readAndWrite(event: unknown, remaining: number, context: InventoryContext) {
  const { config, bucket, client, vpc, s3, now } = context;
  const taken = now();
  const trafficHour = hourOf(event, taken);
  const name = hourName(trafficHour);
  const budget = createBudget(remaining);
  const stopwatch = startStopwatch();
  const places = await stopwatch.step(
    'read',
    within(budget.reading, budget.readTry, (limits) => readPlaces(client, limits)),
  );
  const { csv, counts } = inventoryCsv(places, taken);
  const key = inventoryKey(taken);
  const body = gzipSync(csv);
  if (!config.dryRun) {
    await stopwatch.step(
      'write',
      within(budget.publishing, budget.publishTry, (limits) => write(s3, { bucket, key, body }, limits, config.inVpc)),
    );
  }
  return {
    fields: {
      ...counts,
      written: !config.dryRun,
      dryRun: config.dryRun,
      key,
      bytes: body.length,
      hour: name,
      milliseconds: stopwatch.milliseconds(),
    },
    result: { hour: name, query: trafficQuery(config, trafficHour, vpc()), resultKey: trafficKey(name) },
  };
}

/** A second inventory of an hour has a key of its own: it does not replace the first. */
function inventoryKey(taken: number): string {
  const name = new Date(taken).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${folders.inventory}/hour=${hourName(taken)}/${name}.csv.gz`;
}

/**
 * The hour whose traffic is asked for: the last one that was over half an hour before the time of the event, or before now
 * without one.
 *
 * @throws EventRejected
 */
function hourOf(event: unknown, now: number): number {
  const { time: scheduled } = record(event);
  const at = scheduled === undefined ? now : time(scheduled);
  if (at === undefined) {
    const got = truncate(text(scheduled) ?? typeof scheduled);
    throw new EventRejected('InvalidEvent', `the time of the event is not a date: ${got}`);
  }
  if (at > now + hour) {
    const message = `the event is of ${new Date(at).toISOString()}, which is in the future: there is no traffic yet; check the clock`;
    throw new EventRejected('EarlyEvent', message);
  }
  return Math.floor((at - delivery) / hour) * hour - hour;
}

async function write(
  s3: Pick<S3Client, 'send'>,
  { bucket, key, body }: { readonly bucket: string; readonly key: string; readonly body: Buffer },
  limits: Limits,
  inVpc: boolean,
): Promise<void> {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/gzip' });
  await callAws(limits, (options) => s3.send(command, options)).catch((error: unknown) => {
    const why = describeAwsError(error, inVpc ? 's3' : undefined);
    throw new InventoryNotWritten(`s3:PutObject to s3://${bucket}/${key} failed: ${why}`, { cause: error });
  });
}

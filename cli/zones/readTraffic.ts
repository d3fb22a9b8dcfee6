import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseCsv } from '../../model/csv';
import { hourName, trafficColumns, trafficKey } from '../../model/zoneTraffic';
import { askAws } from '../askAws';
import { UserError } from '../io';
import type { HourResult } from './traffic';

const hour = 3_600_000;
/** The state machine asks for an hour half an hour after its end, and needs a few minutes. */
const lag = 0.75 * hour;
/** Fewer than the connections of a client: a request that waits for one would reach the timeout for connecting. */
const hoursAtOnce = 24;

/**
 * Reads the results of the last hours, the newest first.
 *
 * @param hours - how many, up to the last one that can have a result.
 * @param now - in milliseconds since the epoch.
 * @throws UserError if one cannot be read. An hour without a result is no error.
 */
export async function readTraffic(
  client: Pick<S3Client, 'send'>,
  bucket: string,
  hours: number,
  now: number,
): Promise<HourResult[]> {
  const newest = Math.floor((now - lag) / hour) * hour - hour;
  const names = Array.from({ length: hours }, (_, index) => hourName(newest - index * hour));
  const results: HourResult[] = [];
  for (let first = 0; first < names.length; first += hoursAtOnce) {
    const those = names.slice(first, first + hoursAtOnce);
    results.push(
      ...(await Promise.all(those.map(async (name) => ({ hour: name, rows: await readHour(client, bucket, name) })))),
    );
  }
  return results;
}

async function readHour(client: Pick<S3Client, 'send'>, Bucket: string, name: string) {
  const Key = trafficKey(name);
  const text = await askAws({
    action: 's3:GetObject',
    policyIn: 'docs/zone-traffic.md',
    send: () =>
      client.send(new GetObjectCommand({ Bucket, Key })).then(
        ({ Body }) => Body?.transformToString() ?? '',
        (error: Error) => {
          if (error.name === 'NoSuchKey') return undefined;
          throw error;
        },
      ),
  });
  if (text === undefined) return undefined;
  const unreadable = (why: string) =>
    new UserError(
      `s3://${Bucket}/${Key} is not a result of this version: ${why}; delete it, or wait for the next hour`,
    );
  let rows: string[][];
  try {
    rows = parseCsv(text);
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  const [header = [], ...others] = rows;
  if (header.join(',') !== trafficColumns.join(',')) throw unreadable(`its columns are ${header.join(', ')}`);
  return others;
}

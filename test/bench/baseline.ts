import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { bareHttp1, bareHttp2, type Get } from './bareHttp';

/** Makes the requests that eks-vigil makes, reads and parses the answers, publishes, and judges nothing. */

/** How a bare loop connects. */
export interface Way {
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  /** Kept-alive connections at most; with HTTP/2 that many sessions. */
  readonly connections: number;
}

/** What travels in the asset as `config.json`. */
export interface BareConfig extends Way {
  readonly server: string;
  readonly caData: string;
  readonly authorization: string;
  readonly paths: readonly string[];
  /** Whether the paths are lists, whose pages are followed. */
  readonly paged: boolean;
}

const config = JSON.parse(readFileSync(join(__dirname, 'config.json'), 'utf8')) as BareConfig;
const makeGet: Readonly<Record<Way['protocol'], (config: BareConfig) => Get>> = {
  'HTTP/1.1': bareHttp1,
  'HTTP/2': bareHttp2,
};
const get = makeGet[config.protocol](config);
let cloudWatch: CloudWatchClient | undefined;

/** Answers how many requests it made. */
export async function handler(): Promise<{ requests: number }> {
  const counts = await Promise.all(config.paths.map(config.paged ? readPages : readOne));
  cloudWatch ??= new CloudWatchClient({ disableRequestCompression: true });
  const MetricData = [{ MetricName: 'Bare', Timestamp: new Date(), Unit: 'None', Value: 1 } as const];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'EksVigil', MetricData }));
  return { requests: counts.reduce((sum, count) => sum + count, 0) };
}

async function readOne(path: string): Promise<number> {
  JSON.parse(await get(path));
  return 1;
}

async function readPages(path: string): Promise<number> {
  let requests = 0;
  let next: string | undefined;
  do {
    const text = await get(next === undefined ? path : `${path}&continue=${next}`);
    next = (JSON.parse(text) as { metadata: { continue?: string } }).metadata.continue;
    requests += 1;
  } while (next !== undefined);
  return requests;
}

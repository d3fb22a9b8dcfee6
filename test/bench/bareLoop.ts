import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';

/** Makes the requests that eks-vigil makes, over the same kind of connections, and judges nothing. */

/** What travels in the asset as `config.json`. */
export interface BareConfig {
  readonly server: string;
  readonly caData: string;
  /** Kept-alive HTTP/1.1 connections, or all over one HTTP/2 session. */
  readonly connections: number | 'HTTP/2';
  readonly paths: readonly string[];
  /** Whether the paths are lists, whose pages are followed. */
  readonly paged: boolean;
}

const config = JSON.parse(readFileSync(join(__dirname, 'config.json'), 'utf8')) as BareConfig;
const ca = Buffer.from(config.caData, 'base64').toString('utf8');
const headers = { accept: 'application/json', 'accept-encoding': 'gzip', authorization: 'Bearer of-nothing' };
const get = config.connections === 'HTTP/2' ? overHttp2() : overHttp1(config.connections);
let cloudWatch: CloudWatchClient | undefined;

/** Answers how many requests it made. */
export async function handler(): Promise<{ requests: number }> {
  const counts = await Promise.all(config.paths.map((path) => (config.paged ? pages(path) : get(path).then(() => 1))));
  cloudWatch ??= new CloudWatchClient({ disableRequestCompression: true });
  const MetricData = [{ MetricName: 'Bare', Timestamp: new Date(), Unit: 'None', Value: 1 } as const];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'EksVigil', MetricData }));
  return { requests: counts.reduce((sum, count) => sum + count, 0) };
}

async function pages(path: string): Promise<number> {
  let requests = 0;
  let next: string | undefined;
  do {
    const text = await get(next === undefined ? path : `${path}&continue=${next}`);
    next = (JSON.parse(text) as { metadata: { continue?: string } }).metadata.continue;
    requests += 1;
  } while (next !== undefined);
  return requests;
}

function overHttp1(maxSockets: number) {
  const agent = new Agent({ ca, keepAlive: true, maxSockets });
  return (path: string) =>
    new Promise<string>((resolve, reject) => {
      const outgoing = request(`${config.server}${path}`, { agent, headers }, (incoming) => {
        buffer(incoming)
          .then((bytes) => textOf(incoming.statusCode, incoming.headers['content-encoding'], bytes))
          .then(resolve, reject);
      });
      outgoing.on('error', reject).end();
    });
}

function overHttp2() {
  let session: ClientHttp2Session | undefined;
  return async (path: string) => {
    session ??= connect(config.server, { ca });
    const stream = session.request({ ':path': path, ...headers });
    const answered = new Promise<Record<string, unknown>>((resolve) => stream.once('response', resolve));
    const bytes = await buffer(stream);
    const { ':status': status, 'content-encoding': encoding } = await answered;
    return textOf(status, encoding, bytes);
  };
}

function textOf(status: unknown, encoding: unknown, bytes: Buffer): string {
  if (status !== 200) throw new Error(`the server answered ${status}`);
  return (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
}

import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect } from 'node:http2';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';

/** The baseline: sends the requests of eks-vigil, reads and parses the responses, publishes, and judges nothing. */

/** The `config.json` of the asset. */
export interface BaselineConfig {
  /** HTTP/2 sessions that take turns. */
  readonly sessions: number;
  readonly server: string;
  readonly caData: string;
  readonly authorization: string;
  readonly paths: readonly string[];
  /** Whether the paths are lists, whose pages are followed. */
  readonly paged: boolean;
}

const config = JSON.parse(readFileSync(join(__dirname, 'config.json'), 'utf8')) as BaselineConfig;
const headers = { accept: 'application/json', 'accept-encoding': 'gzip', authorization: config.authorization };
/** Flow control window in bytes: more than all responses of a run together. */
const window = 64 * 1024 * 1024;
const sessions: ClientHttp2Session[] = [];
let turn = 0;
let cloudWatch: CloudWatchClient | undefined;

/** Returns how many requests it sent. */
export async function handler(): Promise<{ requests: number }> {
  const counts = await Promise.all(config.paths.map(config.paged ? readPages : readOne));
  cloudWatch ??= new CloudWatchClient({ disableRequestCompression: true });
  const MetricData = [{ MetricName: 'Baseline', Timestamp: new Date(), Unit: 'None', Value: 1 } as const];
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

/** Reads a response as text. Requests above the stream limit of the server wait inside the session. */
function get(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    turn = (turn + 1) % config.sessions;
    sessions[turn] ??= openSession();
    const stream = (sessions[turn] as ClientHttp2Session).request({ ':path': path, ...headers });
    const chunks: Buffer[] = [];
    let status: unknown;
    let encoding: unknown;
    stream.on('response', (response) => {
      status = response[':status'];
      encoding = response['content-encoding'];
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
      if (status !== 200) reject(new Error(`the server responded with ${String(status)}`));
      else resolve((encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8'));
    });
  });
}

function openSession(): ClientHttp2Session {
  const ca = Buffer.from(config.caData, 'base64').toString('utf8');
  const session = connect(config.server, { ca, settings: { initialWindowSize: window, enablePush: false } });
  session.once('connect', () => session.setLocalWindowSize(window));
  return session;
}

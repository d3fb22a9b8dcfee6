import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './childProcess';
import type { Counts, Ports, WireRequest } from './proxy';

/** What a process of servers is asked for. */
export interface ServersRequest {
  /** How many Deployments there are. */
  readonly deployments: number;
  /** Where DescribeCluster says that the API server is. Default: where it is. */
  readonly endpoint?: string;
}

/** Where a process of servers listens. */
export interface Served {
  readonly ports: Ports;
  /** The authority's certificate in base64, as DescribeCluster gives it. */
  readonly caData: string;
}

/** The servers as the function sees them. */
export interface Servers {
  readonly api: string;
  readonly aws: string;
  readonly caData: string;
  /** The same certificate as a PEM file. */
  readonly caFile: string;
  /** What the wire counted since it was asked last; nothing where there is no wire. */
  count(): Promise<Counts>;
  stop(): void;
}

export interface ServersProps {
  readonly deployments: number;
  /** Milliseconds that bytes take each way. Default: there is nothing between the function and the servers. */
  readonly oneWayMs?: number;
}

/** Starts an API server and AWS endpoints in a process of their own, and a wire to them in another one. */
export async function startServers({ deployments, oneWayMs }: ServersProps): Promise<Servers> {
  const wire = oneWayMs === undefined ? undefined : startChild(require.resolve('./proxy'));
  const askWire = (request: WireRequest) => wire?.ask(request);
  const near = (await askWire({ type: 'listen', oneWayMs: oneWayMs ?? 0 })) as Ports | undefined;
  const servers = startChild(require.resolve('./server'));
  const request: ServersRequest = { deployments, ...(near === undefined ? {} : { endpoint: urlOf(near.api) }) };
  const { ports, caData } = (await servers.ask(request)) as Served;
  await askWire({ type: 'lead', to: ports });
  const directory = mkdtempSync(join(tmpdir(), 'eks-vigil-bench-'));
  const caFile = join(directory, 'ca.pem');
  writeFileSync(caFile, Buffer.from(caData, 'base64'));
  const { api, aws } = near ?? ports;
  return {
    api: urlOf(api),
    aws: urlOf(aws),
    caData,
    caFile,
    count: async () => ((await askWire({ type: 'count' })) as Counts | undefined) ?? nothing,
    stop: () => {
      servers.stop();
      wire?.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const nothing: Counts = { trips: 0, connections: 0, sent: 0, received: 0 };

function urlOf(port: number): string {
  return `https://127.0.0.1:${port}`;
}

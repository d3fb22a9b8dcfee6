import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './childProcess';
import type { Counts, Ports, ProxyRequest } from './proxy';

/** A request to the process of the servers. */
export type ServersRequest = ServeRequest | CountRequest;

/** Returns the number of requests to the API server since the last time. */
interface CountRequest {
  readonly type: 'count';
}

export interface ServeRequest {
  readonly type: 'serve';
  /** How many Deployments there are. */
  readonly deployments: number;
  /**
   * The endpoint in the response of DescribeCluster.
   * @default - the address of the API server
   */
  readonly endpoint?: string;
}

/** The addresses of the servers. */
export interface Served {
  readonly ports: Ports;
  /** The CA certificate in base64, as in the response of DescribeCluster. */
  readonly caData: string;
}

export interface CountedRequests {
  readonly requests: number;
}

/** What happened since the last count. Without a proxy, all zero but the requests. */
export type Traffic = Counts & CountedRequests;

/** The servers as the function reaches them. */
export interface Servers {
  readonly api: string;
  readonly aws: string;
  readonly caData: string;
  /** The same certificate as a PEM file. */
  readonly caFile: string;
  count(): Promise<Traffic>;
  stop(): void;
}

export interface ServersProps {
  readonly deployments: number;
  /**
   * The delay in milliseconds in each direction.
   * @default - no proxy between the function and the servers
   */
  readonly oneWayMs?: number;
}

/** Starts an API server and AWS endpoints in one process, and a proxy to them in another one. */
export async function startServers({ deployments, oneWayMs }: ServersProps): Promise<Servers> {
  const proxy = oneWayMs === undefined ? undefined : startChild(require.resolve('./proxy'));
  const requestProxy = (request: ProxyRequest) => proxy?.request(request);
  const near = (await requestProxy({ type: 'listen', oneWayMs: oneWayMs ?? 0 })) as Ports | undefined;
  const servers = startChild(require.resolve('./server'));
  const request: ServersRequest = {
    type: 'serve',
    deployments,
    ...(near === undefined ? {} : { endpoint: urlOf(near.api) }),
  };
  const { ports, caData } = (await servers.request(request)) as Served;
  await requestProxy({ type: 'connectTo', ports });
  const directory = mkdtempSync(join(tmpdir(), 'eks-vigil-bench-'));
  const caFile = join(directory, 'ca.pem');
  writeFileSync(caFile, Buffer.from(caData, 'base64'));
  const { api, aws } = near ?? ports;
  return {
    api: urlOf(api),
    aws: urlOf(aws),
    caData,
    caFile,
    count: async () => {
      const counts = (await requestProxy({ type: 'count' })) as Counts | undefined;
      return { ...(counts ?? nothing), ...((await servers.request({ type: 'count' })) as CountedRequests) };
    },
    stop: () => {
      servers.stop();
      proxy?.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const nothing: Counts = { trips: 0, connections: 0, sent: 0, received: 0 };

function urlOf(port: number): string {
  return `https://127.0.0.1:${port}`;
}

import { Http2Client } from '../../../lambda/kubernetes/http2Client';
import { RequestError } from '../../../lambda/kubernetes/requestError';
import type { RawResponse } from '../../../lambda/kubernetes/responseReader';
import type { Limits } from '../../../lambda/time/limits';
import {
  type Certificates,
  createCertificates,
  startTlsServer,
  type TlsServer,
  type TlsServerOptions,
} from './tlsServer';

/** A client and its server, new for each test. */
export interface ClientUnderTest {
  readonly server: TlsServer;
  readonly client: Http2Client;
  readonly certificates: Certificates;
  /** Requests `/path`. */
  get(limits?: Partial<Limits>): Promise<RawResponse>;
  /** Requests `/path` so many times at once. */
  getAll(count: number, limits?: Partial<Limits>): Promise<RawResponse>[];
  /** Another server from now on, with a certificate of these. */
  useServer(options: TlsServerOptions, certificates?: Certificates): Promise<TlsServer>;
  /** Another client from now on. */
  connectTo(server: string, ca?: string): void;
}

export const patient: Limits = { tryTimeout: 60_000, signal: new AbortController().signal };

/** Sets the hooks of the tests around it. */
export function clientUnderTest(): ClientUnderTest {
  let certificates: Certificates;
  let servers: TlsServer[] = [];
  let client: Http2Client;
  const connectTo = (server: string, ca?: string) => {
    client?.destroy();
    client = new Http2Client({ server, tls: ca === undefined ? {} : { ca } });
  };
  const useServer = async (options: TlsServerOptions, its = certificates) => {
    const server = await startTlsServer(its, options);
    servers.push(server);
    connectTo(server.url, its.authority.certificatePem);
    return server;
  };
  const get = (limits: Partial<Limits> = {}) => client.get('/path', {}, { ...patient, ...limits });

  beforeAll(async () => {
    certificates = await createCertificates();
  });
  beforeEach(() => useServer({}));
  afterEach(async () => {
    client.destroy();
    for (const server of servers) await server.stop();
    servers = [];
  });

  return {
    get server() {
      return servers.at(-1) as TlsServer;
    },
    get client() {
      return client;
    },
    get certificates() {
      return certificates;
    },
    get,
    getAll: (count, limits) => Array.from({ length: count }, () => get(limits)),
    useServer,
    connectTo,
  };
}

/** Why a request failed. */
export async function failureOf(sent: Promise<unknown>): Promise<RequestError> {
  const error = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RequestError);
  return error as RequestError;
}

/** Waits for an event that is due. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

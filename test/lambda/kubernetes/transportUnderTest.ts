import type { RawAnswer } from '../../../lambda/kubernetes/exchange';
import { Transport } from '../../../lambda/kubernetes/transport';
import { TransportError } from '../../../lambda/kubernetes/transportError';
import type { Limits } from '../../../lambda/time/limits';
import {
  type Certificates,
  createCertificates,
  startTlsServer,
  type TlsServer,
  type TlsServerOptions,
} from './tlsServer';

/** A transport and its server, new for each test. */
export interface TransportUnderTest {
  readonly server: TlsServer;
  readonly transport: Transport;
  readonly certificates: Certificates;
  /** Asks for `/path`, and throws the `TransportError` where there is no answer. */
  send(limits?: Partial<Limits>): Promise<RawAnswer>;
  /** Asks for `/path` so many times at once. */
  sendAll(count: number, limits?: Partial<Limits>): Promise<RawAnswer>[];
  /** Another server from now on; its certificate is of these. */
  useServer(options: TlsServerOptions, certificates?: Certificates): Promise<TlsServer>;
  /** Another transport from now on. */
  connectTo(server: string, ca?: string): void;
}

export const patient: Limits = { tryTimeout: 10_000, signal: new AbortController().signal };

/** Sets the hooks of the tests around it. */
export function transportUnderTest(options: TlsServerOptions): TransportUnderTest {
  let certificates: Certificates;
  let servers: TlsServer[] = [];
  let transport: Transport;
  const current = () => servers.at(-1) as TlsServer;
  const connectTo = (server: string, ca?: string) => {
    transport?.destroy();
    transport = new Transport({ server, tls: ca === undefined ? {} : { ca } });
  };
  const useServer = async (other: TlsServerOptions, its = certificates) => {
    const server = await startTlsServer(its, other);
    servers.push(server);
    connectTo(server.url, its.authority.certificatePem);
    return server;
  };
  const send = async (limits: Partial<Limits> = {}) => {
    const outcome = await transport.send({ path: '/path', headers: {} }, { ...patient, ...limits });
    if (outcome instanceof TransportError) throw outcome;
    return outcome;
  };

  beforeAll(async () => {
    certificates = await createCertificates();
  });
  beforeEach(() => useServer(options));
  afterEach(async () => {
    transport.destroy();
    for (const server of servers) await server.stop();
    servers = [];
  });

  return {
    get server() {
      return current();
    },
    get transport() {
      return transport;
    },
    get certificates() {
      return certificates;
    },
    send,
    sendAll: (count, limits) => Array.from({ length: count }, () => send(limits)),
    useServer,
    connectTo,
  };
}

/** Why no answer came. */
export async function failureOf(sent: Promise<unknown>): Promise<TransportError> {
  const error = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TransportError);
  return error as TransportError;
}

/** Waits for what comes in a moment. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

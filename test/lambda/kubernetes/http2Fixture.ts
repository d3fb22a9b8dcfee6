import { Http2Client } from '../../../lambda/kubernetes/http2Client';
import { RequestError } from '../../../lambda/kubernetes/requestError';
import type { RawResponse } from '../../../lambda/kubernetes/responseReader';
import type { Limits } from '../../../lambda/time/limits';
import type { ApiServer, ApiServerProps } from '../../support/servers/apiServer';
import { type Authority, createAuthority } from '../../support/servers/certificates';
import type { Action } from '../../support/servers/exchange';
import { connectionTo, each, startTestServer } from './testServer';

/** A client and its server, new for each test. */
export interface ClientUnderTest {
  readonly server: ApiServer;
  readonly client: Http2Client;
  /** The authority of the servers. */
  readonly authority: Authority;
  /** Requests `/path`. */
  get(limits?: Partial<Limits>): Promise<RawResponse>;
  /** Requests `/path` so many times at once. */
  getAll(count: number, limits?: Partial<Limits>): Promise<RawResponse>[];
  /** Sets what is done to each further request; the last action to all the rest. */
  script(...actions: readonly [Action, ...Action[]]): void;
  /** Another server from now on. */
  useServer(props: Partial<ApiServerProps>): Promise<ApiServer>;
  /** Another client from now on. */
  connectTo(server: string, ca?: string): void;
}

export const patient: Limits = { tryTimeout: 60_000, signal: new AbortController().signal };

/** Sets the hooks of the tests around it. */
export function clientUnderTest(): ClientUnderTest {
  let authority: Authority;
  let servers: ApiServer[] = [];
  let client: Http2Client;
  const connectTo = (server: string, ca?: string) => {
    client?.destroy();
    client = new Http2Client({ server, tls: ca === undefined ? {} : { ca } });
  };
  const useServer = async (props: Partial<ApiServerProps>) => {
    const server = await startTestServer({ authority, ...props });
    servers.push(server);
    client?.destroy();
    client = new Http2Client(connectionTo(server));
    return server;
  };
  const current = () => servers.at(-1) as ApiServer;
  const get = (limits: Partial<Limits> = {}) => client.get('/path', {}, { ...patient, ...limits });

  beforeAll(async () => {
    authority = await createAuthority('test');
  });
  beforeEach(() => useServer({}));
  afterEach(async () => {
    client.destroy();
    for (const server of servers) await server.stop();
    servers = [];
  });

  return {
    get server() {
      return current();
    },
    get client() {
      return client;
    },
    get authority() {
      return authority;
    },
    script: (...actions) => current().script(each(...actions)),
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

import { Http2Client } from '../../../lambda/kubernetes/http2Client';
import { RequestError } from '../../../lambda/kubernetes/requestError';
import type { RawResponse } from '../../../lambda/kubernetes/responseReader';
import type { Limits } from '../../../lambda/time/limits';
import type { ApiServer, ApiServerProps } from '../../support/servers/apiServer';
import { type Authority, createAuthority } from '../../support/servers/certificates';
import type { Action } from '../../support/servers/exchange';
import { generousLimits } from './generousLimits';
import { connectionTo, inOrderScript, startTestServer } from './testServer';

/** A client and its server, new for each test. */
export interface Http2Fixture {
  readonly server: ApiServer;
  readonly client: Http2Client;
  /** The CA of the servers. */
  readonly authority: Authority;
  /** Requests `/path`. */
  get(limits?: Partial<Limits>): Promise<RawResponse>;
  /** Sends this number of requests for `/path` at once. */
  getAll(count: number, limits?: Partial<Limits>): Promise<RawResponse>[];
  /** Sets the actions for the next requests, in order; the last one is repeated. */
  script(...actions: readonly [Action, ...Action[]]): void;
  /** Replaces the server, and the client by one that is connected to it. */
  useServer(props: Partial<ApiServerProps>): Promise<ApiServer>;
  /** Replaces the client. */
  connectTo(server: string, ca?: string): void;
}

/** Registers the hooks for a test file. */
export function setUpHttp2Fixture(): Http2Fixture {
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
  const get = (limits: Partial<Limits> = {}) => client.send({ path: '/path' }, {}, { ...generousLimits, ...limits });

  beforeAll(async () => {
    authority = await createAuthority('test');
  });
  beforeEach(() => useServer({}));
  afterEach(async () => {
    jest.useRealTimers();
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
    script: (...actions) => current().script(inOrderScript(...actions)),
    get,
    getAll: (count, limits) => Array.from({ length: count }, () => get(limits)),
    useServer,
    connectTo,
  };
}

/** The error of a failed request. */
export async function requestErrorOf(request: Promise<unknown>): Promise<RequestError> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RequestError);
  return error as RequestError;
}

/** Until the end of the test, only `jest.advanceTimersByTime` makes timeouts fire. */
export function useFakeTimeouts(): void {
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
    ],
  });
}

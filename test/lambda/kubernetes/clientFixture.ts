import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { ReadFailure } from '../../../lambda/errors';
import type { ApiResponse } from '../../../lambda/kubernetes/apiResponse';
import type { AuthHeaders, Connection } from '../../../lambda/kubernetes/clusterAccess';
import { KubernetesClient, type Try } from '../../../lambda/kubernetes/kubernetesClient';
import type { Limits } from '../../../lambda/time/limits';
import type { ApiServer } from '../../support/servers/apiServer';
import { type Authority, createAuthority } from '../../support/servers/certificates';
import { deployment } from '../observe/apiErrors';
import { generousLimits } from './generousLimits';
import { connectionTo, startTestServer } from './testServer';

/** A client with a fake cluster access, and the calls between the two. */
export interface ClientFixture {
  /** Reads the Deployment `shop/web`. */
  read(limits?: Partial<Limits>): Promise<ApiResponse>;
  readonly client: KubernetesClient;
  readonly tries: readonly Try[];
  /** The failed connection in each call for a connection. */
  readonly failed: readonly (Connection | undefined)[];
  /** The rejected headers in each call for headers. */
  readonly rejected: readonly (AuthHeaders | undefined)[];
}

/** Creates a client whose access returns the next connection or headers after each failure, and repeats the last ones. */
export function createClientFixture(
  connections: readonly Connection[],
  headers: readonly AuthHeaders[] = [{}],
): ClientFixture {
  const tries: Try[] = [];
  const failed: (Connection | undefined)[] = [];
  const rejected: (AuthHeaders | undefined)[] = [];
  const after = <T>(all: readonly T[], previous: T | undefined): T =>
    all[Math.min(previous === undefined ? 0 : all.indexOf(previous) + 1, all.length - 1)] as T;
  const access = {
    connection: async (_: Limits, previous?: Connection) => {
      failed.push(previous);
      return after(connections, previous);
    },
    headers: async (previous?: AuthHeaders) => {
      rejected.push(previous);
      return after(headers, previous);
    },
    explain: () => undefined,
  };
  const client = new KubernetesClient(access, (attempt) => tries.push(attempt));
  const read = (limits?: Partial<Limits>) => client.read(deployment, { ...generousLimits, ...limits });
  return { client, tries, failed, rejected, read };
}

/** A client and its server, new for each test. Its client does not wait before retries. */
export interface ServedClientFixture extends ClientFixture {
  readonly server: ApiServer;
  /** Replaces the client by one with these headers. */
  useHeaders(...headers: readonly AuthHeaders[]): void;
  /** Replaces the client by one with these connections. */
  useConnections(...connections: readonly Connection[]): void;
}

/** Registers the hooks for a test file. */
export function setUpClientFixture(...headers: readonly AuthHeaders[]): ServedClientFixture {
  let authority: Authority;
  let server: ApiServer;
  let fixture: ClientFixture | undefined;
  const current = () => fixture as ClientFixture;
  const replace = (connections: readonly Connection[], given: readonly AuthHeaders[]) => {
    fixture?.client.destroy();
    fixture = createClientFixture(connections, given);
  };

  beforeAll(async () => {
    authority = await createAuthority('test');
  });
  beforeEach(async () => {
    server = await startTestServer({ authority });
    replace([connectionTo(server)], headers);
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    fixture?.client.destroy();
    await server.stop();
  });

  return {
    useHeaders: (...given) => replace([connectionTo(server)], given),
    useConnections: (...connections) => replace(connections, headers),
    read: (limits) => current().read(limits),
    get server() {
      return server;
    },
    get client() {
      return current().client;
    },
    get tries() {
      return current().tries;
    },
    get failed() {
      return current().failed;
    },
    get rejected() {
      return current().rejected;
    },
  };
}

/** The error of a failed read. */
export async function readErrorOf(read: Promise<unknown>): Promise<ApiException<unknown> | ReadFailure> {
  const error = await read.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiException || error instanceof ReadFailure) return error;
  throw new Error(`neither an ApiException nor a ReadFailure: ${String(error)}`);
}

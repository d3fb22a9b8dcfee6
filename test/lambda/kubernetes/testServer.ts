import type { Connection } from '../../../lambda/kubernetes/clusterAccess';
import { inOrder } from '../../support/servers/actions/actions';
import { respondWith } from '../../support/servers/actions/responses';
import { type ApiServer, type ApiServerProps, startApiServer } from '../../support/servers/apiServer';
import type { Action, Script } from '../../support/servers/exchange';

/** The clock of the servers: the value of their `Date` headers. */
export const serverTime = Date.UTC(2026, 0, 1, 12);

/** A response with a JSON body. */
export function respond(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Action {
  return respondWith(
    status,
    'application/json',
    () => (typeof body === 'string' ? body : JSON.stringify(body)),
    headers,
  );
}

/** The first action for the first request, and so on; the last one for all further requests. */
export function each(...actions: readonly [Action, ...Action[]]): Script {
  return { any: inOrder(...actions) };
}

/** An API server without authentication that responds `{}` until it has another script. */
export async function startTestServer(props: Partial<ApiServerProps> = {}): Promise<ApiServer> {
  const server = await startApiServer({ cluster: 'prod', identities: 'any', now: () => serverTime, ...props });
  server.script({ any: respond(200, {}) });
  return server;
}

/** The way to a server, whose authority is trusted. */
export function connectionTo({ url, caData }: ApiServer): Connection {
  return { server: url, tls: { ca: String(Buffer.from(caData, 'base64')) } };
}

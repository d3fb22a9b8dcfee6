import type { Connection } from '../../../lambda/kubernetes/clusterAccess';
import { inOrder } from '../../support/servers/actions/actions';
import { respondWith } from '../../support/servers/actions/alterResponse';
import { type ApiServer, type ApiServerProps, startApiServer } from '../../support/servers/apiServer';
import type { Action, Script } from '../../support/servers/exchange';

/** The servers' time: the value of their `Date` headers. */
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

/** The first action for the first request, the second for the second, and so on; the last one is repeated. */
export function inOrderScript(...actions: readonly [Action, ...Action[]]): Script {
  return { any: inOrder(...actions) };
}

/** An API server without authentication that responds `{}` until it has another script. */
export async function startTestServer(props: Partial<ApiServerProps> = {}): Promise<ApiServer> {
  const server = await startApiServer({ cluster: 'prod', identities: 'any', now: () => serverTime, ...props });
  server.script({ any: respond(200, {}) });
  return server;
}

/** The first action over old connections (see `isOldConnection`), the second over others. */
export function byConnection(old: Action, other: Action): Action {
  return (exchange) => (exchange.isOldConnection ? old : other)(exchange);
}

/** The URL of a server and its CA. */
export function connectionTo({ url, caData }: ApiServer): Connection {
  return { server: url, tls: { ca: String(Buffer.from(caData, 'base64')) } };
}

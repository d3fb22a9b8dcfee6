import { type Agent as HttpAgent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request as it came, over whichever protocol. */
export type FrontRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

export interface Forwarded {
  readonly request: FrontRequest;
  /** The request's. */
  readonly body: Buffer;
  /** Where it goes. */
  readonly url: URL;
  readonly agent: HttpAgent | HttpsAgent;
}

/** What belongs to one connection, and is not passed on to the next. */
const ofTheConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
]);

/** Sends a request on to the server behind, and reads the whole answer, uncompressed. */
export function forward({ request, body, url, agent }: Forwarded): Promise<Answer> {
  // A pseudo-header is HTTP/2's own.
  const passed = Object.entries(request.headers).filter(([name]) => name !== 'host' && !name.startsWith(':'));
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      agent,
      method: request.method,
      headers: { ...Object.fromEntries(passed), 'accept-encoding': 'identity' },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      buffer(incoming).then((content) => resolve(answerOf(incoming, content)), reject);
    });
    outgoing.end(body);
  });
}

/** Sends a whole answer, its length told; it has a Date where its headers have one. */
export function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.sendDate = false;
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, body: Buffer): Answer {
  const kept = Object.entries(headers).filter(([name]) => !ofTheConnection.has(name));
  return { status: statusCode, headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])), body };
}

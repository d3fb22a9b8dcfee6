import { once } from 'node:events';
import { Agent as HttpAgent, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Settings } from 'node:http2';
import { Agent as HttpsAgent } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { KeyPair } from '../support/servers/certificates';
import { type Answer, type FrontRequest, forward, write } from './forward';
import { createWiredServer, type Protocol, type Wire } from './wire';

/** One request on its way through a front. */
export interface Exchange {
  readonly request: FrontRequest;
  readonly response: ServerResponse;
  readonly wire: Wire;
  /** How often this very URL was asked for since the script began, from 1. */
  readonly nth: number;
  /** How often this place was asked for, from 1. */
  readonly nthHere: number;
  /** The clock of the server behind, in milliseconds. */
  now(): number;
  /** What the server behind the front answers; to this path where it is not the request's. */
  answer(path?: string): Promise<Answer>;
  /** Sends an answer; `genuine` says whether it is as true as what the server behind answers. Default: it is not. */
  send(answer: Answer, genuine?: boolean): void;
  /** Passes what the server behind answers, as it is. */
  pass(): Promise<void>;
}

/** What is done to one request. */
export type Handle = (exchange: Exchange) => Promise<void> | void;

/** What is done to the requests of each place; `any` to those of which the place has no handle. */
export type Script = Readonly<Record<string, Handle>>;

/** A request as a front has seen it. */
export interface Seen {
  readonly path: string;
  /** Whether the answer was as true as what the server behind answers. */
  readonly genuine: boolean;
}

export interface FrontProps {
  /** The server behind, and the authority that verifies it where it speaks TLS. */
  readonly upstream: { readonly url: string; readonly ca?: string };
  /** What the front speaks TLS with. Default: it speaks HTTP. */
  readonly tls?: KeyPair;
  /** What it offers by ALPN, beside HTTP/1.1. Default: HTTP/2, as kube-apiserver does. */
  readonly protocol?: Protocol | undefined;
  /** Its HTTP/2 settings, where they are not kube-apiserver's. */
  readonly http2?: Settings | undefined;
  readonly placeOf: (request: FrontRequest) => string;
  /** The clock of the server behind, in milliseconds. */
  readonly now: () => number;
}

/** A server on loopback that stands before a genuine one and does to each request what a script says. */
export interface Front {
  readonly url: string;
  readonly port: number;
  /** Requests since the script began. */
  readonly seen: readonly Seen[];
  /** Credentials that came in headers. */
  readonly credentials: ReadonlySet<string>;
  script(script: Script): void;
  /** Requests that come over the connections of now: never answered, or reset. */
  spoilConnections(how: 'mute' | 'reset'): void;
  /** Breaks all connections now. */
  closeConnections(): void;
  stop(): Promise<void>;
}

/** Starts a front on a free port of 127.0.0.1. */
export async function startFront({ upstream, tls, protocol, http2, placeOf, now }: FrontProps): Promise<Front> {
  const agent =
    upstream.ca === undefined
      ? new HttpAgent({ keepAlive: true })
      : new HttpsAgent({ keepAlive: true, ca: upstream.ca });
  const spoilt = new Map<Socket, 'mute' | 'reset'>();
  const credentials = new Set<string>();
  let seen: { readonly path: string; genuine: boolean }[] = [];
  let asked = new Map<string, number>();
  let script: Script = {};

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    for (const credential of credentialsIn(request)) credentials.add(credential);
    const socket = wired.socketOf(request);
    const how = socket && spoilt.get(socket);
    if (how === 'reset') socket?.resetAndDestroy();
    if (how !== undefined) return;
    const { url: path = '' } = request;
    const place = placeOf(request);
    const [nth = 0, nthHere = 0] = [`path ${path}`, `place ${place}`].map((key) => {
      const count = (asked.get(key) ?? 0) + 1;
      asked.set(key, count);
      return count;
    });
    const wire = wired.wireOf(request);
    const body = await buffer(request);
    const answer = (other = path) => forward({ request, body, agent, url: new URL(other, upstream.url) });
    const note = { path, genuine: false };
    seen.push(note);
    const send = (given: Answer, genuine = false) => {
      note.genuine = genuine;
      write(response, given);
    };
    const pass = async () => send(await answer(), true);
    const handle = script[place] ?? script.any ?? pass;
    await handle({ request, response, wire, nth, nthHere, now, answer, send, pass });
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    // A client that gives up is a part of the game.
    response.on('error', () => {});
    respond(request, response).catch(() => wired.socketOf(request)?.destroy());
  };
  const wired = createWiredServer(onRequest, { tls, protocol, http2 });
  const { server, sockets } = wired;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await warmUp(agent, upstream.url);
  const { port } = server.address() as AddressInfo;

  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    credentials,
    get seen() {
      return seen;
    },
    script: (given) => {
      script = given;
      seen = [];
      asked = new Map();
    },
    spoilConnections: (how) => {
      for (const socket of sockets) spoilt.set(socket, how);
    },
    closeConnections: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      await closed;
    },
  };
}

/** The connections to the server behind are made before anything is timed. */
async function warmUp(agent: HttpAgent | HttpsAgent, upstream: string): Promise<void> {
  const request = { method: 'GET', headers: {} };
  const url = new URL('/', upstream);
  await Promise.all(Array.from({ length: 4 }, () => forward({ request, body: Buffer.alloc(0), agent, url })));
}

/** The parts of the headers that are credentials: a bearer token, a signature, a session token. */
function credentialsIn({ headers }: FrontRequest): string[] {
  const { authorization = '', 'x-amz-security-token': session } = headers;
  const [, credential] = /(?:Bearer |Signature=)(\S+)$/.exec(authorization) ?? [];
  return [credential, session].flatMap((value) => (typeof value === 'string' ? value : []));
}

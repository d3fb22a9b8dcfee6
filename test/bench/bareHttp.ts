import { type ClientHttp2Session, connect } from 'node:http2';
import { Agent, request } from 'node:https';
import { gunzipSync } from 'node:zlib';
import type { BareConfig } from './baseline';

/** Reads a whole answer as text, and does nothing else. */
export type Get = (path: string) => Promise<string>;

type Endpoint = Pick<BareConfig, 'server' | 'caData' | 'authorization' | 'connections'>;

/** Bytes that a server may send without being asked for more: more than all answers of a run together. */
const wholeRun = 64 * 1024 * 1024;

/** Over kept-alive HTTP/1.1 connections. */
export function bareHttp1({ server, caData, authorization, connections }: Endpoint): Get {
  const headers = headersWith(authorization);
  const agent = new Agent({ ca: pemOf(caData), keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(server);
  return (path) =>
    new Promise((resolve, reject) => {
      const outgoing = request({ agent, hostname, port, path, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          resolve(textOf(incoming.statusCode, incoming.headers['content-encoding'], chunks));
        });
      });
      outgoing.on('error', reject).end();
    });
}

/** Over HTTP/2 sessions by turns; what is more than a session's server takes at once waits inside of it. */
export function bareHttp2({ server, caData, authorization, connections }: Endpoint): Get {
  const headers = headersWith(authorization);
  const sessions: ClientHttp2Session[] = [];
  let turn = 0;
  const open = () => {
    const session = connect(server, {
      ca: pemOf(caData),
      settings: { initialWindowSize: wholeRun, enablePush: false },
    });
    session.once('connect', () => session.setLocalWindowSize(wholeRun));
    return session;
  };
  return (path) =>
    new Promise((resolve, reject) => {
      turn = (turn + 1) % connections;
      sessions[turn] ??= open();
      const stream = (sessions[turn] as ClientHttp2Session).request({ ':path': path, ...headers });
      const chunks: Buffer[] = [];
      let status: unknown;
      let encoding: unknown;
      stream.on('response', (answered) => {
        status = answered[':status'];
        encoding = answered['content-encoding'];
      });
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () => resolve(textOf(status, encoding, chunks)));
    });
}

function headersWith(authorization: string) {
  return { accept: 'application/json', 'accept-encoding': 'gzip', authorization };
}

function pemOf(caData: string): string {
  return Buffer.from(caData, 'base64').toString('utf8');
}

function textOf(status: unknown, encoding: unknown, chunks: readonly Buffer[]): string {
  if (status !== 200) throw new Error(`the server answered ${String(status)}`);
  const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  return (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
}

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { connect, createServer } from 'node:net';

/** Ports below the range of outgoing connections, which could otherwise take a port before its program does. */
const lowestPort = 10_000;
const highestPort = 30_000;

const taken = new Set<number>();

/** Two test files run at a time: each has every second port, as what the other chose may not listen yet. */
const parity = Number(process.env.JEST_WORKER_ID ?? 1) % 2;

/** A free port on loopback. Never returns the same port twice. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 2 * randomInt(lowestPort / 2, highestPort / 2) + parity;
    if (!taken.has(port) && (await canListen(port))) {
      taken.add(port);
      return port;
    }
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Whether something listens on a port of loopback. */
export async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Whether the response to a GET is 200. `ca` is the PEM to trust, for https. */
export function respondsOk(url: string, ca?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { agent: false, timeout: 30_000 } as const;
    const request = ca === undefined ? getHttp(url, options) : getHttps(url, { ...options, ca });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
  });
}

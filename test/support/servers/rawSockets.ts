import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { Worker } from 'node:worker_threads';
import type { KeyPair } from './certificates';

/** A port of 127.0.0.1. */
export interface RawServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A server that does this to each connection, and ignores what it receives. Default: it is silent. */
export function startTcpServer(onConnection: (socket: Socket) => void = () => {}): Promise<RawServer> {
  const server = createServer((socket) => {
    socket.resume();
    onConnection(socket);
  });
  return listen(server);
}

/**
 * A server that does this to each connection after the TLS handshake, and ignores what it receives.
 *
 * @param protocols - what it offers by ALPN; none: it does not negotiate.
 */
export function startTlsServer(
  { certificatePem: cert, privateKeyPem: key }: KeyPair,
  protocols: readonly string[],
  onConnection: (socket: TLSSocket) => void,
): Promise<RawServer> {
  const ALPNProtocols = protocols.length === 0 ? {} : { ALPNProtocols: [...protocols] };
  const server = createTlsServer({ cert, key, ...ALPNProtocols }, (socket) => {
    socket.on('error', () => {});
    socket.resume();
    onConnection(socket);
  });
  return listen(server);
}

async function listen(server: Server): Promise<RawServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A port of 127.0.0.1 that refuses connections. */
export async function refusedPort(): Promise<number> {
  const { port, stop } = await startTcpServer();
  await stop();
  return port;
}

/** Listens and never accepts, as its event loop stands still. */
const neverAccept = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ ...workerData, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;

/**
 * An address of loopback that does not respond, not even to the first packet of a connection: the queue of connections to
 * accept is full, so the kernel drops the packets. Needs Linux.
 */
export async function startBlackHole({ host = '127.0.0.1', port = 0 } = {}): Promise<RawServer> {
  const worker = new Worker(neverAccept, { eval: true, workerData: { host, port } });
  const [listening] = (await once(worker, 'message')) as [number];
  const fillers: Socket[] = [];
  for (let taken = true; taken; ) {
    const filler = connect(listening, host);
    filler.on('error', () => {});
    fillers.push(filler);
    taken = await Promise.race([
      once(filler, 'connect').then(() => true),
      new Promise<boolean>((resolve) => setTimeout(resolve, 2000, false)),
    ]);
  }
  return {
    port: listening,
    stop: async () => {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
}

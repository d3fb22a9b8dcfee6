import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { Worker } from 'node:worker_threads';
import type { KeyPair } from './certificates';

/** An address that somebody stands behind, or nobody. */
export interface LoneSocket {
  readonly port: number;
  stop(): Promise<void>;
}

/** A server that takes connections and does this to each; what is sent to it is swallowed. */
export function startTcpServer(onConnection: (socket: Socket) => void = () => {}): Promise<LoneSocket> {
  const server = createServer((socket) => {
    socket.resume();
    onConnection(socket);
  });
  return listen(server);
}

/** A server that offers HTTP/2 over TLS and then does this to each connection; what is sent to it is swallowed. */
export function startTlsTalker(keys: KeyPair, onConnection: (socket: TLSSocket) => void): Promise<LoneSocket> {
  const server = createTlsServer(
    { cert: keys.certificatePem, key: keys.privateKeyPem, ALPNProtocols: ['h2'] },
    (socket) => {
      socket.on('error', () => {});
      socket.resume();
      onConnection(socket);
    },
  );
  return listen(server);
}

async function listen(server: Server): Promise<LoneSocket> {
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

/** A port of 127.0.0.1 on which nobody listens. */
export async function refusedPort(): Promise<number> {
  const { port, stop } = await startTcpServer();
  await stop();
  return port;
}

/** Listens, and then never accepts: its event loop stands still. */
const neverAccept = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ ...workerData, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;

/**
 * An address of loopback that answers nothing, not even the first packet of a connection: the queue of those that wait to
 * be accepted is full, so the kernel drops what comes.
 */
export async function startBlackHole({ host = '127.0.0.1', port = 0 } = {}): Promise<LoneSocket> {
  const worker = new Worker(neverAccept, { eval: true, workerData: { host, port } });
  const [listening] = (await once(worker, 'message')) as [number];
  const fillers: Socket[] = [];
  for (let taken = true; taken; ) {
    const filler = connect(listening, host);
    filler.on('error', () => {});
    fillers.push(filler);
    taken = await Promise.race([
      once(filler, 'connect').then(() => true),
      new Promise<boolean>((resolve) => setTimeout(resolve, 300, false)),
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

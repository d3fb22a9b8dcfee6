import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

/**
 * What a connection of the API server to a pod leads to: a port on loopback, the error of Go's dialer, or nothing at all, as behind
 * a firewall that drops packets, before the dialer gives up after 30 seconds.
 */
export type Route = number | 'connect: connection refused' | 'i/o timeout' | 'silence';

/**
 * The way of the API server to pods (its egress selector: HTTP CONNECT over a Unix socket). Simulated pods have addresses, but nothing
 * listens there: routes lead to programs on loopback, so that the proxies of Services and pods reach real programs. On EKS the API
 * server connects directly; its errors end with the same text of the dialer.
 *
 * Source: Kubernetes, "Set up Konnectivity service" (EgressSelectorConfiguration).
 */
export class Egress {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly #routes = new Map<string, Route>();
  readonly #path: string;

  /** @param dir - the folder of the control plane. */
  constructor(dir: string) {
    this.#path = join(dir, 'egress.sock');
    this.#server = createServer();
    this.#server.on('connect', ({ url = '' }, socket, head) => this.#connect(url, socket, head));
  }

  /** The EgressSelectorConfiguration of the API server. */
  get configuration(): object {
    const connection = { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName: this.#path } } };
    return {
      apiVersion: 'apiserver.k8s.io/v1beta1',
      kind: 'EgressSelectorConfiguration',
      egressSelections: [{ name: 'cluster', connection }],
    };
  }

  /** Must be listening before the API server connects. */
  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.#path, resolve));
  }

  /** @param address - `IP:PORT` of a pod. Without a route, connections are refused. */
  route(address: string, route: Route): void {
    this.#routes.set(address, route);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #connect(address: string, socket: Duplex, head: Buffer): void {
    this.#track(socket);
    const route = this.#routes.get(address) ?? 'connect: connection refused';
    if (route === 'silence') return;
    if (typeof route === 'string') {
      refuse(socket, address, route);
      return;
    }
    const program = connect(route, '127.0.0.1');
    this.#track(program);
    program.once('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      program.write(head);
      program.pipe(socket).pipe(program);
    });
    program.once('error', () => refuse(socket, address, 'connect: connection refused'));
    socket.once('close', () => program.destroy());
    program.once('close', () => socket.destroy());
  }

  #track(socket: Duplex | Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

/** The API server appends the status to its own error. */
function refuse(socket: Duplex, address: string, error: string): void {
  socket.end(`HTTP/1.1 502 dial tcp ${address}: ${error}\r\n\r\n`);
}

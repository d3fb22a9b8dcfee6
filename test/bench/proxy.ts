import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { respondToParent } from './childProcess';
import { TripCounter } from './tripCounter';

/** A process of its own: a proxy between a function and its servers that delays and counts. */

/** A port for each kind of server. */
export interface Ports {
  readonly api: number;
  readonly aws: number;
}

export type ProxyRequest =
  | { readonly type: 'listen'; readonly oneWayMs: number }
  /** Sets the ports to connect to. */
  | { readonly type: 'connectTo'; readonly ports: Ports }
  /** Returns the counts since the last time, and resets them. */
  | { readonly type: 'count' };

/** What went through the proxy. */
export interface Counts {
  /** Consecutive round trips, including those of TCP handshakes. */
  readonly trips: number;
  /** Accepted TCP connections. */
  readonly connections: number;
  /** Bytes from the function to the servers, TLS included. */
  readonly sent: number;
  readonly received: number;
}

const kinds = ['api', 'aws'] as const;

class DelayingProxy {
  readonly #trips = new TripCounter();
  #ports: Ports | undefined;
  #connections = 0;
  #sent = 0;
  #received = 0;

  readonly #oneWayMs: number;

  constructor(oneWayMs: number) {
    this.#oneWayMs = oneWayMs;
  }

  async listen(): Promise<Ports> {
    const [api, aws] = await Promise.all(kinds.map((kind) => this.#listen(kind)));
    return { api: api ?? 0, aws: aws ?? 0 };
  }

  connectTo(ports: Ports): void {
    this.#ports = ports;
  }

  count(): Counts {
    const counts = {
      trips: this.#trips.longest,
      connections: this.#connections,
      sent: this.#sent,
      received: this.#received,
    };
    this.#trips.reset();
    this.#connections = 0;
    this.#sent = 0;
    this.#received = 0;
    return counts;
  }

  async #listen(kind: keyof Ports): Promise<number> {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => this.#accept(near, kind));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  }

  #accept(near: Socket, kind: keyof Ports): void {
    const far = connect({ port: this.#ports?.[kind] ?? 0, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const connection = this.#trips.connect();
    this.#connections += 1;
    // The kernel of the function connects at once. Over a real network, SYN and SYN-ACK come first.
    const connectedAt = performance.now() + 2 * this.#oneWayMs;
    this.#forward(near, far, connectedAt, (bytes) => {
      this.#sent += bytes;
      return connection.send();
    });
    this.#forward(far, near, 0, (bytes) => {
      this.#received += bytes;
      return connection.respond();
    });
  }

  /** Forwards bytes, and the end, in order. */
  #forward(from: Socket, to: Socket, notBefore: number, onBytes: (length: number) => () => void): void {
    const pending: (() => void)[] = [];
    const later = (deliver: () => void) => {
      pending.push(deliver);
      const wait = Math.max(0, notBefore - performance.now()) + this.#oneWayMs;
      // Whichever timer fires first, the oldest bytes are sent first.
      setTimeout(() => pending.shift()?.(), wait);
    };
    from.on('data', (chunk: Buffer) => {
      const onDelivery = onBytes(chunk.length);
      later(() => {
        onDelivery();
        to.write(chunk);
      });
    });
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
  }
}

let proxy: DelayingProxy | undefined;

respondToParent(async (request: ProxyRequest) => {
  if (request.type === 'listen') {
    proxy = new DelayingProxy(request.oneWayMs);
    return proxy.listen();
  }
  if (proxy === undefined) throw new Error('the proxy does not listen yet');
  if (request.type === 'count') return proxy.count();
  proxy.connectTo(request.ports);
  return {};
});

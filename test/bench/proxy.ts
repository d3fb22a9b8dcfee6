import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { answerParent } from './childProcess';
import { TripCounter } from './tripCounter';

/** A process of its own: the way between a function and its servers, which takes time and is counted. */

/** A port for each kind of server. */
export interface Ports {
  readonly api: number;
  readonly aws: number;
}

export type WireRequest =
  | { readonly type: 'listen'; readonly oneWayMs: number }
  /** Where the ports lead to. */
  | { readonly type: 'lead'; readonly to: Ports }
  /** Answers the counts since the last time, and begins anew. */
  | { readonly type: 'count' };

/** What went over the wire. */
export interface Counts {
  /** Round trips that had to wait for one another, those of TCP's handshake included. */
  readonly trips: number;
  /** TCP connections that were accepted. */
  readonly connections: number;
  /** Bytes from the function to the servers, TLS included. */
  readonly sent: number;
  readonly received: number;
}

const kinds = ['api', 'aws'] as const;

class Wire {
  readonly #trips = new TripCounter();
  #to: Ports | undefined;
  #connections = 0;
  #sent = 0;
  #received = 0;

  constructor(private readonly oneWayMs: number) {}

  async listen(): Promise<Ports> {
    const [api, aws] = await Promise.all(kinds.map((kind) => this.#listen(kind)));
    return { api: api ?? 0, aws: aws ?? 0 };
  }

  lead(to: Ports): void {
    this.#to = to;
  }

  count(): Counts {
    const counts = {
      trips: this.#trips.longest,
      connections: this.#connections,
      sent: this.#sent,
      received: this.#received,
    };
    this.#trips.beginAnew();
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
    const far = connect({ port: this.#to?.[kind] ?? 0, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const connection = this.#trips.connect();
    this.#connections += 1;
    // The function's kernel believes itself connected at once; over a real distance SYN and its answer go first.
    const connectedAt = performance.now() + 2 * this.oneWayMs;
    this.#carry(near, far, connectedAt, (bytes) => {
      this.#sent += bytes;
      return connection.send();
    });
    this.#carry(far, near, 0, (bytes) => {
      this.#received += bytes;
      return connection.answer();
    });
  }

  /** Carries bytes, and the end, in their order. */
  #carry(from: Socket, to: Socket, notBefore: number, onBytes: (length: number) => () => void): void {
    const carried: (() => void)[] = [];
    const later = (deliver: () => void) => {
      carried.push(deliver);
      const wait = Math.max(0, notBefore - performance.now()) + this.oneWayMs;
      // Whichever timer fires first, the oldest bytes go first.
      setTimeout(() => carried.shift()?.(), wait);
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

let wire: Wire | undefined;

answerParent(async (request: WireRequest) => {
  if (request.type === 'listen') {
    wire = new Wire(request.oneWayMs);
    return wire.listen();
  }
  if (wire === undefined) throw new Error('the wire does not listen yet');
  if (request.type === 'count') return wire.count();
  wire.lead(request.to);
  return {};
});

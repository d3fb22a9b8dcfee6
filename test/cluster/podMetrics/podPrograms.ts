import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Egress } from '../egress';

/** What the program of a pod answers. */
export type Answer =
  | string
  | { readonly body: string | Buffer; readonly type: string }
  | ((request: IncomingMessage, response: ServerResponse) => void);

export interface PodRequest {
  /** `IP:PORT` of the pod. */
  readonly address: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** The programs of simulated pods, each with a port of its own on loopback: the proxy does not pass on the address of the pod. */
export class PodPrograms {
  readonly #egress: Egress;
  readonly #servers = new Map<string, Server>();
  readonly #answers = new Map<string, Answer>();
  readonly requests: PodRequest[] = [];

  constructor(egress: Egress) {
    this.#egress = egress;
  }

  /** @param address - `IP:PORT` of a pod. */
  async answer(address: string, answer: Answer): Promise<void> {
    this.#answers.set(address, answer);
    if (this.#servers.has(address)) return;
    const server = createServer((request, response) => this.#respond(address, request, response));
    this.#servers.set(address, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#egress.route(address, (server.address() as AddressInfo).port);
  }

  async stop(): Promise<void> {
    for (const server of this.#servers.values()) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #respond(address: string, request: IncomingMessage, response: ServerResponse): void {
    this.requests.push({ address, path: request.url ?? '', headers: request.headers });
    const answer = this.#answers.get(address) ?? '';
    if (typeof answer === 'function') {
      answer(request, response);
      return;
    }
    const { body, type } = typeof answer === 'string' ? { body: answer, type: 'text/plain; version=0.0.4' } : answer;
    response.writeHead(200, { 'content-type': type }).end(body);
  }
}

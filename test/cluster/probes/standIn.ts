import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a program answers to GET requests, by their paths. */
export type Answers = Readonly<Record<string, { readonly status: number; readonly body: string }>>;

/** A program that answers what it is told, for programs that are not installed. */
export class StandIn {
  readonly #server: Server;
  #answers: Answers;

  constructor(answers: Answers) {
    this.#answers = answers;
    this.#server = createServer(({ url = '' }, response) => {
      const { status, body } = this.#answers[url] ?? { status: 404, body: 'not found' };
      // Prometheus 3 requires the type of metrics.
      response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' }).end(body);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  answer(answers: Answers): void {
    this.#answers = answers;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

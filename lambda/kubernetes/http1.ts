import { Agent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { AnswerReader } from './answerReader';
import type { Attempt } from './attempt';
import { type Endpoint, optionsOf } from './dial';
import { headersOf } from './exchange';

/** A hundred targets in two waves; each connection costs a handshake and each answer in flight memory, so not without bound. */
const maxSockets = 64;

/** Kept-alive HTTP/1.1 connections to one API server, of which the first one was made elsewhere. */
export class Http1Connections {
  readonly #agent: Agent;
  /** `reusedSocket` of Node.js misses the sockets that are handed on to requests that waited for one. */
  readonly #served = new WeakSet<Socket>();
  readonly #secure: WeakSet<Socket>;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly reader: AnswerReader,
    first: TLSSocket,
  ) {
    this.#agent = new AgentOf(endpoint, first);
    this.#secure = new WeakSet([first]);
  }

  /** Closes connections that nobody uses now. */
  dropIdle(): void {
    for (const sockets of Object.values(this.#agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  /** Closes every connection. */
  destroy(): void {
    this.#agent.destroy();
  }

  /** Sends one request and reads the whole answer. */
  send(attempt: Attempt): void {
    const { path } = attempt.request;
    const outgoing = httpsRequest({
      agent: this.#agent,
      host: this.endpoint.host,
      port: this.endpoint.port,
      path,
      headers: headersOf(attempt.request),
    });
    attempt.carriedBy(() => outgoing.destroy());
    outgoing.on('socket', (socket) => {
      attempt.startTimer();
      const isReused = this.#served.has(socket);
      this.#served.add(socket);
      const onSecure = () => {
        this.#secure.add(socket);
        attempt.connected(isReused);
      };
      if (this.#secure.has(socket)) onSecure();
      else socket.once('secureConnect', onSecure);
    });
    outgoing.on('error', (error) => attempt.fail(error));
    outgoing.on('response', (incoming) => {
      const begin = this.reader.read(incoming, (outcome) => {
        if ('body' in outcome) attempt.succeed(outcome);
        else attempt.fail(outcome);
      });
      begin({ status: incoming.statusCode ?? 0, headers: incoming.headers });
    });
    outgoing.end();
  }
}

/** Begins with a connection that is there already. */
class AgentOf extends Agent {
  #first: TLSSocket | undefined;

  constructor(
    private readonly endpoint: Endpoint,
    first: TLSSocket,
  ) {
    super({ keepAlive: true, maxSockets, scheduling: 'lifo' });
    this.#first = first;
  }

  override createConnection(): TLSSocket {
    const first = this.#first;
    this.#first = undefined;
    return first ?? connect({ ...optionsOf(this.endpoint), ALPNProtocols: ['http/1.1'] });
  }
}

import { lookup as lookupByDns } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { ConnectionRegistry, listenersOn } from './connectionRegistry';

/** The response of DNS for each name: its addresses in their order, an error, or nothing at all. */
export type Names = Readonly<Record<string, readonly string[] | 'ENOTFOUND' | 'EAI_AGAIN' | 'silence'>>;

/** An instance's own modules for the network, which register every connection. */
export class AgentRegistry {
  readonly modules: Readonly<Record<string, unknown>>;
  readonly #agents = new Set<http.Agent>();
  readonly #connections: ConnectionRegistry;

  constructor(names: Names) {
    const agents = this.#agents;
    const lookup = lookupOf(names);
    const registered = <T extends typeof http.Agent>(Agent: T) =>
      class extends (Agent as typeof http.Agent) {
        constructor(options: http.AgentOptions = {}) {
          super({ ...options, lookup } as http.AgentOptions);
          agents.add(this);
        }
      };
    this.#connections = new ConnectionRegistry(lookup);
    this.modules = {
      ...this.#connections.modules,
      'node:http': { ...http, default: undefined, Agent: registered(http.Agent) },
      'node:https': { ...https, default: undefined, Agent: registered(https.Agent) },
    };
  }

  /** How many connections are being made or serve a request, and how many requests wait for one. */
  get inUse(): number {
    const [busy, free, waiting] = [
      this.#list(({ sockets }) => sockets),
      this.#list(({ freeSockets }) => freeSockets),
      this.#list(({ requests }) => requests),
    ];
    const pooled = new Set([...busy, ...free] as Socket[]);
    return busy.length + waiting.length + this.#connections.inUse(pooled);
  }

  /** Connections that wait for their next request, and the listeners on them. */
  openConnections(): { readonly sockets: number; readonly listeners: number } {
    const free = this.#list(({ freeSockets }) => freeSockets);
    const { sockets, listeners } = this.#connections.open();
    return {
      sockets: free.length + sockets,
      listeners: free.reduce((sum, socket) => sum + listenersOn(socket), listeners),
    };
  }

  destroy(): void {
    for (const agent of this.#agents) agent.destroy();
    this.#connections.destroy();
  }

  #list<T>(listsOf: (agent: http.Agent) => Readonly<Record<string, readonly T[] | undefined>>): T[] {
    return [...this.#agents].flatMap((agent) => Object.values(listsOf(agent)).flatMap((list) => list ?? []));
  }
}

/** Looks up the given names here, and all others in DNS. */
function lookupOf(names: Names): LookupFunction {
  return (hostname, options, callback) => {
    const response = names[hostname];
    if (response === 'silence') return;
    if (typeof response === 'string') {
      const error = Object.assign(new Error(`getaddrinfo ${response} ${hostname}`), {
        code: response,
        syscall: 'getaddrinfo',
        hostname,
      });
      setImmediate(() => callback(error, '', 0));
    } else if (response === undefined) {
      lookupByDns(hostname, options, callback);
    } else {
      const addresses = response.map((address) => ({ address, family: 4 }));
      const [first = { address: '', family: 4 }] = addresses;
      if (options.all) setImmediate(() => callback(null, addresses));
      else setImmediate(() => callback(null, first.address, first.family));
    }
  };
}

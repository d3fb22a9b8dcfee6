import { lookup as lookupByDns } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';

/** What DNS says of a name: its addresses in their order, that there are none, or nothing at all. */
export type Names = Readonly<Record<string, readonly string[] | 'ENOTFOUND' | 'EAI_AGAIN' | 'silence'>>;

/** Gives an instance modules `node:http` and `node:https` of its own, and knows every connection that it keeps. */
export class AgentRegistry {
  readonly modules: Readonly<Record<string, unknown>>;
  readonly #agents = new Set<http.Agent>();

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
    this.modules = {
      'node:http': { ...http, default: undefined, Agent: registered(http.Agent) },
      'node:https': { ...https, default: undefined, Agent: registered(https.Agent) },
    };
  }

  /** Connections that serve a request now, and requests that wait for one. */
  get inUse(): number {
    return this.#count(({ sockets, requests }) => [...Object.values(sockets), ...Object.values(requests)]);
  }

  /** Connections that wait for their next request, and the listeners on them. */
  kept(): { readonly sockets: number; readonly listeners: number } {
    const sockets = [...this.#agents].flatMap(({ freeSockets }) =>
      Object.values(freeSockets).flatMap((free) => free ?? []),
    );
    return { sockets: sockets.length, listeners: sockets.reduce((sum, socket) => sum + listenersOn(socket), 0) };
  }

  destroy(): void {
    for (const agent of this.#agents) agent.destroy();
  }

  #count(listsOf: (agent: http.Agent) => readonly (readonly unknown[] | undefined)[]): number {
    return [...this.#agents].flatMap(listsOf).reduce((sum, list) => sum + (list?.length ?? 0), 0);
  }
}

function listenersOn(socket: Socket): number {
  return socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0);
}

/** Scripted names never reach DNS. */
function lookupOf(names: Names): LookupFunction {
  return (hostname, options, callback) => {
    const told = names[hostname];
    if (told === 'silence') return;
    if (typeof told === 'string') {
      const error = Object.assign(new Error(`getaddrinfo ${told} ${hostname}`), {
        code: told,
        syscall: 'getaddrinfo',
        hostname,
      });
      setImmediate(() => callback(error, '', 0));
    } else if (told === undefined) {
      lookupByDns(hostname, options, callback);
    } else {
      const addresses = told.map((address) => ({ address, family: 4 }));
      const [first = { address: '', family: 4 }] = addresses;
      if (options.all) setImmediate(() => callback(null, addresses));
      else setImmediate(() => callback(null, first.address, first.family));
    }
  };
}

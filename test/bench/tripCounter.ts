/** Counts one TCP connection's part in the trips. */
export interface ConnectionTrips {
  /** The client sent bytes; the answer is to be called when the server gets them. */
  send(): () => void;
  /** The server sent bytes; the answer is to be called when the client gets them. */
  answer(): () => void;
}

/**
 * Counts the round trips of a client that had to wait for one another, over all of its connections: a logical clock that
 * sits between client and servers. What the client sends is one trip later than the latest answer that it has got by then;
 * what a server sends belongs to the latest trip that it has got by then on this connection.
 *
 * Sound as long as the way is long against what both sides compute: then "after" means "because of".
 * Source: Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System".
 */
export class TripCounter {
  #beginning = {};
  #client = 0;

  /** The trips that the client has the answers of. */
  get longest(): number {
    return this.#client;
  }

  /** Forgets what was; open connections stay usable. */
  beginAnew(): void {
    this.#beginning = {};
    this.#client = 0;
  }

  /** The client asks for a connection, which is a trip before the first bytes. */
  connect(): ConnectionTrips {
    let beginning = this.#beginning;
    let connected = this.#client + 1;
    let server = 0;
    const refresh = () => {
      if (beginning === this.#beginning) return;
      beginning = this.#beginning;
      connected = 0;
      server = 0;
    };
    return {
      send: () => {
        refresh();
        const trip = Math.max(this.#client, connected) + 1;
        return () => {
          refresh();
          server = Math.max(server, trip);
        };
      },
      answer: () => {
        refresh();
        const trip = server;
        return () => {
          this.#client = Math.max(this.#client, trip);
        };
      },
    };
  }
}

/** The part of one TCP connection in the trips. */
export interface ConnectionTrips {
  /** Records that the client sent bytes. Call the returned function when the server receives them. */
  send(): () => void;
  /** Records that the server sent bytes. Call the returned function when the client receives them. */
  respond(): () => void;
}

/**
 * Counts the consecutive round trips of a client over all of its connections, with a logical clock between client and
 * servers. What the client sends is one trip later than the latest response that it has received. What a server sends
 * belongs to the latest trip that it has received on this connection.
 *
 * Valid if the latency is long compared to the computing time of both sides: then "after" means "because of".
 * Source: Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System".
 */
export class TripCounter {
  #epoch = {};
  #client = 0;

  /** The number of trips whose responses the client has received. */
  get longest(): number {
    return this.#client;
  }

  /** Starts a new count. Open connections stay usable. */
  reset(): void {
    this.#epoch = {};
    this.#client = 0;
  }

  /** Records that the client opens a connection, which takes a trip before the first bytes. */
  connect(): ConnectionTrips {
    let epoch = this.#epoch;
    let connected = this.#client + 1;
    let server = 0;
    const refresh = () => {
      if (epoch === this.#epoch) return;
      epoch = this.#epoch;
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
      respond: () => {
        refresh();
        const trip = server;
        return () => {
          this.#client = Math.max(this.#client, trip);
        };
      },
    };
  }
}

import { type ConnectionTrips, TripCounter } from './tripCounter';

/** One request over a connection, and its response. */
function exchange(connection: ConnectionTrips): void {
  connection.send()();
  connection.respond()();
}

/** Requests that are sent before the first response arrives. */
function exchangeTogether(connections: readonly ConnectionTrips[]): void {
  for (const arrive of connections.map((connection) => connection.send())) arrive();
  for (const arrive of connections.map((connection) => connection.respond())) arrive();
}

describe('TripCounter', () => {
  let counter: TripCounter;
  /** A connection that was opened before the count. */
  const open = () => {
    const connection = counter.connect();
    counter.reset();
    return connection;
  };
  beforeEach(() => {
    counter = new TripCounter();
  });

  test.each<[string, number, () => void]>([
    ['nothing', 0, () => {}],
    ['a request over an open connection', 1, () => exchange(open())],
    ['a request over a new connection', 2, () => exchange(counter.connect())],
    [
      'one request after the other',
      2,
      () => {
        const connection = open();
        exchange(connection);
        exchange(connection);
      },
    ],
    ['concurrent requests', 1, () => exchangeTogether([open(), open(), open()])],
    [
      'concurrent requests, and then a request over another connection',
      2,
      () => {
        const [first, second, other] = [open(), open(), open()];
        exchangeTogether([first, second]);
        exchange(other);
      },
    ],
    [
      'a connection that is opened after a response',
      3,
      () => {
        exchange(open());
        exchange(counter.connect());
      },
    ],
    [
      'concurrent requests, the last response to which arrives after the next request was sent',
      2,
      () => {
        const [first, second] = [open(), open()];
        first.send()();
        second.send()();
        first.respond()();
        const arrive = first.send();
        second.respond()();
        arrive();
        first.respond()();
      },
    ],
    ['bytes without a response', 0, () => open().send()()],
  ])('%s: %i', (_, trips, exchangeAll) => {
    exchangeAll();
    expect(counter.longest).toBe(trips);
  });

  test('after a reset, an open connection takes no trip', () => {
    const connection = counter.connect();
    exchange(connection);
    counter.reset();
    expect(counter.longest).toBe(0);
    exchange(connection);
    expect(counter.longest).toBe(1);
  });
});

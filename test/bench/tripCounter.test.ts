import { type ConnectionTrips, TripCounter } from './tripCounter';

/** One request over a connection, from its first byte to the last of its answer. */
function exchange(connection: ConnectionTrips): void {
  connection.send()();
  connection.answer()();
}

/** Requests that are sent before the first answer arrives. */
function exchangeTogether(connections: readonly ConnectionTrips[]): void {
  for (const arrive of connections.map((connection) => connection.send())) arrive();
  for (const arrive of connections.map((connection) => connection.answer())) arrive();
}

describe('TripCounter', () => {
  let counter: TripCounter;
  /** A connection that was made before the counting. */
  const kept = () => {
    const connection = counter.connect();
    counter.beginAnew();
    return connection;
  };
  beforeEach(() => {
    counter = new TripCounter();
  });

  test.each<[string, number, () => void]>([
    ['nothing', 0, () => {}],
    ['a request over a kept connection', 1, () => exchange(kept())],
    ['a request over a new connection, which is made first', 2, () => exchange(counter.connect())],
    [
      'one request after the other',
      2,
      () => {
        const connection = kept();
        exchange(connection);
        exchange(connection);
      },
    ],
    ['requests that do not wait for one another', 1, () => exchangeTogether([kept(), kept(), kept()])],
    [
      'a wave, and a request that waits for it over another connection',
      2,
      () => {
        const [first, second, other] = [kept(), kept(), kept()];
        exchangeTogether([first, second]);
        exchange(other);
      },
    ],
    [
      'a connection that is made after an answer',
      3,
      () => {
        exchange(kept());
        exchange(counter.connect());
      },
    ],
    [
      'a wave whose last answer arrives after the next request was sent',
      2,
      () => {
        const [first, second] = [kept(), kept()];
        first.send()();
        second.send()();
        first.answer()();
        const arrive = first.send();
        second.answer()();
        arrive();
        first.answer()();
      },
    ],
    ['bytes that need no answer', 0, () => kept().send()()],
  ])('%s: %i', (_, trips, travel) => {
    travel();
    expect(counter.longest).toBe(trips);
  });

  test('beginning anew, a kept connection is no trip', () => {
    const connection = counter.connect();
    exchange(connection);
    counter.beginAnew();
    expect(counter.longest).toBe(0);
    exchange(connection);
    expect(counter.longest).toBe(1);
  });
});

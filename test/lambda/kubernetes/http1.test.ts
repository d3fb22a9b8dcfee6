import { answer, type Handle, hangUp } from './tlsServer';
import { transportUnderTest, until } from './transportUnderTest';

const tested = transportUnderTest({ protocol: 'http/1.1' });

/** Answers once it is told to. */
function holding() {
  const held: (() => void)[] = [];
  const hold: Handle = (_, response) => held.push(() => response.end());
  return { held, hold };
}

test('connections are at most 64', async () => {
  await Promise.all(tested.sendAll(160));
  expect([tested.server.requests.length, tested.server.connections]).toEqual([160, 64]);
});

test('a request that waits for a connection spends nothing of its time', async () => {
  const { held, hold } = holding();
  tested.server.script(...Array.from({ length: 64 }, () => hold), answer(200, {}));
  const busy = tested.sendAll(64);
  const waiting = tested.send({ tryTimeout: 50 });
  await until(() => held.length === 64);
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const release of held) release();
  expect((await waiting).status).toBe(200);
  await Promise.all(busy);
});

test('a connection that was handed on to a request that waited for one is no new one', async () => {
  const held: (() => void)[] = [];
  const hold: Handle = (_, response) => {
    held.push(() => response.end());
    if (held.length === 64) for (const release of held) release();
  };
  tested.server.script(...Array.from({ length: 64 }, () => hold), hangUp);
  const sent = await Promise.allSettled(tested.sendAll(65));
  expect(sent.map(({ status }) => status)).toEqual([...Array.from({ length: 64 }, () => 'fulfilled'), 'rejected']);
  expect(sent[64]).toMatchObject({ reason: { stage: 'answer', timedOut: false, reusedSocket: true } });
});

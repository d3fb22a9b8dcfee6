import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { pipeline } from 'node:stream';
import { startMuteServer } from './tlsServer';
import { failureOf, transportUnderTest, until } from './transportUnderTest';

const tested = transportUnderTest({ protocol: 'h2' });
let gate: Server | undefined;
/** Connections to the gate. */
let taken = 0;
let closed = 0;

afterEach(() => gate?.close());

/** Something on the way that does this to the connections, one after the other, and the last to all the rest. */
async function useGate(...fates: readonly ('passes' | 'is silent' | 'breaks')[]): Promise<void> {
  [taken, closed] = [0, 0];
  gate = createServer((socket) => {
    const fate = fates[Math.min(taken, fates.length - 1)];
    taken += 1;
    socket.on('error', () => {});
    socket.on('close', () => {
      closed += 1;
    });
    if (fate === 'passes') pipeline(socket, connect(tested.server.port, '127.0.0.1'), socket, () => {});
    else if (fate === 'breaks') socket.destroy();
    else socket.resume();
  });
  await once(gate.listen(0, '127.0.0.1'), 'listening');
  const { port } = gate.address() as AddressInfo;
  tested.connectTo(`https://127.0.0.1:${port}`, tested.certificates.authority.certificatePem);
}

test('one that is being made is given up when nothing is on its way any more', async () => {
  await useGate('passes', 'is silent');
  await Promise.all(tested.sendAll(150));
  await until(() => taken === 2 && closed === 1);
  expect((await tested.send()).status).toBe(200);
});

test('what there is goes on where a further one fails', async () => {
  await useGate('passes', 'breaks');
  const answers = await Promise.all(tested.sendAll(150));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(150);
});

test('whoever began to wait later goes on waiting, for a new one', async () => {
  await useGate('is silent', 'passes');
  const first = failureOf(tested.send({ tryTimeout: 50 }));
  const second = tested.send();
  expect(await first).toMatchObject({ stage: 'connect', message: 'no connection within 50 ms' });
  expect((await second).status).toBe(200);
  expect(taken).toBe(2);
});

test('each that waits for one does so for its own time', async () => {
  const mute = await startMuteServer();
  tested.connectTo(mute.url);
  const first = failureOf(tested.send());
  expect(await failureOf(tested.send({ tryTimeout: 20 }))).toMatchObject({ message: 'no connection within 20 ms' });
  tested.transport.destroy();
  expect(await first).toMatchObject({ message: 'the connections were closed', timedOut: false });
  await mute.stop();
});

test('what queues behind others spends nothing of its time', async () => {
  tested.server.script((_, response) => setTimeout(() => response.end(), 700));
  const answers = await Promise.all(tested.sendAll(350, { tryTimeout: 1200 }));
  expect(answers).toHaveLength(350);
});

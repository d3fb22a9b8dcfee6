import { getEventListeners } from 'node:events';
import { gzipSync } from 'node:zlib';
import type { TransportError } from '../../../lambda/kubernetes/transportError';
import { answer, connectionOf, hangUp, type Protocol, refusedUrl, silence, startMuteServer } from './tlsServer';
import { failureOf, transportUnderTest, until } from './transportUnderTest';

const protocols: readonly Protocol[] = ['h2', 'http/1.1'];
const mebibyte = 1024 * 1024;

describe.each(protocols)('over %s', (protocol) => {
  const tested = transportUnderTest({ protocol });

  describe('no answer', () => {
    test('as nobody listens', async () => {
      tested.connectTo(await refusedUrl());
      const failure = await failureOf(tested.send());
      expect(failure).toMatchObject({ stage: 'connect', timedOut: false, reusedSocket: false });
      expect(failure.message).toContain('ECONNREFUSED');
    });

    test('as the connection is not made in time', async () => {
      const mute = await startMuteServer();
      tested.connectTo(mute.url);
      expect(await failureOf(tested.send({ tryTimeout: 50 }))).toMatchObject({
        stage: 'connect',
        timedOut: true,
        message: 'no connection within 50 ms',
      });
      await mute.stop();
    });

    test('as it is not given in time', async () => {
      tested.server.script(silence);
      expect(await failureOf(tested.send({ tryTimeout: 200 }))).toMatchObject({
        stage: 'answer',
        timedOut: true,
        message: 'no complete answer within 200 ms',
      });
    });

    test('as it is not given in time over a connection that served before', async () => {
      tested.server.script(answer(200, {}), silence);
      await tested.send();
      expect(await failureOf(tested.send({ tryTimeout: 50 }))).toMatchObject({
        stage: 'answer',
        timedOut: true,
        reusedSocket: true,
      });
    });

    test('as its end does not come', async () => {
      tested.server.script((_, response) => response.write('{'));
      expect(await failureOf(tested.send({ tryTimeout: 200 }))).toMatchObject({ stage: 'answer', timedOut: true });
    });

    test('as the connection breaks', async () => {
      tested.server.script(hangUp);
      expect(await failureOf(tested.send())).toMatchObject({ stage: 'answer', timedOut: false, reusedSocket: false });
    });

    test('as the connection breaks that served before', async () => {
      tested.server.script(answer(200, {}), hangUp);
      await tested.send();
      expect(await failureOf(tested.send())).toMatchObject({ stage: 'answer', timedOut: false, reusedSocket: true });
    });

    test('as the connection breaks in the middle', async () => {
      tested.server.script((request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{');
        setTimeout(() => connectionOf(request).destroy(), 10);
      });
      expect(await failureOf(tested.send())).toMatchObject({ stage: 'answer', timedOut: false });
    });

    test('as what came is not compressed, though it says so', async () => {
      tested.server.script(answer(200, 'plain', { 'content-encoding': 'gzip' }));
      expect(await failureOf(tested.send())).toMatchObject({ stage: 'answer', timedOut: false });
    });
  });

  describe('an answer of more than 8 MiB is refused', () => {
    test('as it says how long it is, before it comes', async () => {
      tested.server.script((_, response) =>
        response.writeHead(200, { 'content-length': 8 * mebibyte + 1 }).flushHeaders(),
      );
      const failure = await failureOf(tested.send());
      expect(failure).toMatchObject({ stage: 'size', timedOut: false });
      expect(failure.message).toBe(`the answer is larger than ${8 * mebibyte} bytes`);
    });

    test('as it comes', async () => {
      tested.server.script((_, response) => {
        for (let sent = 0; sent <= 8; sent += 1) response.write(Buffer.alloc(mebibyte, 32));
        response.end();
      });
      const failure = await failureOf(tested.send());
      expect(failure).toMatchObject({ stage: 'size', timedOut: false });
      expect(failure.message).toBe(`the answer is larger than ${8 * mebibyte} bytes`);
    });

    test('as it grows out of its compression', async () => {
      const zipped = gzipSync(Buffer.alloc(8 * mebibyte + 1, 32), { level: 1 });
      tested.server.script((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped));
      expect(await failureOf(tested.send())).toMatchObject({ stage: 'size', timedOut: false });
    });
  });

  describe('the end of the run', () => {
    const overWith = (failure: TransportError) =>
      expect(failure).toMatchObject({ timedOut: true, message: 'the time of the run is over' });

    test('ends a request before it begins', async () => {
      overWith(await failureOf(tested.send({ signal: AbortSignal.abort() })));
      expect(tested.server.requests).toEqual([]);
    });

    test('ends a request that waits for its answer', async () => {
      const run = new AbortController();
      tested.server.script(() => run.abort());
      overWith(await failureOf(tested.send({ signal: run.signal })));
    });

    test('ends a request in the middle of its answer, and tells the server', async () => {
      const run = new AbortController();
      const broken = new Promise((resolve) => {
        tested.server.script((_, response) => {
          response.once('close', resolve);
          response.write('{');
          setTimeout(() => run.abort(), 10);
        });
      });
      overWith(await failureOf(tested.send({ signal: run.signal })));
      await broken;
    });

    test('ends requests that wait for a connection', async () => {
      const run = new AbortController();
      tested.server.script(silence);
      const sent = tested.sendAll(400, { signal: run.signal }).map(failureOf);
      await until(() => tested.server.requests.length > 0);
      run.abort();
      for (const failure of await Promise.all(sent)) overWith(failure);
    });

    test('leaves nothing behind at its signal', async () => {
      const { signal } = new AbortController();
      tested.server.script(answer(200, {}), hangUp, answer(200, {}));
      await Promise.allSettled(tested.sendAll(20, { signal }));
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });
  });
});

import { constants } from 'node:http2';
import { answer, type Handle, silence, streamOf } from './tlsServer';
import { failureOf, patient, transportUnderTest, until } from './transportUnderTest';

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;
const fine = answer(200, {});
const tested = transportUnderTest({ protocol: 'h2' });

/** Answers all once so many have come. */
function together(count: number): Handle {
  const waiting: (() => void)[] = [];
  return (_, response) => {
    waiting.push(() => response.end());
    if (waiting.length === count) for (const release of waiting) release();
  };
}

describe('sessions', () => {
  test('one takes a hundred requests at the same time', async () => {
    tested.server.script(together(100));
    await Promise.all(tested.sendAll(100));
    expect(tested.server.connections).toBe(1);
  });

  test('are as many as are needed, and kept', async () => {
    tested.server.script(together(101));
    await Promise.all(tested.sendAll(101));
    expect(tested.server.connections).toBe(2);
    tested.server.script(together(200));
    await Promise.all(tested.sendAll(200));
    expect(tested.server.connections).toBe(2);
  });

  test('are at most three', async () => {
    await Promise.all(tested.sendAll(1001));
    expect([tested.server.requests.length, tested.server.connections]).toEqual([1001, 3]);
  });

  test('take as many requests as the server says', async () => {
    const server = await tested.useServer({ protocol: 'h2', maxConcurrentStreams: 2 });
    await tested.send();
    let [now, most] = [0, 0];
    server.script((_, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.end();
      }, 5);
    });
    await Promise.all(tested.sendAll(20));
    expect(most).toBeLessThanOrEqual(6);
    expect(server.connections).toBeLessThanOrEqual(3);
  });

  test('a request that waits for its turn spends nothing of its time', async () => {
    await tested.useServer({ protocol: 'h2', maxConcurrentStreams: 1 });
    await tested.send();
    const held: (() => void)[] = [];
    const hold: Handle = (_, response) => held.push(() => response.end());
    tested.server.script(hold, hold, hold, fine);
    const busy = tested.sendAll(3);
    await until(() => held.length === 3);
    const waiting = tested.send({ tryTimeout: 50 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const release of held) release();
    expect((await waiting).status).toBe(200);
    await Promise.all(busy);
  });

  test('open their windows wide enough for a page', async () => {
    let windows: unknown;
    tested.server.script((request, response) => {
      const { session } = streamOf(request);
      windows = [session?.remoteSettings.initialWindowSize, session?.state.remoteWindowSize];
      response.end();
    });
    await tested.send();
    expect(windows).toEqual([1024 * 1024, 4 * 1024 * 1024]);
  });
});

describe('a session that says nothing', () => {
  test('is left, with all that is on its way over it', async () => {
    await tested.send();
    tested.server.script(silence, silence, fine);
    const first = failureOf(tested.send({ tryTimeout: 100 }));
    const second = failureOf(tested.send());
    const gone = { stage: 'answer', timedOut: true, reusedSocket: true };
    expect([await first, await second]).toMatchObject([gone, gone]);
    expect((await tested.send()).status).toBe(200);
    expect(tested.server.connections).toBe(2);
  });

  test('about one request only goes on with the others, and takes no further ones', async () => {
    await tested.send();
    const late: (() => void)[] = [];
    tested.server.script(
      silence,
      (_, response) => late.push(() => response.end()),
      (_, response) => response.end(),
    );
    const silent = failureOf(tested.send({ tryTimeout: 100 }));
    const slow = tested.send();
    await tested.send();
    expect(await silent).toMatchObject({ timedOut: true, reusedSocket: true });
    await tested.send();
    expect(tested.server.connections).toBe(2);
    for (const answerNow of late) answerNow();
    expect((await slow).status).toBe(200);
  });
});

describe('no answer', () => {
  const begun: Handle = (_, response) => response.writeHead(200).write('{');
  const closing =
    (code: number, before: Handle = () => {}): Handle =>
    (request, response) => {
      before(request, response);
      setTimeout(() => streamOf(request).close(code), 10);
    };

  test.each<[string, Handle]>([
    ['the stream is refused', closing(NGHTTP2_REFUSED_STREAM)],
    ['the stream is reset', closing(NGHTTP2_INTERNAL_ERROR)],
    ['the stream is cancelled', closing(NGHTTP2_CANCEL)],
    ['the stream is closed without an answer', closing(NGHTTP2_NO_ERROR)],
    ['the stream is reset in the middle', closing(NGHTTP2_INTERNAL_ERROR, begun)],
    ['the stream is cancelled in the middle', closing(NGHTTP2_CANCEL, begun)],
    [
      'it is shorter than it says',
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.end('{');
      },
    ],
    ['the session ends in error', (request) => streamOf(request).session?.destroy(undefined, NGHTTP2_INTERNAL_ERROR)],
  ])('as %s', async (_, handle) => {
    tested.server.script(handle, fine);
    expect(await failureOf(tested.send())).toMatchObject({ stage: 'answer', timedOut: false, reusedSocket: false });
    expect((await tested.send()).status).toBe(200);
  });

  test('as the server goes away before it: the next one comes over a new session', async () => {
    await tested.send();
    tested.server.script((request) => {
      const id = streamOf(request).id ?? 0;
      streamOf(request).session?.goaway(NGHTTP2_NO_ERROR, id - 2);
    }, fine);
    expect(await failureOf(tested.send())).toMatchObject({ stage: 'answer', timedOut: false });
    expect((await tested.send()).status).toBe(200);
    expect(tested.server.connections).toBe(2);
  });

  test('a server that goes away still answers what it has taken', async () => {
    tested.server.script((request, response) => {
      streamOf(request).session?.goaway(NGHTTP2_NO_ERROR);
      setTimeout(() => response.end(), 10);
    }, fine);
    expect((await tested.send()).status).toBe(200);
    expect((await tested.send()).status).toBe(200);
    expect(tested.server.connections).toBe(2);
  });

  test('as no stream is ever allowed', async () => {
    await tested.useServer({ protocol: 'h2', maxConcurrentStreams: 0 });
    await failureOf(tested.send());
    const run = new AbortController();
    const waiting = failureOf(tested.send({ ...patient, signal: run.signal }));
    run.abort();
    expect(await waiting).toMatchObject({ timedOut: true });
  });
});

import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { AnswerReader } from '../../../lambda/kubernetes/answerReader';

const mebibyte = 1024 * 1024;
const head = { status: 200, headers: {} };
const chunk = Buffer.alloc(mebibyte, 32);

/** An answer that has come so far, and does not end. */
function coming(reader: AnswerReader, bytes: Buffer, times = 1) {
  const incoming = new PassThrough({ highWaterMark: 1024 * mebibyte });
  const read = reader.read(incoming, head).then(
    ({ httpStatusCode }) => httpStatusCode,
    (error: Error) => error,
  );
  for (let sent = 0; sent < times; sent += 1) incoming.write(bytes);
  return { incoming, read };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('headers that come several times are told as one', async () => {
  const incoming = new PassThrough();
  const read = new AnswerReader().read(incoming, { status: 200, headers: { warning: ['a', 'b'], none: undefined } });
  incoming.end();
  expect((await read).headers.warning).toBe('a,b');
});

test.each<[string, string, (incoming: PassThrough) => void]>([
  ['an error', 'broken', (incoming) => incoming.destroy(new Error('broken'))],
  ['its end', 'the connection was closed before the answer was complete', (incoming) => incoming.destroy()],
])('%s in the middle', async (_, message, end) => {
  const { incoming, read } = coming(new AnswerReader(), chunk);
  await turn();
  end(incoming);
  expect(await read).toMatchObject({ message });
});

describe('what comes at the same time', () => {
  test('is 64 MiB at the most; what is small comes nevertheless', async () => {
    const reader = new AnswerReader();
    const large = Array.from({ length: 8 }, () => coming(reader, chunk, 8));
    await turn();
    const [small, next] = [coming(reader, Buffer.alloc(1000)), coming(reader, chunk)];
    expect(await next.read).toMatchObject({
      name: 'RangeError',
      message: `the answers that come at the same time are larger than ${64 * mebibyte} bytes`,
    });
    for (const { incoming } of [...large, small]) incoming.end();
    expect(await Promise.all([...large, small].map(({ read }) => read))).toEqual(Array(9).fill(200));
  });

  test('counts no longer once it is read or refused, whatever comes after', async () => {
    const reader = new AnswerReader();
    for (let round = 0; round < 20; round += 1) {
      const [refused, read] = [coming(reader, chunk, 9), coming(reader, chunk, 8)];
      expect(await refused.read).toMatchObject({ name: 'RangeError' });
      refused.incoming.write(chunk);
      read.incoming.end();
      expect(await read.read).toBe(200);
    }
  });
});

test('what is compressed is bounded by what it becomes', async () => {
  const incoming = new PassThrough();
  const read = new AnswerReader().read(incoming, { status: 200, headers: { 'content-encoding': 'gzip' } });
  incoming.end(gzipSync(Buffer.alloc(8 * mebibyte + 1)));
  await expect(read).rejects.toMatchObject({ name: 'RangeError' });
});

import type { ClientHttp2Stream } from 'node:http2';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { maxSmallBytes, ResponseReader } from '../../../lambda/kubernetes/responseReader';

const mebibyte = 1024 * 1024;
const chunk = Buffer.alloc(mebibyte, 32);
const ok = { ':status': 200 };

/** Reads a response that is not complete: its headers and some chunks have arrived. */
function startReading(reader: ResponseReader, bytes: Buffer, times = 1, isOptional = false) {
  const stream = new PassThrough({ highWaterMark: 1024 * mebibyte });
  const read = reader.read(stream as unknown as ClientHttp2Stream, isOptional ? maxSmallBytes : undefined);
  // Tests await it later.
  read.catch(() => {});
  stream.emit('response', ok);
  for (let sent = 0; sent < times; sent += 1) stream.write(bytes);
  return { stream, read };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('a response is complete at its end', async () => {
  const { stream, read } = startReading(new ResponseReader(), Buffer.from('{}'));
  stream.end();
  expect(await read).toEqual({ status: 200, headers: ok, body: Buffer.from('{}') });
});

test('an end without headers is not a response', async () => {
  const stream = new PassThrough();
  const read = new ResponseReader().read(stream as unknown as ClientHttp2Stream);
  stream.end('{}');
  await expect(read).rejects.toThrow('the connection was closed before the response began');
});

test.each<[string, string, (stream: PassThrough) => void]>([
  ['a stream error', 'broken', (stream) => stream.destroy(new Error('broken'))],
  ['a closed stream', 'the connection was closed before the response was complete', (stream) => stream.destroy()],
])('%s within the response is an error', async (_, message, end) => {
  const { stream, read } = startReading(new ResponseReader(), chunk);
  await nextTurn();
  end(stream);
  await expect(read).rejects.toThrow(message);
});

describe('responses that are received at the same time', () => {
  const tooLarge = {
    stage: 'size',
    message: `the responses received at the same time are larger than ${64 * mebibyte} bytes`,
  };

  test('have at most 64 MiB in total; small ones are always accepted', async () => {
    const reader = new ResponseReader();
    const large = Array.from({ length: 8 }, () => startReading(reader, chunk, 8));
    await nextTurn();
    const [small, next] = [startReading(reader, Buffer.alloc(1000)), startReading(reader, chunk)];
    await expect(next.read).rejects.toMatchObject(tooLarge);
    for (const { stream } of [...large, small]) stream.end();
    for (const { read } of [...large, small]) expect(await read).toMatchObject({ status: 200 });
  });

  test('do not count once they are complete or rejected', async () => {
    const reader = new ResponseReader();
    for (let round = 0; round < 20; round += 1) {
      const [rejected, complete] = [startReading(reader, chunk, 9), startReading(reader, chunk, 8)];
      await expect(rejected.read).rejects.toMatchObject({ stage: 'size' });
      rejected.stream.write(chunk);
      complete.stream.end();
      expect(await complete.read).toMatchObject({ status: 200 });
    }
  });
});

describe('an optional response', () => {
  const tooLarge = { stage: 'size', message: `the response is larger than ${mebibyte} bytes` };

  test('has at most 1 MiB', async () => {
    const complete = startReading(new ResponseReader(), chunk, 1, true);
    complete.stream.end();
    expect(await complete.read).toMatchObject({ status: 200 });
    await expect(startReading(new ResponseReader(), chunk, 2, true).read).rejects.toMatchObject(tooLarge);
  });

  test.each([
    ['announced', { 'content-length': String(mebibyte + 1) }, Buffer.alloc(0)],
    ['uncompressed', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(mebibyte + 1))],
  ])('has at most 1 MiB %s', async (_, headers, bytes) => {
    const stream = new PassThrough();
    const read = new ResponseReader().read(stream as unknown as ClientHttp2Stream, maxSmallBytes);
    stream.emit('response', { ...ok, ...headers });
    stream.end(bytes);
    await expect(read).rejects.toMatchObject(tooLarge);
  });
});

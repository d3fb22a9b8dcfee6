import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { AnswerReader } from '../../../lambda/kubernetes/answerReader';
import type { AnswerHead, RawAnswer } from '../../../lambda/kubernetes/exchange';

const mebibyte = 1024 * 1024;
const head = { status: 200, headers: {} };
const chunk = Buffer.alloc(mebibyte, 32);

/** Reads what comes, and gives how it ended. */
function readAll(reader: AnswerReader, incoming: PassThrough, told: AnswerHead = head): Promise<RawAnswer | Error> {
  return new Promise((resolve) => reader.read(incoming, resolve)(told));
}

/** An answer that has come so far, and does not end. */
function coming(reader: AnswerReader, bytes: Buffer, times = 1) {
  const incoming = new PassThrough({ highWaterMark: 1024 * mebibyte });
  const read = readAll(reader, incoming);
  for (let sent = 0; sent < times; sent += 1) incoming.write(bytes);
  return { incoming, read };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('an answer is told once it has come, and not before its head', async () => {
  const incoming = new PassThrough();
  const told: unknown[] = [];
  const begin = new AnswerReader().read(incoming, (outcome) => told.push(outcome));
  incoming.write('{}');
  await turn();
  begin(head);
  await turn();
  expect(told).toEqual([]);
  incoming.end();
  await turn();
  incoming.destroy();
  await turn();
  expect(told).toEqual([{ ...head, body: Buffer.from('{}') }]);
});

test('an end without a head is no answer', async () => {
  const incoming = new PassThrough();
  const read = new Promise((resolve) => new AnswerReader().read(incoming, resolve));
  incoming.end('{}');
  expect(await read).toMatchObject({ message: 'the connection was closed before the answer' });
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
    expect(await Promise.all([...large, small].map(({ read }) => read))).toEqual(
      Array(9).fill(expect.objectContaining({ status: 200 })),
    );
  });

  test('counts no longer once it is read or refused, whatever comes after', async () => {
    const reader = new AnswerReader();
    for (let round = 0; round < 20; round += 1) {
      const [refused, read] = [coming(reader, chunk, 9), coming(reader, chunk, 8)];
      expect(await refused.read).toMatchObject({ name: 'RangeError' });
      refused.incoming.write(chunk);
      read.incoming.end();
      expect(await read.read).toMatchObject({ status: 200 });
    }
  });
});

test.each<[string, Buffer, object]>([
  ['is bounded by what it becomes', gzipSync(Buffer.alloc(8 * mebibyte + 1)), { name: 'RangeError' }],
  ['and is not what it says is no answer', Buffer.from('{}'), { message: 'incorrect header check' }],
])('what is compressed %s', async (_, bytes, error) => {
  const incoming = new PassThrough();
  const read = readAll(new AnswerReader(), incoming, { status: 200, headers: { 'content-encoding': 'gzip' } });
  incoming.end(bytes);
  expect(await read).toMatchObject(error);
});

test('what says that it will be too large is not waited for', async () => {
  const told: AnswerHead = { status: 200, headers: { 'content-length': `${8 * mebibyte + 1}` } };
  expect(await readAll(new AnswerReader(), new PassThrough(), told)).toMatchObject({ name: 'RangeError' });
});

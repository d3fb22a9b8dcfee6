import type { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import type { AnswerHead, RawAnswer } from './exchange';

const mebibyte = 1024 * 1024;
/** A page of 100 objects is seldom larger than 2 MiB; parsed, this much takes half of a function's 256 MiB. */
const maxBytes = 8 * mebibyte;
/** Of all answers that are on their way at the same time. Pages come compressed, in a tenth of their size. */
const maxBytesTogether = 64 * mebibyte;
/** Answers up to this size come, however large their neighbours are: hundreds of them are bearable. */
const smallBytes = 64 * 1024;
const tooLarge = `the answer is larger than ${maxBytes} bytes`;
const tooLargeTogether = `the answers that come at the same time are larger than ${maxBytesTogether} bytes`;

/** Told of a whole answer, or why there is none: a RangeError where it is too large. */
type Done = (outcome: RawAnswer | Error) => void;

interface Reading {
  readonly done: Done;
  readonly chunks: Buffer[];
  head: AnswerHead | undefined;
}

/** Reads the answers of one transport, and bounds what they take of the memory, each and together. */
export class AnswerReader {
  #together = 0;

  /**
   * Reads an answer and uncompresses it. What has not come when it turns out to be too large is left unread.
   *
   * @returns is to be told of the answer's head once it is there.
   */
  read(incoming: Readable, done: Done): (head: AnswerHead) => void {
    // Let go at the end: Node.js keeps an HTTP/2 stream, and all that hangs on it, until the next full garbage collection.
    let reading: Reading | undefined = { done, chunks: [], head: undefined };
    let length = 0;
    const end = (outcome: RawAnswer | Error) => {
      reading = undefined;
      this.#together -= length;
      done(outcome);
    };
    incoming.on('data', (chunk: Buffer) => {
      if (reading === undefined) return;
      length += chunk.length;
      this.#together += chunk.length;
      if (length > maxBytes) end(new RangeError(tooLarge));
      else if (length > smallBytes && this.#together > maxBytesTogether) end(new RangeError(tooLargeTogether));
      else reading.chunks.push(chunk);
    });
    incoming.on('end', () => {
      if (reading?.head !== undefined) end(answerOf(reading.head, reading.chunks));
    });
    incoming.on('error', (error) => {
      if (reading !== undefined) end(error);
    });
    incoming.on('close', () => {
      // An error costs more than all the rest of reading, so it is made only where it is told.
      if (reading === undefined) return;
      const missing = reading.head === undefined ? 'the answer' : 'the answer was complete';
      end(new Error(`the connection was closed before ${missing}`));
    });
    return (head) => {
      if (reading === undefined) return;
      reading.head = head;
      if (Number(head.headers['content-length']) > maxBytes) end(new RangeError(tooLarge));
    };
  }
}

function answerOf({ status, headers }: AnswerHead, chunks: readonly Buffer[]): RawAnswer | Error {
  const [first] = chunks;
  const bytes = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
  if (headers['content-encoding'] !== 'gzip') return { status, headers, body: bytes };
  try {
    // Not in the thread pool, whose threads hold memory of their own: a function of this size has less than one processor.
    return { status, headers, body: gunzipSync(bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    return error as Error;
  }
}

import type { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { ResponseContext } from '@kubernetes/client-node/dist/gen/http/http.js';

/** The head of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
}

const mebibyte = 1024 * 1024;
/** A page of 100 objects is seldom larger than 2 MiB; parsed, this much takes half of a function's 256 MiB. */
const maxBytes = 8 * mebibyte;
/** Of all answers that are on their way at the same time. Pages come compressed, in a tenth of their size. */
const maxBytesTogether = 64 * mebibyte;
/** Answers up to this size come, however large their neighbours are: hundreds of them are bearable. */
const smallBytes = 64 * 1024;
const tooLarge = `the answer is larger than ${maxBytes} bytes`;
const tooLargeTogether = `the answers that come at the same time are larger than ${maxBytesTogether} bytes`;

/** Reads the answers of one transport, and bounds what they take of the memory, each and together. */
export class AnswerReader {
  #together = 0;

  /**
   * Reads a whole answer and uncompresses it.
   *
   * @throws RangeError where it is too large; what has not come yet is left unread.
   */
  async read(incoming: Readable, { status, headers }: AnswerHead): Promise<ResponseContext> {
    const body = await this.#body(incoming, headers);
    const flat: Record<string, string> = {};
    for (const name in headers) flat[name] = String(headers[name]);
    return new ResponseContext(status, flat, {
      text: async () => body.toString('utf8'),
      binary: async () => body,
      stream: () => null,
    });
  }

  async #body(incoming: Readable, headers: AnswerHead['headers']): Promise<Buffer> {
    if (Number(headers['content-length']) > maxBytes) throw new RangeError(tooLarge);
    const bytes = await this.#gather(incoming);
    // Not in the thread pool, whose threads hold memory of their own: a function of this size has less than one processor.
    return headers['content-encoding'] === 'gzip' ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes;
  }

  #gather(incoming: Readable): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let length = 0;
    const gathered = new Promise<Buffer>((resolve, reject) => {
      incoming.on('data', (chunk: Buffer) => {
        length += chunk.length;
        this.#together += chunk.length;
        if (length > maxBytes) reject(new RangeError(tooLarge));
        else if (length > smallBytes && this.#together > maxBytesTogether) reject(new RangeError(tooLargeTogether));
        else chunks.push(chunk);
      });
      incoming.on('end', () => {
        const [first] = chunks;
        resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks));
      });
      incoming.on('error', reject);
      incoming.on('close', () => {
        // An error costs more than all the rest of reading, so it is made only where it is told.
        if (!incoming.readableEnded) reject(new Error('the connection was closed before the answer was complete'));
      });
    });
    return gathered.finally(() => {
      incoming.removeAllListeners('data');
      this.#together -= length;
    });
  }
}

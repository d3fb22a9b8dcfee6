import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { RequestError } from './requestError';

/** A complete response, decompressed. */
export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const mebibyte = 1024 * 1024;
/** A page of 100 objects is rarely larger than 2 MiB. A parsed response of this size takes half of a function's 256 MiB. */
export const maxBytes = 8 * mebibyte;
/** Of responses that are small: a page of 100 events takes about 150 KiB, and probes ask for less. */
export const maxSmallBytes = mebibyte;
/** For all responses that are being received. Pages are compressed to a tenth of their size. */
const maxTotalBytes = 64 * mebibyte;
/** Responses up to this size are never rejected because of the total: hundreds of them fit into memory. */
const smallBytes = 64 * 1024;
const tooLarge = (most: number) => new RequestError(`the response is larger than ${most} bytes`, 'size');
const tooLargeInTotal = () =>
  new RequestError(`the responses received at the same time are larger than ${maxTotalBytes} bytes`, 'size');

type Head = IncomingHttpHeaders & IncomingHttpStatusHeader;

interface Receiving {
  readonly resolve: (response: RawResponse) => void;
  readonly reject: (error: Error) => void;
  readonly chunks: Buffer[];
  readonly most: number;
  head: Head | undefined;
  bytes: number;
}

/** Reads responses and limits the size of each and of all together. */
export class ResponseReader {
  #totalBytes = 0;

  /**
   * Reads the response on a stream.
   *
   * @param most - bytes that it may have, decompressed. Default: 8 MiB.
   * @throws RequestError when it is too large, other errors when it is incomplete.
   */
  read(stream: ClientHttp2Stream, most = maxBytes): Promise<RawResponse> {
    return new Promise((resolve, reject) => {
      // Released at the end: Node.js keeps a closed stream and its listeners until the next full garbage collection.
      let receiving: Receiving | undefined = { resolve, reject, chunks: [], most, head: undefined, bytes: 0 };
      const finish = (): Receiving | undefined => {
        const finished = receiving;
        receiving = undefined;
        this.#totalBytes -= finished?.bytes ?? 0;
        return finished;
      };
      const fail = (error: Error) => finish()?.reject(error);
      stream.on('response', (headers) => {
        if (receiving !== undefined) receiving.head = headers;
        if (Number(headers['content-length']) > most) fail(tooLarge(most));
      });
      stream.on('data', (chunk: Buffer) => {
        if (receiving === undefined) return;
        receiving.chunks.push(chunk);
        receiving.bytes += chunk.length;
        this.#totalBytes += chunk.length;
        if (receiving.bytes > most) fail(tooLarge(most));
        else if (receiving.bytes > smallBytes && this.#totalBytes > maxTotalBytes) fail(tooLargeInTotal());
      });
      stream.on('end', () => {
        // Node.js also ends a stream that the server has reset.
        if (receiving?.head !== undefined && !stream.rstCode) complete(finish());
      });
      stream.on('error', fail);
      stream.on('close', () => {
        if (receiving === undefined) return;
        const progress = receiving.head === undefined ? 'began' : 'was complete';
        const code = stream.rstCode ? ` (HTTP/2 error code ${stream.rstCode})` : '';
        fail(new Error(`the connection was closed before the response ${progress}${code}`));
      });
    });
  }
}

function complete(received: Receiving | undefined): void {
  if (received?.head === undefined) return;
  const { head, chunks, most, resolve, reject } = received;
  const [first = Buffer.alloc(0)] = chunks;
  const bytes = chunks.length === 1 ? first : Buffer.concat(chunks);
  try {
    resolve({ status: head[':status'] ?? 0, headers: head, body: decompress(head, bytes, most) });
  } catch (error) {
    reject((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(most) : (error as Error));
  }
}

function decompress(headers: IncomingHttpHeaders, body: Buffer, maxOutputLength: number): Buffer {
  // Synchronously, because threads of the pool would need memory of their own, and the function has less than one processor.
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength }) : body;
}

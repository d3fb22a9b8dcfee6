import { constants } from 'node:http2';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Answer } from './forward';
import type { Exchange, Handle } from './front';

/** What can be done to a request; see `statuses.ts` for whole answers of an error. */

export const pass: Handle = ({ pass }) => pass();

/** Headers, or what they are at the moment of the answer; undefined takes one away. */
export type Headers = Readonly<Record<string, string | undefined>>;
export type HeadersOf = Headers | ((exchange: Exchange) => Headers);

const headersOf = (given: HeadersOf, exchange: Exchange): Headers =>
  typeof given === 'function' ? given(exchange) : given;

function withoutUndefined(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Takes the request and never answers. */
export const hang: Handle = () => {};

/** Breaks the connection. */
export const reset: Handle = ({ wire }) => wire.breakConnection();

/** Breaks what the request came over: its stream, or its connection over HTTP/1.1. */
export const breakOff: Handle = ({ wire }) => {
  if (wire.stream === undefined) wire.breakConnection();
  else wire.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
};

/** The first time only. */
export const once = (handle: Handle): Handle => times(1, handle);

/** The first times only; whatever comes later passes. */
export const times =
  (count: number, handle: Handle): Handle =>
  (exchange) =>
    exchange.nth <= count ? handle(exchange) : exchange.pass();

/** Lets the request through to its place, and then answers it in this way: what it asked for has happened. */
export const afterwards =
  (handle: Handle): Handle =>
  async (exchange) => {
    await exchange.answer();
    return handle(exchange);
  };

/** Milliseconds later. */
export const late =
  (milliseconds: number): Handle =>
  async ({ pass }) => {
    await sleep(milliseconds, undefined, { ref: false });
    return pass();
  };

/** Sends something else than the genuine answer. */
export const altered =
  (alter: (genuine: Answer, exchange: Exchange) => Partial<Answer>): Handle =>
  async (exchange) => {
    const genuine = await exchange.answer();
    exchange.send({ ...genuine, ...alter(genuine, exchange) });
  };

/** The genuine object with other fields. */
export const alteredJson = (alter: (genuine: Record<string, unknown>, exchange: Exchange) => unknown): Handle =>
  altered(({ body }, exchange) => ({ body: Buffer.from(JSON.stringify(alter(JSON.parse(String(body)), exchange))) }));

/** The genuine answer with other headers. It is true as long as its Date is of now. */
export const alteredHeaders =
  (given: HeadersOf): Handle =>
  async (exchange) => {
    const { headers, ...genuine } = await exchange.answer();
    const merged = withoutUndefined({ ...headers, ...headersOf(given, exchange) });
    const isCurrent = Math.abs(Date.parse(merged.date ?? '') - exchange.now()) < 60_000;
    exchange.send({ ...genuine, headers: merged }, isCurrent);
  };

/** The genuine answer's status and headers with this body. */
export const body = (content: string | Buffer): Handle => altered(() => ({ body: Buffer.from(content) }));

/** The headers, and then nothing. */
export const stopAfterHeaders: Handle = async ({ answer, response }) => {
  const { status, headers } = await answer();
  response.writeHead(status, headers);
  response.flushHeaders();
};

/** Half of the answer, and then nothing. */
export const stopInBody: Handle = async ({ answer, response }) => {
  const { status, headers, body: content } = await answer();
  response.writeHead(status, { ...headers, 'content-length': content.length });
  response.write(content.subarray(0, content.length / 2));
};

/** Half of the answer, and then the connection breaks. */
export const resetInBody: Handle = async (exchange) => {
  await stopInBody(exchange);
  // What was written is on its way first.
  await sleep(10);
  exchange.wire.breakConnection();
};

/** The answer, a byte at a time; the connection stays alive and it would take minutes. */
export const trickle: Handle = async ({ answer, response }) => {
  const { status, headers, body: content } = await answer();
  response.writeHead(status, { ...headers, 'content-length': content.length });
  for (const byte of content) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(50, undefined, { ref: false });
  }
};

/** Not even the headers are ever complete; over HTTP/2 what comes is only information (RFC 9110, section 15.2). */
export const trickleHeaders: Handle = async ({ wire }) => {
  const { stream } = wire;
  if (stream === undefined) wire.write('HTTP/1.1 200 OK\r\n');
  while (!wire.isBroken && !stream?.destroyed) {
    if (stream === undefined) wire.write('x-a: b\r\n');
    else stream.additionalHeaders({ ':status': 103, 'x-a': 'b' });
    await sleep(50, undefined, { ref: false });
  }
};

/** What goes over the wire in place of an HTTP answer. */
export const raw =
  (text: string): Handle =>
  ({ wire }) =>
    wire.write(text);

/** As much as the client takes, of a length that is told or not. */
export const endless =
  (megabytes: number, told: boolean): Handle =>
  async ({ answer, response }) => {
    const { status, headers } = await answer();
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    response.writeHead(status, { ...headers, ...(told ? { 'content-length': megabytes * chunk.length } : {}) });
    await pipeline(
      Array.from({ length: megabytes }, () => chunk),
      response,
    );
  };

const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));

/** A small answer that is 200 MB long once it is uncompressed. */
export const gzipBomb: Handle = altered(({ headers }) => ({
  headers: { ...headers, 'content-encoding': 'gzip' },
  body: bomb,
}));

/** The genuine answer compressed: no fault at all. */
export const compressed: Handle = async ({ answer, send }) => {
  const { headers, body: content, ...genuine } = await answer();
  send({ ...genuine, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(content) }, true);
};

/** What the server says without having been asked: an error page, a redirect, a Status. */
export const says =
  (status: number, contentType: string, text: (exchange: Exchange) => string, given: HeadersOf = {}): Handle =>
  (exchange) => {
    const usual = { date: new Date(exchange.now()).toUTCString(), 'content-type': contentType };
    const headers = withoutUndefined({ ...usual, ...headersOf(given, exchange) });
    exchange.send({ status, headers, body: Buffer.from(text(exchange)) });
  };

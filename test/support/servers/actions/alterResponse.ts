import { gzipSync } from 'node:zlib';
import type { Action, Exchange, HttpResponse } from '../exchange';
import { compressedSpaces } from './compressedSpaces';

/** Complete responses other than the real one. */

/** Headers, or what they are at the time of the response; undefined removes one. */
export type Headers = Readonly<Record<string, string | undefined>>;
export type HeadersOf = Headers | ((exchange: Exchange) => Headers);

/** A response that the server makes up. The Date is the server's, unless the headers have one. */
export const respondWith =
  (status: number, contentType: string, text: (exchange: Exchange) => string, given: HeadersOf = {}): Action =>
  (exchange) => {
    const usual = { date: new Date(exchange.now()).toUTCString(), 'content-type': contentType };
    const headers = withoutUndefined({ ...usual, ...resolve(given, exchange) });
    exchange.send({ status, headers, body: Buffer.from(text(exchange)) });
  };

/** Something else than the real response. */
export const altered =
  (alter: (real: HttpResponse, exchange: Exchange) => Partial<HttpResponse>): Action =>
  async (exchange) => {
    const real = await exchange.realResponse();
    exchange.send({ ...real, ...alter(real, exchange) });
  };

/** The real object with other fields. */
export const alteredJson = (alter: (real: Record<string, unknown>, exchange: Exchange) => unknown): Action =>
  altered(({ body }, exchange) => ({ body: Buffer.from(JSON.stringify(alter(JSON.parse(String(body)), exchange))) }));

/** The real response with other headers. Its content is real as long as its Date is current. */
export const alteredHeaders =
  (given: HeadersOf): Action =>
  async (exchange) => {
    const { headers, ...real } = await exchange.realResponse();
    const merged = withoutUndefined({ ...headers, ...resolve(given, exchange) });
    const isCurrent = Math.abs(Date.parse(merged.date ?? '') - exchange.now()) < 60_000;
    exchange.send({ ...real, headers: merged }, isCurrent);
  };

/** The real status and headers with this body. */
export const body = (content: string | Buffer): Action => altered(() => ({ body: Buffer.from(content) }));

/** The real response, compressed. */
export const compressed: Action = async ({ realResponse, send }) => {
  const { headers, body: content, ...real } = await realResponse();
  send({ ...real, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(content) }, true);
};

const bomb = compressedSpaces(200);

/** A small response of which 200 MB are left once it is uncompressed. */
export const gzipBomb: Action = altered(({ headers }) => ({
  headers: { ...headers, 'content-encoding': 'gzip' },
  body: bomb,
}));

const resolve = (given: HeadersOf, exchange: Exchange): Headers =>
  typeof given === 'function' ? given(exchange) : given;

function withoutUndefined(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

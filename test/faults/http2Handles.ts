import { constants, type ServerHttp2Stream } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange, Handle } from './front';
import { stopInBody } from './handles';

/** What can be done to a request that came over HTTP/2. */

function streamOf({ wire: { stream } }: Exchange): ServerHttp2Stream {
  if (stream === undefined) throw new Error('the request did not come over HTTP/2');
  return stream;
}

/** RST_STREAM in place of an answer. */
export const resetStream =
  (code: number): Handle =>
  (exchange) =>
    streamOf(exchange).close(code);

/** Half of the answer, and then RST_STREAM. */
export const resetStreamInBody =
  (code: number): Handle =>
  async (exchange) => {
    await stopInBody(exchange);
    // What was written is on its way first.
    await sleep(10);
    streamOf(exchange).close(code);
  };

/** The genuine headers without a length, half of the body, and then RST_STREAM. */
export const resetStreamOfUntoldLength =
  (code: number): Handle =>
  async (exchange) => {
    const { status, headers, body } = await exchange.answer();
    exchange.response.writeHead(status, headers);
    exchange.response.write(body.subarray(0, body.length / 2));
    await sleep(10);
    streamOf(exchange).close(code);
  };

/** GOAWAY that takes back this request and all after it: a server that is replaced. */
export const goAwayBefore: Handle = (exchange) => {
  const { id = 0, session } = streamOf(exchange);
  session?.goaway(constants.NGHTTP2_NO_ERROR, id - 2);
};

/** GOAWAY that says that the session is in error. */
export const goAwayInError =
  (code: number): Handle =>
  (exchange) =>
    streamOf(exchange).session?.goaway(code);

/** GOAWAY that lets all that is on its way come and takes no more (RFC 9113, section 6.8), and then the answer. */
export const answerAndGoAway: Handle = (exchange) => {
  streamOf(exchange).session?.goaway(constants.NGHTTP2_NO_ERROR, 2 ** 31 - 1);
  return exchange.pass();
};

/** The server changes once in a session how many requests it takes at the same time, and answers. */
export function allowing(maxConcurrentStreams: number): Handle {
  const told = new WeakSet<object>();
  return (exchange) => {
    const { session } = streamOf(exchange);
    // Each change is to be acknowledged, so there must not be many.
    if (session !== undefined && !told.has(session)) {
      told.add(session);
      session.settings({ maxConcurrentStreams });
    }
    return exchange.pass();
  };
}

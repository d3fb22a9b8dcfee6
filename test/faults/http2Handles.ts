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

/** GOAWAY that takes further requests no more, and then the answer. */
export const answerAndGoAway: Handle = (exchange) => {
  streamOf(exchange).session?.goaway(constants.NGHTTP2_NO_ERROR);
  return exchange.pass();
};

/** The server changes how many requests it takes at the same time, and then answers. */
export const allowing =
  (maxConcurrentStreams: number): Handle =>
  (exchange) => {
    streamOf(exchange).session?.settings({ maxConcurrentStreams });
    return exchange.pass();
  };

import { constants, type ServerHttp2Stream } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Action, Exchange } from '../exchange';
import { stopInBody } from './actions';

/** What can be done to a request over HTTP/2 only. */

function streamOf({ stream }: Exchange): ServerHttp2Stream {
  if (stream === undefined) throw new Error('the request was not received over HTTP/2');
  return stream;
}

/** RST_STREAM in place of a response. */
export const resetStream =
  (code: number): Action =>
  (exchange) =>
    streamOf(exchange).close(code);

/** Half of the response, and then RST_STREAM. */
export const resetStreamInBody =
  (code: number): Action =>
  async (exchange) => {
    await stopInBody(exchange);
    // What was written is sent first.
    await sleep(10);
    streamOf(exchange).close(code);
  };

/** The real headers without a length, half of the body, and then RST_STREAM. */
export const resetStreamWithoutLength =
  (code: number): Action =>
  async (exchange) => {
    const { status, headers, body } = await exchange.realResponse();
    exchange.response.writeHead(status, headers);
    exchange.response.write(body.subarray(0, body.length / 2));
    await sleep(10);
    streamOf(exchange).close(code);
  };

/** GOAWAY that refuses this request and all later ones: a server that is being replaced. */
export const goAwayBefore: Action = (exchange) => {
  const { id = 0, session } = streamOf(exchange);
  session?.goaway(constants.NGHTTP2_NO_ERROR, id - 2);
};

/** GOAWAY with an error code. */
export const goAwayInError =
  (code: number): Action =>
  (exchange) =>
    streamOf(exchange).session?.goaway(code);

/** GOAWAY that completes open requests and accepts no new ones (RFC 9113, section 6.8), and then the response. */
export const goAwayAndPass: Action = (exchange) => {
  streamOf(exchange).session?.goaway(constants.NGHTTP2_NO_ERROR, 2 ** 31 - 1);
  return exchange.pass();
};

/**
 * Changes the limit of concurrent streams of the first connection, and responds. A server that did so on every connection
 * would refuse most requests each time.
 */
export function allowing(maxConcurrentStreams: number): Action {
  let isChanged = false;
  return (exchange) => {
    if (!isChanged) streamOf(exchange).session?.settings({ maxConcurrentStreams });
    isChanged = true;
    return exchange.pass();
  };
}

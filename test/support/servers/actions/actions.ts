import { constants } from 'node:http2';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Action } from '../exchange';

/** What can be done to any request. */

/** Responds as without a script. */
export const pass: Action = ({ pass }) => pass();

/** Never responds. */
export const hang: Action = () => {};

/** Breaks the connection. */
export const breakConnection: Action = ({ connection }) => void connection.destroy();

/** Breaks the stream of the request. */
export const breakStream: Action = ({ stream }) => stream?.close(constants.NGHTTP2_INTERNAL_ERROR);

/** The first time only. */
export const once = (action: Action): Action => times(1, action);

/** The first times only; later requests pass. */
export const times =
  (most: number, action: Action): Action =>
  (exchange) =>
    exchange.count <= most ? action(exchange) : exchange.pass();

/** The first action for the first request of the place, and so on; the last one for all further requests. */
export const inOrder =
  (...actions: readonly [Action, ...Action[]]): Action =>
  (exchange) =>
    (actions[exchange.countHere - 1] ?? (actions.at(-1) as Action))(exchange);

/** Only over the first connection, and over those that are older than the script. */
export const overOldConnections =
  (action: Action): Action =>
  (exchange) =>
    exchange.isOldConnection ? action(exchange) : exchange.pass();

/** Processes the request, and then does this in place of the response. */
export const afterProcessing =
  (action: Action): Action =>
  async (exchange) => {
    await exchange.realResponse();
    return action(exchange);
  };

/** Responds some milliseconds later. */
export const late =
  (milliseconds: number): Action =>
  async ({ pass }) => {
    await sleep(milliseconds, undefined, { ref: false });
    return pass();
  };

/** The headers, and then nothing. */
export const stopAfterHeaders: Action = async ({ realResponse, response }) => {
  const { status, headers } = await realResponse();
  response.writeHead(status, headers);
  response.flushHeaders();
};

/** Half of the response, and then nothing. */
export const stopInBody: Action = async ({ realResponse, response }) => {
  const { status, headers, body } = await realResponse();
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.write(body.subarray(0, body.length / 2));
};

/** Half of the response, and then the connection breaks. */
export const breakInBody: Action = async (exchange) => {
  await stopInBody(exchange);
  // What was written is sent first.
  await sleep(10);
  exchange.connection.destroy();
};

/** The body arrives a byte at a time, which would take minutes. */
export const trickle: Action = async ({ realResponse, response }) => {
  const { status, headers, body } = await realResponse();
  response.writeHead(status, { ...headers, 'content-length': body.length });
  for (const byte of body) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await sleep(50, undefined, { ref: false });
  }
};

/** Only informational headers arrive (RFC 9110, section 15.2), again and again. */
export const trickleHeaders: Action = async ({ stream }) => {
  while (stream !== undefined && !stream.destroyed) {
    stream.additionalHeaders({ ':status': 103, 'x-a': 'b' });
    await sleep(50, undefined, { ref: false });
  }
};

/** So many megabytes, or as many as the client reads; with or without a content-length. */
export const endless =
  (megabytes: number, hasLength: boolean): Action =>
  async ({ realResponse, response }) => {
    const { status, headers } = await realResponse();
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    response.writeHead(status, { ...headers, ...(hasLength ? { 'content-length': megabytes * chunk.length } : {}) });
    await pipeline(
      Array.from({ length: megabytes }, () => chunk),
      response,
    );
  };

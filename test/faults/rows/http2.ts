import { constants } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { startTlsTalker } from '../../support/servers/rawSockets';
import type { Row } from '../fault';
import { hang, once } from '../handles';
import * as h from '../http2Handles';
import type { World } from '../world';

const { NGHTTP2_CANCEL, NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } =
  constants;
const well = { published: 1, failed: false, reason: '' } as const;
const unreachable = { published: null, failed: true, reason: 'Unreachable' } as const;
const timeout = { published: null, failed: true, reason: 'Timeout' } as const;

/** Empty SETTINGS, as a server begins (RFC 9113, section 3.4), and a PING. */
const settingsFrame = Buffer.from('000000040000000000', 'hex');
const pingFrame = Buffer.from(`0000080600000000000000000000000000`, 'hex');

/** A server that offers HTTP/2 and then does this. */
const talking = (talk: (socket: TLSSocket) => void) => async (world: World) => {
  const { port, stop } = await startTlsTalker(await world.stage.issue(), talk);
  world.onEnd(stop);
  world.setCluster({ endpoint: `https://127.0.0.1:${port}` });
};

/** Writes as fast as it is read, for ever. */
const flood = (frame: Buffer) => (socket: TLSSocket) => {
  const frames = Buffer.concat(Array.from({ length: 1000 }, () => frame));
  const pour = () => {
    while (!socket.destroyed && socket.write(frames));
  };
  socket.write(settingsFrame);
  socket.on('drain', pour);
  pour();
};

/** What HTTP/2 has of its own. */
export const http2: readonly Row[] = [
  { name: 'a stream is refused once', api: { any: once(h.resetStream(NGHTTP2_REFUSED_STREAM)) }, ...well, quick: true },
  { name: 'every stream is refused', api: { any: h.resetStream(NGHTTP2_REFUSED_STREAM) }, ...unreachable },
  { name: 'a stream is reset', api: { web: h.resetStream(NGHTTP2_INTERNAL_ERROR) }, ...unreachable },
  { name: 'a stream is reset once', api: { web: once(h.resetStream(NGHTTP2_INTERNAL_ERROR)) }, ...well },
  { name: 'a stream is closed without an answer', api: { web: h.resetStream(NGHTTP2_NO_ERROR) }, ...unreachable },
  {
    name: 'a stream is reset in the middle of the body',
    api: { web: h.resetStreamInBody(NGHTTP2_INTERNAL_ERROR) },
    ...unreachable,
    quick: true,
  },
  {
    name: 'a stream is reset in the middle of the body once',
    api: { any: once(h.resetStreamInBody(NGHTTP2_INTERNAL_ERROR)) },
    ...well,
  },
  {
    name: 'a stream is cancelled in the middle of a body of untold length',
    api: { web: h.resetStreamOfUntoldLength(NGHTTP2_CANCEL) },
    ...unreachable,
  },
  {
    name: 'a stream is closed in the middle of a body of untold length, as if that were its end',
    api: { web: h.resetStreamOfUntoldLength(NGHTTP2_NO_ERROR) },
    published: null,
    failed: true,
    reason: 'UnreadableResponse',
  },
  {
    name: 'GOAWAY takes back what was asked for',
    afterAGoodRun: () => {},
    api: { any: once(h.goAwayBefore) },
    ...well,
    quick: true,
  },
  { name: 'GOAWAY comes before every answer', api: { any: h.answerAndGoAway }, ...well },
  { name: 'GOAWAY tells of an error', api: { any: once(h.goAwayInError(NGHTTP2_ENHANCE_YOUR_CALM)) }, ...well },
  {
    name: 'GOAWAY tells of an error each time',
    api: { any: h.goAwayInError(NGHTTP2_ENHANCE_YOUR_CALM) },
    ...unreachable,
    quick: true,
  },
  { name: 'one stream at a time', http2: { maxConcurrentStreams: 1 }, ...well, quick: true },
  { name: 'one stream at a time, forty targets', config: 'forty', http2: { maxConcurrentStreams: 1 }, ...well },
  { name: 'one stream at a time from now on', config: 'forty', api: { any: h.allowing(1) }, ...well },
  { name: 'no stream at any time', http2: { maxConcurrentStreams: 0 }, ...timeout },
  { name: 'no window for requests', http2: { initialWindowSize: 0 }, ...well },
  {
    name: 'more targets than a session has streams',
    config: 'hundred',
    ...well,
  },
  {
    name: 'more targets than a session has streams, every session is black-holed, new ones work',
    config: 'hundred',
    afterAGoodRun: (world) => world.apiFront.spoilConnections('mute'),
    ...well,
    quick: true,
  },
  { name: 'more targets than a session has streams, no answer', config: 'hundred', api: { any: hang }, ...timeout },
  { name: 'HTTP/2 is offered, and nothing is ever said', arrange: talking(() => {}), ...timeout, quick: true },
  {
    name: 'HTTP/2 is offered, and nothing but SETTINGS is said',
    arrange: talking((to) => to.write(settingsFrame)),
    ...timeout,
  },
  { name: 'HTTP/2 is offered, and the connection is closed', arrange: talking((to) => to.end()), ...unreachable },
  {
    name: 'HTTP/2 is offered, and HTTP/1.1 is spoken',
    arrange: talking((to) => to.write('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')),
    ...unreachable,
  },
  {
    name: 'HTTP/2 is offered, and garbage comes',
    arrange: talking((to) => to.write(Buffer.alloc(100_000, 0xa5))),
    ...unreachable,
    quick: true,
  },
  { name: 'SETTINGS without end', arrange: talking(flood(settingsFrame)), ...unreachable, heavy: true },
  { name: 'PING without end', arrange: talking(flood(pingFrame)), ...unreachable, heavy: true },
];

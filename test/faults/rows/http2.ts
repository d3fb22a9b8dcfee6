import { constants } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { hang, once } from '../../support/servers/actions/actions';
import * as h from '../../support/servers/actions/http2Actions';
import { startTlsServer } from '../../support/servers/rawSockets';
import type { Environment } from '../environment';
import type { Row } from '../fault';
import { healthy, timeout, unreachable, unreadable } from './expected';

const { NGHTTP2_CANCEL, NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } =
  constants;

/** Empty SETTINGS, which a server sends first (RFC 9113, section 3.4), and a PING. */
const settingsFrame = Buffer.from('000000040000000000', 'hex');
const pingFrame = Buffer.from(`0000080600000000000000000000000000`, 'hex');

/** The endpoint is a server that negotiates HTTP/2 and then does this. */
const tlsServer = (onConnection: (socket: TLSSocket) => void) => async (environment: Environment) => {
  const { port, stop } = await startTlsServer(await environment.fixture.issue(), ['h2'], onConnection);
  environment.onEnd(stop);
  environment.setCluster({ endpoint: `https://127.0.0.1:${port}` });
};

/** Writes as fast as the client reads, without end. */
const flood = (frame: Buffer) => (socket: TLSSocket) => {
  const frames = Buffer.concat(Array.from({ length: 1000 }, () => frame));
  const pour = () => {
    while (!socket.destroyed && socket.write(frames));
  };
  socket.write(settingsFrame);
  socket.on('drain', pour);
  pour();
};

/** Streams, frames and settings. */
export const http2: readonly Row[] = [
  {
    name: 'a stream is refused once',
    api: { any: once(h.resetStream(NGHTTP2_REFUSED_STREAM)) },
    ...healthy,
    quick: true,
  },
  { name: 'every stream is refused', api: { any: h.resetStream(NGHTTP2_REFUSED_STREAM) }, ...unreachable },
  { name: 'the streams of one target are reset', api: { web: h.resetStream(NGHTTP2_INTERNAL_ERROR) }, ...unreachable },
  { name: 'a stream is reset once', api: { web: once(h.resetStream(NGHTTP2_INTERNAL_ERROR)) }, ...healthy },
  { name: 'a stream is closed without a response', api: { web: h.resetStream(NGHTTP2_NO_ERROR) }, ...unreachable },
  {
    name: 'a stream is reset in the middle of the body',
    api: { web: h.resetStreamInBody(NGHTTP2_INTERNAL_ERROR) },
    ...unreachable,
    quick: true,
  },
  {
    name: 'a stream is reset in the middle of the body once',
    api: { any: once(h.resetStreamInBody(NGHTTP2_INTERNAL_ERROR)) },
    ...healthy,
  },
  {
    name: 'a stream is canceled in the middle of a body without a length',
    api: { web: h.resetStreamWithoutLength(NGHTTP2_CANCEL) },
    ...unreachable,
  },
  {
    name: 'a stream is closed in the middle of a body without a length',
    api: { web: h.resetStreamWithoutLength(NGHTTP2_NO_ERROR) },
    ...unreadable,
  },
  {
    name: 'GOAWAY refuses the requests that were sent',
    afterHealthyRun: () => {},
    api: { any: once(h.goAwayBefore) },
    ...healthy,
    quick: true,
  },
  { name: 'GOAWAY before every response', api: { any: h.goAwayAndPass }, ...healthy },
  { name: 'GOAWAY with an error', api: { any: once(h.goAwayInError(NGHTTP2_ENHANCE_YOUR_CALM)) }, ...healthy },
  {
    name: 'GOAWAY with an error for every request',
    api: { any: h.goAwayInError(NGHTTP2_ENHANCE_YOUR_CALM) },
    ...unreachable,
    quick: true,
  },
  { name: 'one concurrent stream', settings: { maxConcurrentStreams: 1 }, ...healthy, quick: true },
  {
    name: 'one concurrent stream, 40 targets',
    config: 'forty',
    settings: { maxConcurrentStreams: 1 },
    ...healthy,
  },
  {
    name: 'one concurrent stream after the first request',
    config: 'forty',
    api: { any: h.allowing(1) },
    ...healthy,
  },
  { name: 'no concurrent stream', settings: { maxConcurrentStreams: 0 }, ...unreachable, remaining: 10_000 },
  { name: 'an initial window of 0 for requests', settings: { initialWindowSize: 0 }, ...healthy },
  { name: 'more targets than one connection has streams', config: 'hundred', ...healthy },
  {
    name: 'more targets than one connection has streams, the kept-alive connections get no response',
    config: 'hundred',
    afterHealthyRun: ({ api }) => api.breakConnections('silent'),
    ...healthy,
    quick: true,
  },
  {
    name: 'more targets than one connection has streams, no response',
    config: 'hundred',
    api: { any: hang },
    ...timeout,
  },
  { name: 'HTTP/2 is negotiated, and nothing is sent', arrange: tlsServer(() => {}), ...timeout, quick: true },
  {
    name: 'HTTP/2 is negotiated, and nothing but SETTINGS is sent',
    arrange: tlsServer((socket) => socket.write(settingsFrame)),
    ...timeout,
  },
  {
    name: 'HTTP/2 is negotiated, and the connection is closed',
    arrange: tlsServer((socket) => socket.end()),
    ...unreachable,
  },
  {
    name: 'HTTP/2 is negotiated, and HTTP/1.1 is sent',
    arrange: tlsServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')),
    ...unreachable,
  },
  {
    name: 'HTTP/2 is negotiated, and garbage is sent',
    arrange: tlsServer((socket) => socket.write(Buffer.alloc(100_000, 0xa5))),
    ...unreachable,
    quick: true,
  },
  { name: 'SETTINGS without end', arrange: tlsServer(flood(settingsFrame)), ...unreachable, heavy: true },
  { name: 'PING without end', arrange: tlsServer(flood(pingFrame)), ...unreachable, heavy: true },
];

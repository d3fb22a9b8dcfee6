import type { Socket } from 'node:net';
import { refusedPort, startBlackHole, startTcpServer, startTlsServer } from '../../support/servers/rawSockets';
import type { Environment } from '../environment';
import type { Row } from '../fault';
import { healthy, timeout, unreachable } from './expected';

const host = 'api.cluster.test';
const day = 86_400_000;
const withoutHttp2 = { ...unreachable, message: 'the server does not speak HTTP/2: is a proxy in between?' };

/** EKS returns the API server's address as a name. */
const byName = (environment: Environment) =>
  environment.setCluster({ endpoint: `https://${host}:${environment.api.port}` });

async function blackHole(
  environment: Environment,
  address: { readonly host?: string; readonly port?: number } = {},
): Promise<number> {
  const { port, stop } = await startBlackHole(address);
  environment.onEnd(stop);
  return port;
}

/** The endpoint is a TCP server that does this to each connection. */
const tcpServer = (onConnection?: (socket: Socket) => void) => async (environment: Environment) => {
  const { port, stop } = await startTcpServer(onConnection);
  environment.onEnd(stop);
  environment.setCluster({ endpoint: `https://127.0.0.1:${port}` });
};

/** The endpoint is a TLS server that speaks HTTP/1.1, and offers these protocols by ALPN. */
const http1Server = (protocols: readonly string[]) => async (environment: Environment) => {
  const { port, stop } = await startTlsServer(await environment.fixture.issue(), protocols, (socket) =>
    socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'),
  );
  environment.onEnd(stop);
  environment.setCluster({ endpoint: `https://127.0.0.1:${port}` });
};

/** DNS, connections, TLS. */
export const network: readonly Row[] = [
  {
    name: 'the host name of the endpoint does not exist',
    names: { [host]: 'ENOTFOUND' },
    arrange: byName,
    ...unreachable,
    quick: true,
  },
  { name: 'DNS fails temporarily', names: { [host]: 'EAI_AGAIN' }, arrange: byName, ...unreachable },
  {
    name: 'DNS does not respond',
    names: { [host]: 'silence' },
    arrange: byName,
    ...timeout,
    message: `the name ${host} was not resolved within`,
  },
  {
    name: 'the connection is refused',
    arrange: async (environment) => environment.setCluster({ endpoint: `https://127.0.0.1:${await refusedPort()}` }),
    ...unreachable,
    quick: true,
  },
  {
    name: 'packets to the endpoint are dropped',
    arrange: async (environment) =>
      environment.setCluster({ endpoint: `https://127.0.0.1:${await blackHole(environment)}` }),
    ...timeout,
    quick: true,
  },
  {
    name: 'packets to the first of two addresses are dropped',
    names: { [host]: ['127.0.0.2', '127.0.0.1'] },
    arrange: async (environment) => {
      byName(environment);
      await blackHole(environment, { host: '127.0.0.2', port: environment.api.port });
    },
    ...healthy,
    quick: true,
  },
  {
    name: 'the first of two addresses refuses connections',
    names: { [host]: ['127.0.0.2', '127.0.0.1'] },
    arrange: byName,
    ...healthy,
  },
  { name: 'the TLS handshake gets no response', arrange: tcpServer(), ...timeout },
  {
    name: 'the server does not speak TLS',
    arrange: tcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ...unreachable,
  },
  {
    name: 'the connection is closed as soon as it is established',
    arrange: tcpServer((socket) => socket.destroy()),
    ...unreachable,
  },
  { name: 'the server offers only HTTP/1.1', arrange: http1Server(['http/1.1']), ...withoutHttp2, quick: true },
  { name: 'the server does not negotiate a protocol', arrange: http1Server([]), ...withoutHttp2, quick: true },
  { name: 'a certificate of another authority', certificate: 'of another authority', ...unreachable, quick: true },
  { name: 'an expired certificate', certificate: { notAfter: new Date(Date.now() - day / 24 / 60) }, ...unreachable },
  {
    name: 'a certificate that is not valid yet',
    certificate: { notBefore: new Date(Date.now() + day), notAfter: new Date(Date.now() + 2 * day) },
    ...unreachable,
  },
  {
    name: 'a certificate for another host',
    certificate: { dnsNames: ['other.cluster.test'], ipAddresses: ['127.0.0.9'] },
    ...unreachable,
  },
  {
    name: 'the kept-alive connection gets no response, new connections work',
    afterHealthyRun: ({ api }) => api.breakConnections('silent'),
    ...healthy,
    quick: true,
  },
  {
    name: 'the server closed the kept-alive connection',
    afterHealthyRun: ({ api }) => api.closeConnections(),
    ...healthy,
    quick: true,
  },
  {
    name: 'the kept-alive connection is reset when it is used',
    afterHealthyRun: ({ api }) => api.breakConnections('reset'),
    ...healthy,
    quick: true,
  },
  {
    name: 'the kept-alive connection gets no response, 40 targets',
    config: 'forty',
    afterHealthyRun: ({ api }) => api.breakConnections('silent'),
    ...healthy,
  },
];

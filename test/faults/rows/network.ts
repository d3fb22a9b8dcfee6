import { refusedPort, startBlackHole, startTcpServer } from '../../support/servers/rawSockets';
import type { Row } from '../fault';
import type { World } from '../world';

const host = 'api.cluster.test';
const unreachable = { published: null, failed: true, reason: 'Unreachable' } as const;
const timeout = { published: null, failed: true, reason: 'Timeout' } as const;
const well = { published: 1, failed: false, reason: '' } as const;
const day = 86_400_000;

/** EKS tells the API server's address by a name. */
const byName = (world: World) => world.setCluster({ endpoint: `https://${host}:${world.apiFront.port}` });

async function blackHole(
  world: World,
  address: { readonly host?: string; readonly port?: number } = {},
): Promise<number> {
  const { port, stop } = await startBlackHole(address);
  world.onEnd(stop);
  return port;
}

/** The way to the API server: names, connections, TLS. */
export const network: readonly Row[] = [
  {
    name: 'the name of the endpoint does not exist',
    names: { [host]: 'ENOTFOUND' },
    arrange: byName,
    ...unreachable,
    quick: true,
  },
  { name: 'DNS fails for now', names: { [host]: 'EAI_AGAIN' }, arrange: byName, ...unreachable },
  { name: 'DNS never answers', names: { [host]: 'silence' }, arrange: byName, ...timeout },
  {
    name: 'the connection is refused',
    arrange: async (world) => world.setCluster({ endpoint: `https://127.0.0.1:${await refusedPort()}` }),
    ...unreachable,
    quick: true,
  },
  {
    name: 'the connection is black-holed',
    arrange: async (world) => world.setCluster({ endpoint: `https://127.0.0.1:${await blackHole(world)}` }),
    ...timeout,
    quick: true,
  },
  {
    name: 'the endpoint has two addresses, the first is black-holed',
    names: { [host]: ['127.0.0.2', '127.0.0.1'] },
    arrange: async (world) => {
      byName(world);
      await blackHole(world, { host: '127.0.0.2', port: world.apiFront.port });
    },
    ...well,
    quick: true,
  },
  {
    name: 'the endpoint has two addresses, the first refuses',
    names: { [host]: ['127.0.0.2', '127.0.0.1'] },
    arrange: byName,
    ...well,
  },
  {
    name: 'the TLS handshake hangs',
    arrange: async (world) => {
      const { port, stop } = await startTcpServer();
      world.onEnd(stop);
      world.setCluster({ endpoint: `https://127.0.0.1:${port}` });
    },
    ...timeout,
  },
  {
    name: 'the server does not speak TLS',
    arrange: async (world) => {
      const { port, stop } = await startTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      world.onEnd(stop);
      world.setCluster({ endpoint: `https://127.0.0.1:${port}` });
    },
    ...unreachable,
  },
  {
    name: 'the connection is closed as soon as it is made',
    arrange: async (world) => {
      const { port, stop } = await startTcpServer((socket) => socket.destroy());
      world.onEnd(stop);
      world.setCluster({ endpoint: `https://127.0.0.1:${port}` });
    },
    ...unreachable,
  },
  { name: 'the certificate is of another authority', certificate: 'of another authority', ...unreachable, quick: true },
  {
    name: 'the certificate has expired',
    certificate: { notAfter: new Date(Date.now() - day / 24 / 60) },
    ...unreachable,
  },
  {
    name: 'the certificate is not valid yet',
    certificate: { notBefore: new Date(Date.now() + day), notAfter: new Date(Date.now() + 2 * day) },
    ...unreachable,
  },
  {
    name: 'the certificate is of another host',
    certificate: { dnsNames: ['other.cluster.test'], ipAddresses: ['127.0.0.9'] },
    ...unreachable,
  },
  {
    name: 'every pooled connection is black-holed, new ones work',
    afterAGoodRun: (world) => world.apiFront.spoilConnections('mute'),
    ...well,
    quick: true,
  },
  {
    name: 'kept connections were closed by the server',
    afterAGoodRun: (world) => world.apiFront.closeConnections(),
    ...well,
    quick: true,
  },
  {
    name: 'kept connections are stale: reset when they are used',
    afterAGoodRun: (world) => world.apiFront.spoilConnections('reset'),
    ...well,
    quick: true,
  },
  {
    name: 'forty targets, every pooled connection is black-holed, new ones work',
    config: 'forty',
    afterAGoodRun: (world) => world.apiFront.spoilConnections('mute'),
    ...well,
  },
];

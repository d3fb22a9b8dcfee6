import type { TLSSocket } from 'node:tls';
import { dial, optionsOf } from '../../../lambda/kubernetes/dial';
import { createCertificates, refusedUrl, startMuteServer, startTlsServer } from './tlsServer';

/** What comes of it. */
function outcomeOf(url: string, ca: string, timeout = 10_000): Promise<TLSSocket | Error | 'timeout'> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const endpoint = { host: hostname, port: Number(port), tls: { ca } };
    dial(endpoint, timeout, { onConnected: resolve, onFailed: resolve, onTimeout: () => resolve('timeout') });
  });
}

test.each([
  ['h2', 'h2'],
  ['http/1.1', 'http/1.1'],
] as const)('the server that offers %s decides', async (protocol, agreed) => {
  const certificates = await createCertificates();
  const server = await startTlsServer(certificates, { protocol });
  const socket = (await outcomeOf(server.url, certificates.authority.certificatePem)) as TLSSocket;
  expect([socket.authorized, socket.alpnProtocol]).toEqual([true, agreed]);
  expect(['secureConnect', 'error'].map((event) => socket.listenerCount(event))).toEqual([0, 0]);
  socket.destroy();
  await server.stop();
});

test('a server that refuses, and one that is silent', async () => {
  const { authority } = await createCertificates();
  expect(await outcomeOf(await refusedUrl(), authority.certificatePem)).toMatchObject({ code: 'ECONNREFUSED' });
  const mute = await startMuteServer();
  expect(await outcomeOf(mute.url, authority.certificatePem, 50)).toBe('timeout');
  await mute.stop();
});

test('nobody is told of one that is given up', async () => {
  const mute = await startMuteServer();
  const told = jest.fn();
  const { port } = new URL(mute.url);
  const endpoint = { host: '127.0.0.1', port: Number(port), tls: {} };
  dial(endpoint, 20, { onConnected: told, onFailed: told, onTimeout: told }).cancel();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(told).not.toHaveBeenCalled();
  await mute.stop();
});

test.each([
  ['api.cluster.test', 'api.cluster.test'],
  ['127.0.0.1', undefined],
  ['::1', undefined],
])('%s is asked for as %s', (host, servername) => {
  expect(optionsOf({ host, port: 443, tls: {} }).servername).toBe(servername);
});

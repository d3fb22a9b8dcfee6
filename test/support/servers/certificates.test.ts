import { X509Certificate } from 'node:crypto';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createAuthority, type KeyPair } from './certificates';

const handshake = (server: KeyPair, client: KeyPair, ca: string, servername?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const listener = createServer(
      { cert: server.certificatePem, key: server.privateKeyPem, ca, requestCert: true, rejectUnauthorized: true },
      (incoming, answer) => answer.end((incoming.socket as TLSSocket).getPeerX509Certificate()?.subject),
    );
    listener.listen(0, '127.0.0.1', () => {
      const outgoing = request({
        host: '127.0.0.1',
        port: (listener.address() as AddressInfo).port,
        ca,
        cert: client.certificatePem,
        key: client.privateKeyPem,
        ...(servername === undefined ? {} : { servername }),
      });
      outgoing.on('response', (answer) => {
        answer.setEncoding('utf8').on('data', resolve);
        listener.close();
      });
      outgoing.on('error', (error) => {
        listener.close();
        reject(error);
      });
      outgoing.end();
    });
  });

describe('createAuthority', () => {
  test('issues certificates that a TLS server and a TLS client accept of each other', async () => {
    const authority = await createAuthority('test CA');
    const server = await authority.issue({
      commonName: 'server',
      ipAddresses: ['127.0.0.1'],
      dnsNames: ['kubernetes'],
    });
    const client = await authority.issue({ commonName: 'jane', organization: 'system:masters' });

    await expect(handshake(server, client, authority.certificatePem)).resolves.toBe('O=system:masters\nCN=jane');
    await expect(handshake(server, client, authority.certificatePem, 'kubernetes')).resolves.toContain('CN=jane');
    await expect(handshake(server, client, authority.certificatePem, 'other')).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  test('a certificate of another authority is refused, even of one with the same name', async () => {
    const authority = await createAuthority('test CA');
    const server = await authority.issue({ commonName: 'server', ipAddresses: ['127.0.0.1'] });
    const stranger = await createAuthority('test CA');

    await expect(handshake(server, server, stranger.certificatePem)).rejects.toThrow(/signature|verify/);
  });

  test('an expired certificate is refused', async () => {
    const authority = await createAuthority('test CA');
    const server = await authority.issue({
      commonName: 'server',
      ipAddresses: ['127.0.0.1'],
      notBefore: new Date(Date.now() - 2_000_000),
      notAfter: new Date(Date.now() - 1_000_000),
    });

    await expect(handshake(server, server, authority.certificatePem)).rejects.toMatchObject({
      code: 'CERT_HAS_EXPIRED',
    });
  });

  test('the extensions are those that strict verifiers ask for', async () => {
    const authority = await createAuthority('test CA');
    const root = new X509Certificate(authority.certificatePem);
    const leaf = new X509Certificate(
      (await authority.issue({ commonName: 'server', dnsNames: ['a.example'], ipAddresses: ['127.0.0.1', '::1'] }))
        .certificatePem,
    );

    expect(root.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIssued(root)).toBe(true);
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.subjectAltName).toBe('DNS:a.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(authority.privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  });
});

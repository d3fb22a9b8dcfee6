import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Connection } from '../../lambda/kubernetes/clusterAccess';
import { connectTls } from '../../lambda/kubernetes/connectTls';
import { errorMessage } from '../../model/errorMessage';

/** Why something did not work. */
export interface Failed {
  readonly error: string;
}

/** In milliseconds. */
const timeout = 5_000;

/** The addresses of the host of a server. */
export function resolve(server: string): Promise<{ readonly addresses: readonly string[] } | Failed> {
  return lookup(hostOf(server), { all: true }).then(
    (found) => ({ addresses: found.map(({ address }) => address) }),
    toFailed,
  );
}

/** Whether a TCP connection can be established; undefined if so. */
export function connectTcp(server: string): Promise<Failed | undefined> {
  const { port } = new URL(server);
  const socket = connect({ host: hostOf(server), port: port === '' ? 443 : Number(port) });
  return new Promise((done) => {
    socket.setTimeout(timeout, () => socket.destroy(new Error(`no TCP connection within ${timeout} ms`)));
    socket.once('connect', () => socket.destroy());
    socket.once('error', (error) => done(toFailed(error)));
    socket.once('close', () => done(undefined));
  });
}

/** Until when the certificate of a server is valid, if its CA issued it. */
export function verifyCertificate(connection: Connection): Promise<{ readonly validTo: string } | Failed> {
  return new Promise((done) => {
    let socket: TLSSocket;
    try {
      socket = connectTls(connection);
    } catch (error) {
      // The CA is not a certificate.
      done(toFailed(error));
      return;
    }
    socket.setTimeout(timeout, () => socket.destroy(new Error(`no TLS handshake within ${timeout} ms`)));
    socket.once('secureConnect', () => {
      done({ validTo: socket.getPeerCertificate().valid_to });
      socket.destroy();
    });
    socket.once('error', (error) => done(toFailed(error)));
  });
}

function toFailed(error: unknown): Failed {
  return { error: errorMessage(error) };
}

function hostOf(server: string): string {
  // In a URL, an IPv6 address has brackets.
  return new URL(server).hostname.replace(/^\[|\]$/g, '');
}

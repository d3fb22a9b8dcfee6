import { isIP } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';

/** Where connections go, and how TLS verifies who is there. */
export interface Endpoint {
  /** Name or address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly tls: ConnectionOptions;
}

/** One connection that is being made. */
export interface Dial {
  /** Gives it up; nobody is told. */
  cancel(): void;
}

/** What may come of it; one of them, once. */
export interface DialEvents {
  /** The handshake is complete, the server verified. */
  onConnected(socket: TLSSocket): void;
  onFailed(error: Error): void;
  /** It has taken as long as a try may; it is given up. */
  onTimeout(): void;
}

/** How the protocol is agreed on (RFC 7301). */
const ALPNProtocols = ['h2', 'http/1.1'];

/** Makes one TLS connection; the server says by ALPN which protocol it speaks. */
export function dial(endpoint: Endpoint, timeout: number, { onConnected, onFailed, onTimeout }: DialEvents): Dial {
  const socket = connect({ ...optionsOf(endpoint), ALPNProtocols });
  const end = () => {
    clearTimeout(timer);
    socket.off('secureConnect', connected).off('error', failed).off('close', closed);
  };
  const cancel = () => {
    end();
    // A connection that is given up may still tell why.
    socket.on('error', () => {});
    socket.destroy();
  };
  const connected = () => {
    end();
    onConnected(socket);
  };
  const failed = (error: Error) => {
    cancel();
    onFailed(error);
  };
  const closed = () => failed(new Error('the connection was closed before it was made'));
  const timer = setTimeout(() => {
    cancel();
    onTimeout();
  }, timeout);
  socket.once('secureConnect', connected).once('error', failed).once('close', closed);
  socket.setNoDelay(true);
  return { cancel };
}

/** The options of `tls.connect`. The name is sent and verified, an address only verified (RFC 6066, section 3). */
export function optionsOf({ host, port, tls }: Endpoint): ConnectionOptions {
  return { ...(isIP(host) === 0 ? { servername: host } : {}), ...tls, host, port };
}

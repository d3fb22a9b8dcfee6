import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import type { Connection } from './clusterAccess';

/** Opens a verified connection. `http/1.1` is offered as well, so that a server without HTTP/2 is recognized (RFC 7301). */
export function connectTls({ server, tls }: Connection): TLSSocket {
  const url = new URL(server);
  const host = urlToHttpOptions(url).hostname ?? '';
  const port = url.port === '' ? 443 : Number(url.port);
  // A host name is sent and verified, an IP address is only verified (RFC 6066, section 3).
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({ ...servername, ...tls, host, port, ALPNProtocols: ['h2', 'http/1.1'] });
  socket.setNoDelay(true);
  return socket;
}

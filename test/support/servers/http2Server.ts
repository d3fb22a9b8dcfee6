import { createSecureServer, type Http2SecureServer, type Settings } from 'node:http2';
import type { KeyPair } from './certificates';

/** kube-apiserver's, from its flag `--http2-max-streams-per-connection`. */
const maxConcurrentStreams = 100;

/** Creates a server that speaks HTTP/2 as kube-apiserver does. `settings` differ from kube-apiserver's. */
export function createHttp2Server(
  { certificatePem, privateKeyPem }: KeyPair,
  settings: Settings = {},
): Http2SecureServer {
  return createSecureServer({
    cert: certificatePem,
    key: privateKeyPem,
    settings: { maxConcurrentStreams, ...settings },
    // Node.js would not send what is too large for a client.
    maxSendHeaderBlockLength: 1024 * 1024,
    maxSessionMemory: 1000,
  });
}

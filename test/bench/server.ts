import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createSecureServer, type ServerHttp2Stream } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createAuthority } from '../support/servers/certificates';
import { type Body, bodies, findBody, json } from './bodies';
import { answerParent } from './childProcess';
import type { Served, ServersRequest } from './servers';

/** A process of its own: an API server (HTTP/1.1 and HTTP/2) and AWS endpoints that answer from memory. */

const keepAliveTimeout = 90_000;
/** kube-apiserver's default of `--http2-max-streams-per-connection`, so that no session takes everything at once. */
const maxConcurrentStreams = 100;

async function serve({ deployments, endpoint }: ServersRequest): Promise<Served> {
  const authority = await createAuthority('kubernetes');
  const leaf = await authority.issue({ commonName: 'kube-apiserver', ipAddresses: ['127.0.0.1'] });
  const tls = { cert: leaf.certificatePem, key: leaf.privateKeyPem };
  const caData = Buffer.from(authority.certificatePem).toString('base64');
  const made = bodies(deployments);
  const api = createSecureServer({
    ...tls,
    allowHTTP1: true,
    settings: { maxConcurrentStreams },
    http1Options: { keepAliveTimeout },
  });
  // Each protocol by its own event: going by way of `request` costs an HTTP/2 stream twice the time.
  api.on('stream', (stream, headers) => answerStream(stream, findBody(headers[':path'] ?? '', made)));
  api.on('request', (request, response) => {
    if (request.httpVersionMajor === 1) {
      answerRequest(response as unknown as ServerResponse, findBody(request.url, made));
    }
  });
  const answerAws: RequestListener = (request: IncomingMessage, response) => {
    const name = request.url?.split('/clusters/')[1];
    const cluster = {
      name,
      status: 'ACTIVE',
      endpoint: endpoint ?? `https://127.0.0.1:${portOf(api)}`,
      certificateAuthority: { data: caData },
    };
    const body = JSON.stringify(name === undefined ? {} : { cluster });
    request.resume().on('end', () => response.writeHead(200, json).end(body));
  };
  const aws = createServer({ ...tls, keepAliveTimeout }, answerAws);
  for (const server of [api, aws]) await once(server.listen(0, '127.0.0.1'), 'listening');
  return { ports: { api: portOf(api), aws: portOf(aws) }, caData };
}

function answerStream(stream: ServerHttp2Stream, body: Body | undefined): void {
  // A client that is ended between two rounds breaks its streams.
  stream.on('error', () => {});
  if (body === undefined) {
    stream.respond({ ':status': 404 }, { endStream: true });
  } else {
    stream.respond({ ':status': 200, ...headersOf(body) });
    stream.end(body.bytes);
  }
}

function answerRequest(response: ServerResponse, body: Body | undefined): void {
  if (body === undefined) response.writeHead(404).end();
  else response.writeHead(200, headersOf(body)).end(body.bytes);
}

function headersOf({ headers, bytes }: Body) {
  return { ...headers, date: new Date().toUTCString(), 'content-length': bytes.length };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

answerParent(serve);

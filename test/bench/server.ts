import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createAuthority } from '../support/servers/certificates';
import { createHttp2Server } from '../support/servers/http2Server';
import { type Body, bodies, findBody, json } from './bodies';
import { respondToParent } from './childProcess';
import type { CountedRequests, Served, ServeRequest, ServersRequest } from './serversProcess';

/** A process of its own: an API server over HTTP/2 and AWS endpoints, which respond from memory. */

const keepAliveTimeout = 90_000;

let requests = 0;

async function serve({ deployments, endpoint }: ServeRequest): Promise<Served> {
  const authority = await createAuthority('kubernetes');
  const leaf = await authority.issue({ commonName: 'kube-apiserver', ipAddresses: ['127.0.0.1'] });
  const caData = Buffer.from(authority.certificatePem).toString('base64');
  const allBodies = bodies(deployments);
  const api = createHttp2Server(leaf);
  // The event `request`, which scripts need, would take twice the time: the benchmark would measure the server.
  api.on('stream', (stream, headers) => {
    requests += 1;
    respond(stream, findBody(headers[':path'] ?? '', allBodies));
  });
  const respondAsAws: RequestListener = (request, response) => {
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
  const aws = createServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem, keepAliveTimeout }, respondAsAws);
  for (const server of [api, aws]) await once(server.listen(0, '127.0.0.1'), 'listening');
  return { ports: { api: portOf(api), aws: portOf(aws) }, caData };
}

function respond(stream: ServerHttp2Stream, body: Body | undefined): void {
  // A client that ends between two rounds resets its streams.
  stream.on('error', () => {});
  if (body === undefined) {
    stream.respond({ ':status': 404 }, { endStream: true });
  } else {
    stream.respond({ ':status': 200, ...headersOf(body) });
    stream.end(body.bytes);
  }
}

function headersOf({ headers, bytes }: Body) {
  return { ...headers, date: new Date().toUTCString(), 'content-length': bytes.length };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function countRequests(): CountedRequests {
  const counted = { requests };
  requests = 0;
  return counted;
}

respondToParent(async (request: ServersRequest) => (request.type === 'serve' ? serve(request) : countRequests()));

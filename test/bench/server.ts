import { once } from 'node:events';
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createAuthority } from '../support/certificates';
import { deployment, lease, nameOf } from './objects';
import type { Servers, ServersRequest } from './servers';

/** A process of its own: an API server (HTTP/1.1 and HTTP/2) and AWS endpoints that answer from memory after a delay. */

interface Body {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const pageSize = 100;
const json = { 'content-type': 'application/json' };

/** Every answer but the Lease's is made before the first request. */
function bodies(deployments: number): ReadonlyMap<string, Body> {
  const made = new Map<string, Body>();
  for (let index = 0; index < deployments; index++) {
    const object = { kind: 'Deployment', apiVersion: 'apps/v1', ...deployment(index) };
    made.set(nameOf(index), { bytes: Buffer.from(JSON.stringify(object)), headers: json });
  }
  for (let first = 0; first < deployments; first += pageSize) {
    const next = first + pageSize;
    const size = Math.min(pageSize, deployments - first);
    const list = {
      kind: 'DeploymentList',
      apiVersion: 'apps/v1',
      metadata: { resourceVersion: '81999999', ...(next < deployments ? { continue: String(next) } : {}) },
      items: Array.from({ length: size }, (_, index) => deployment(first + index)),
    };
    // kube-apiserver compresses from 128 KB on, at level 1.
    const bytes = gzipSync(JSON.stringify(list), { level: 1 });
    made.set(`page ${first}`, { bytes, headers: { ...json, 'content-encoding': 'gzip' } });
  }
  return made;
}

function answerOf(url: string, made: ReadonlyMap<string, Body>): Body | undefined {
  const [path = '', query = ''] = url.split('?');
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (last === 'deployments') return made.get(`page ${new URLSearchParams(query).get('continue') ?? 0}`);
  if (last !== 'kube-controller-manager') return made.get(last);
  return { bytes: Buffer.from(JSON.stringify(lease(Date.now()))), headers: json };
}

async function serve({ deployments, latencyMs }: ServersRequest): Promise<Servers> {
  const authority = await createAuthority('kubernetes');
  const leaf = await authority.issue({ commonName: 'kube-apiserver', ipAddresses: ['127.0.0.1'] });
  const caData = Buffer.from(authority.certificatePem).toString('base64');
  const made = bodies(deployments);
  const api = createSecureServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem, allowHTTP1: true });
  api.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const answer = answerOf(request.url, made);
    setTimeout(() => {
      if (answer === undefined) response.writeHead(404).end();
      else response.writeHead(200, { ...answer.headers, 'content-length': answer.bytes.length }).end(answer.bytes);
    }, latencyMs);
  });
  const answerAws: RequestListener = (request, response) => {
    const name = request.url?.split('/clusters/')[1];
    const cluster = {
      name,
      status: 'ACTIVE',
      endpoint: `https://${addressOf(api)}`,
      certificateAuthority: { data: caData },
    };
    const body = JSON.stringify(name === undefined ? {} : { cluster });
    request.resume().on('end', () => setTimeout(() => response.writeHead(200, json).end(body), latencyMs));
  };
  const aws = createPlainServer({ keepAliveTimeout: 90_000 }, answerAws);
  for (const server of [api, aws]) await once(server.listen(0, '127.0.0.1'), 'listening');
  return { api: `https://${addressOf(api)}`, aws: `http://${addressOf(aws)}`, caData };
}

function addressOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

process.once('message', (request: ServersRequest) => {
  serve(request).then((servers) => process.send?.(servers));
});
process.once('disconnect', () => process.exit());

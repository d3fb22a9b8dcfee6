import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** S3 with objects by `/bucket/key`: GetObject and PutObject. */
export interface ObjectServer {
  readonly url: string;
  readonly objects: Map<string, string | Buffer>;
  /** What every request is answered. @default - the object, or NoSuchKey */
  failure: string | undefined;
  stop(): Promise<void>;
}

export async function startObjectServer(): Promise<ObjectServer> {
  const objects = new Map<string, string | Buffer>();
  const server = createServer((request, response) => {
    const [path = ''] = decodeURIComponent(request.url ?? '').split('?');
    if (request.method === 'PUT' && started.failure === undefined) {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => void chunks.push(chunk));
      request.on('end', () => {
        objects.set(path, Buffer.concat(chunks));
        response.end();
      });
      return;
    }
    request.resume();
    const found = objects.get(path);
    const error = started.failure ?? (found === undefined ? 'NoSuchKey' : undefined);
    response.statusCode = error === undefined ? 200 : error === 'NoSuchKey' ? 404 : 403;
    response.end(
      error === undefined ? found : `<Error><Code>${error}</Code><Message>${error} for you</Message></Error>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const started: ObjectServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    failure: undefined,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return started;
}

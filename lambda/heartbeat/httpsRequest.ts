import { request } from 'node:https';

/** One request. */
export interface HttpsRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: string;
}

export interface HttpsResponse {
  readonly status: number;
  readonly body: string;
}

/** What is read of a response: more than any answer that matters. */
const maxBody = 65_536;

/**
 * Sends one request over a new connection with a verified certificate, and follows no redirect. A connection that is kept would be
 * stale after Lambda has frozen the process.
 *
 * @throws Error of Node.js, whose code says what failed, such as `ECONNREFUSED`.
 */
export function sendHttps(url: URL, given: HttpsRequest, signal: AbortSignal): Promise<HttpsResponse> {
  const { method, headers = {}, body } = given;
  return new Promise((resolve, reject) => {
    const options = { method, signal, rejectUnauthorized: true, headers: { ...headers, connection: 'close' } };
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const end = () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        sent.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxBody) end();
      });
      response.on('end', end);
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

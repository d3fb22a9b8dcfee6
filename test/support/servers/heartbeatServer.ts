import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KeyPair } from './certificates';

/** What a dead man's switch answers to one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const answerWith =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end('OK');

/** The Parameter Store and a dead man's switch on one port of 127.0.0.1, over TLS. */
export class HeartbeatServer {
  /** The values of the parameters; others do not exist. */
  parameters: Readonly<Record<string, string>> = {};
  answer: Answer = answerWith(200);
  /** Of the Parameter Store. @default - the value, or an error */
  answerParameter: Answer | undefined;
  readonly requests: string[] = [];
  readonly #server: Server;

  static async start({ privateKeyPem, certificatePem }: KeyPair): Promise<HeartbeatServer> {
    const server = new HeartbeatServer(privateKeyPem, certificatePem);
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  private constructor(key: string, cert: string) {
    this.#server = createServer({ key, cert }, (request, response) => {
      if (request.method === 'POST') (this.answerParameter ?? this.#answerParameter)(request, response);
      else {
        this.requests.push(`${request.method} ${request.url}`);
        this.answer(request, response);
      }
    });
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  readonly #answerParameter: Answer = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { Name, WithDecryption } = JSON.parse(Buffer.concat(chunks).toString());
      this.requests.push(`${request.headers['x-amz-target']} ${Name}`);
      const value = this.parameters[Name];
      const isSigned = /^AWS4-HMAC-SHA256 Credential=\w+\/.*\/eu-central-1\/ssm\/aws4_request/.test(
        request.headers.authorization ?? '',
      );
      const error = !isSigned || !WithDecryption ? 'AccessDeniedException' : 'ParameterNotFound';
      if (value === undefined || !isSigned || !WithDecryption) {
        response
          .writeHead(400)
          .end(JSON.stringify({ __type: `com.amazonaws.ssm#${error}`, message: `${Name} secret` }));
      } else response.writeHead(200).end(JSON.stringify({ Parameter: { Name, Value: value } }));
    });
  };
}

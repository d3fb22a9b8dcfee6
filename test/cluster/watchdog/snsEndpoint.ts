import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

/** Credentials of the publisher. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A message that was accepted. */
export interface Published {
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
  readonly subject: string | null;
  readonly message: string | null;
}

/** An error of SNS. */
export interface SnsError {
  readonly status: number;
  readonly code: string;
}

const signed =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/sns\/aws4_request, SignedHeaders=([^,]+), Signature=[0-9a-f]{64}$/;
const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

/**
 * The action Publish of SNS on loopback, for one topic: it verifies the signature of each request.
 * Source: Amazon Simple Notification Service API Reference, "Publish".
 */
export class SnsEndpoint {
  readonly #server: Server;
  readonly #topicArn: string;
  readonly #credentials: Credentials;
  readonly #published: Published[] = [];
  #error: SnsError | undefined;

  constructor(topicArn: string, credentials: Credentials) {
    this.#topicArn = topicArn;
    this.#credentials = credentials;
    this.#server = createServer((request, response) => void this.#respond(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What was accepted, in this order. */
  get published(): readonly Published[] {
    return this.#published;
  }

  /** What it answers from now on. Undefined: it accepts messages. */
  fail(error: SnsError | undefined): void {
    this.#error = error;
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const form = new URLSearchParams(body);
    const error = this.#error ?? (await this.#findProblem(request, body, form));
    if (error === undefined) {
      this.#published.push({ at: Date.now(), subject: form.get('Subject'), message: form.get('Message') });
    }
    const answer =
      error === undefined
        ? `<PublishResponse xmlns="${namespace}"><PublishResult><MessageId>${crypto.randomUUID()}</MessageId></PublishResult></PublishResponse>`
        : `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${error.code}</Message></Error></ErrorResponse>`;
    response.writeHead(error?.status ?? 200, { 'content-type': 'text/xml' }).end(answer);
  }

  async #findProblem(request: IncomingMessage, body: string, form: URLSearchParams): Promise<SnsError | undefined> {
    if (request.method !== 'POST' || form.get('Action') !== 'Publish' || form.get('Version') !== '2010-03-31') {
      return { status: 400, code: 'InvalidAction' };
    }
    if ((await this.#sign(request, body)) !== request.headers.authorization) {
      return { status: 403, code: 'SignatureDoesNotMatch' };
    }
    if (form.get('TopicArn') !== this.#topicArn) return { status: 404, code: 'NotFound' };
    if (!form.get('Message')) return { status: 400, code: 'InvalidParameter' };
    return undefined;
  }

  /** The header Authorization of this request, if the publisher signed it for the region of the topic. */
  async #sign({ method = '', headers, url = '/' }: IncomingMessage, body: string): Promise<string | undefined> {
    const [, , , region = ''] = this.#topicArn.split(':');
    const [, , names = ''] = signed.exec(headers.authorization ?? '') ?? [];
    const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date']));
    if (date === null) return undefined;
    const [, year, month, day, hours, minutes, seconds] = date;
    const signer = new SignatureV4({
      service: 'sns',
      region,
      credentials: this.#credentials,
      sha256: Sha256,
      applyChecksum: false,
    });
    const kept = names.split(';').filter((name) => !['authorization', 'x-amz-date'].includes(name));
    const request = {
      method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: url,
      headers: Object.fromEntries(kept.map((name) => [name, String(headers[name])])),
      body,
    };
    const signingDate = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
    return (await signer.sign(request, { signingDate })).headers.authorization;
  }
}

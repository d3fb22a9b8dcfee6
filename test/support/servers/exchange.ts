import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/** A request, with the same fields over HTTP/1.1 and HTTP/2. */
export type HttpRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** A complete response. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One request to a server, and the ways to respond to it. */
export interface Exchange {
  readonly request: HttpRequest;
  /** For responses that are incomplete or malformed. */
  readonly response: ServerResponse;
  /** The TCP connection of the request. */
  readonly connection: Socket;
  /** Whether the connection is the server's first one, or is older than the script. */
  readonly isOldConnection: boolean;
  /** The HTTP/2 stream of the request, over HTTP/2. */
  readonly stream: ServerHttp2Stream | undefined;
  /** How often this URL was requested since the script was set, from 1. */
  readonly count: number;
  /** How often this place was requested since the script was set, from 1. */
  readonly countHere: number;
  /** The server's clock, in milliseconds since the epoch. */
  now(): number;
  /** What the server responds without a script, uncompressed; to `path` where given, else to the request. */
  realResponse(path?: string): Promise<HttpResponse>;
  /** Sends a complete response. `isReal`: its content is what the server responds without a script. Default false. */
  send(response: HttpResponse, isReal?: boolean): void;
  /** Responds as without a script. */
  pass(): Promise<void>;
}

/** What is done to one request. A promise that it returns is awaited. */
export type Action = (exchange: Exchange) => unknown;

/** What is done to the requests of each place; `any` applies to the places that are not listed. */
export type Script = Readonly<Record<string, Action>>;

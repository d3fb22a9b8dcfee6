import type { HttpRequest } from './exchange';

/** A request that was received. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Of the complete response that was sent; undefined where none was. */
  readonly status: number | undefined;
  /** Whether the content of the response was what the server responds without a script. */
  readonly isReal: boolean;
}

/** An entry that gets its status later. */
type Entry = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] };

/** The requests to a server. */
export class RequestLog {
  /** Credentials that were received in headers. */
  readonly credentials = new Set<string>();
  #requests: Entry[] = [];
  #counts = new Map<string, number>();

  /** Since the last call of `clear`. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  add(request: HttpRequest): Entry {
    for (const credential of credentialsIn(request)) this.credentials.add(credential);
    const { method = '', url: path = '' } = request;
    const entry = { method, path, status: undefined, isReal: false };
    this.#requests.push(entry);
    return entry;
  }

  /** How often it was called with this key since the last call of `clear`. */
  count(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }

  clear(): void {
    this.#requests = [];
    this.#counts = new Map();
  }
}

/** The parts of the headers that are credentials: a bearer token, a signature, a session token. */
function credentialsIn({ headers }: HttpRequest): string[] {
  const { authorization = '', 'x-amz-security-token': session } = headers;
  const [, credential] = /(?:Bearer |Signature=)(\S+)$/.exec(authorization) ?? [];
  return [credential, session].flatMap((value) => (typeof value === 'string' ? value : []));
}

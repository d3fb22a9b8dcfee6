import type { RawRequest } from './http2Session';

/** Sends JSON in place of a GET. */
export function writeRequest(method: 'POST' | 'PUT', path: string, content: object): RawRequest {
  const open: RawRequest['open'] = (session, headers) => {
    const stream = session.request({ ...headers, ':method': method, 'content-type': 'application/json' });
    stream.end(JSON.stringify(content));
    return stream;
  };
  return { path, open };
}

import type { Exchange, Handle } from './front';
import { alteredJson } from './handles';
import { status } from './statuses';

/** What can be done to the pages of a list. */

export interface List {
  readonly metadata: object;
  readonly items: readonly { readonly metadata: object }[];
}

const isFirst = ({ request: { url = '' } }: Exchange) => !url.includes('&continue=');

/** Only to the pages after the first. */
export const later =
  (handle: Handle): Handle =>
  (exchange) =>
    isFirst(exchange) ? exchange.pass() : handle(exchange);

/** The genuine page with other fields. */
export const listWith = (over: (list: List) => object): Handle =>
  alteredJson((list) => ({ ...list, ...over(list as unknown as List) }));

/** The continue token is too old. */
export const expired: Handle = later(status(410, { reason: 'Expired' }));

/** It is so only when the second page is asked for, the first time. */
export const expiredOnce: Handle = (exchange) => (exchange.nthHere === 2 ? expired(exchange) : exchange.pass());

/** A page for ever, each time with the continue token that comes next. */
export const endlessly =
  (nextToken: () => string): Handle =>
  async ({ request, answer, send }) => {
    const first = await answer((request.url ?? '').replace(/&continue=.*/, '').replace('limit=100', 'limit=1'));
    const list = JSON.parse(String(first.body)) as List;
    const metadata = { ...list.metadata, continue: nextToken() };
    send({ ...first, body: Buffer.from(JSON.stringify({ ...list, metadata })) });
  };

import { alteredJson } from '../support/servers/actions/alterResponse';
import type { Action, Exchange } from '../support/servers/exchange';
import { status } from './errorResponses';

/** What can be done to the pages of a list. */

export interface List {
  readonly metadata: object;
  readonly items: readonly { readonly metadata: object }[];
}

const isFirst = ({ request: { url = '' } }: Exchange) => !url.includes('&continue=');

/** Only to the pages after the first. */
export const later =
  (action: Action): Action =>
  (exchange) =>
    isFirst(exchange) ? exchange.pass() : action(exchange);

/** The real page with other fields. */
export const listWith = (over: (list: List) => object): Action =>
  alteredJson((list) => ({ ...list, ...over(list as unknown as List) }));

/** The continue token is too old. */
export const expired: Action = later(status(410, { reason: 'Expired' }));

/** Only the first time that the second page is requested. */
export const expiredOnce: Action = (exchange) => (exchange.countHere === 2 ? expired(exchange) : exchange.pass());

/** One more page each time, with the continue token that comes next. */
export const endlessly =
  (nextToken: () => string): Action =>
  async ({ request, realResponse, send }) => {
    const first = await realResponse((request.url ?? '').replace(/&continue=.*/, '').replace('limit=100', 'limit=1'));
    const list = JSON.parse(String(first.body)) as List;
    const metadata = { ...list.metadata, continue: nextToken() };
    send({ ...first, body: Buffer.from(JSON.stringify({ ...list, metadata })) });
  };

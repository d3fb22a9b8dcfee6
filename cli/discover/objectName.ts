import { type JsonObject, record, text } from '../../model/json';

/** The namespace and name of an object; empty if they are missing. */
export function identityOf({ metadata }: JsonObject): { readonly namespace: string; readonly name: string } {
  const { namespace, name } = record(metadata);
  return { namespace: text(namespace) ?? '', name: text(name) ?? '' };
}

/** `shop/web`. */
export function pathOf(object: JsonObject): string {
  const { namespace, name } = identityOf(object);
  return namespace === '' ? name : `${namespace}/${name}`;
}

import { type Document, isAlias, isMap, isNode, isScalar } from 'yaml';

/** Where in a text a value is, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the values of a document in its text. */
export interface Positions {
  /** The position of a value, of its key, or of the nearest mapping or list around an absent value. */
  readonly locate: (path: readonly PropertyKey[], atKey?: boolean) => Position;
  /** The text of a scalar as written, such as `1.10` or `012345678901`, which its value loses. */
  readonly getSource: (path: readonly PropertyKey[]) => string | undefined;
}

export function positionsIn(document: Document, toPosition: (offset: number) => Position): Positions {
  return {
    locate: (path, atKey = false) => toPosition(findOffset(document, path, atKey)),
    getSource: (path) => findSource(document, path),
  };
}

function findOffset(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
  if (atKey) {
    const parent = resolve(document, path.slice(0, -1));
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))
      : undefined;
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  for (let length = path.length; length >= 0; length--) {
    const node = resolve(document, path.slice(0, length));
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function findSource(document: Document, path: readonly PropertyKey[]): string | undefined {
  const node = resolve(document, path);
  const scalar = isAlias(node) ? node.resolve(document) : node;
  return isScalar(scalar) ? scalar.source : undefined;
}

function resolve(document: Document, path: readonly PropertyKey[]): unknown {
  let node: unknown = document.contents;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isNode(node) || !('get' in node)) return undefined;
    node = node.get(key, true);
  }
  return node;
}

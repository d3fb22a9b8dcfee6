import type { JsonObject } from './json';

const pair = /([^\s"=]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)/g;

/**
 * Reads a line in logfmt, as lambda/logging/log.ts writes it: values are texts, and the keys of nested values are joined by dots,
 * such as `targets.0.kind=Pod`. @returns undefined if nothing in the line is a pair.
 */
export function parseLogfmt(line: string): JsonObject | undefined {
  const root: Tree = new Map();
  for (const [, key = '', value = ''] of line.matchAll(pair)) put(root, key.split('.'), unquote(value));
  return root.size === 0 ? undefined : (toValue(root) as JsonObject);
}

type Tree = Map<string, Tree | string>;

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(key, value);
    return;
  }
  const inner = tree.get(key);
  const next: Tree = inner instanceof Map ? inner : new Map();
  tree.set(key, next);
  put(next, rest, value);
}

/** Keys that are all numbers are those of a list. */
function toValue(tree: Tree | string): unknown {
  if (typeof tree === 'string') return tree;
  const entries = [...tree].map(([key, value]) => [key, toValue(value)] as const);
  return entries.every(([key]) => /^\d+$/.test(key)) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1);
  }
}

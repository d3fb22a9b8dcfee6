import { type Document, isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { YamlProblem } from './yamlProblem';

/** How many values all aliases of one file may expand to in total. */
const maxAliasedValues = 100_000;

interface Anchored {
  readonly node: Node;
  /** Number of values in the node, with its aliases expanded; absent while the node itself is being walked. */
  readonly size?: number;
}

/**
 * Finds aliases without an anchor, aliases inside their own anchor, merge keys (`<<`) that merge no mapping, and aliases
 * that expand to too many values ("billion laughs"). A document without these problems is safe to convert to plain values.
 */
export function findAliasProblems(document: Document): YamlProblem[] {
  const anchors = new Map<string, Anchored>();
  const problems: YamlProblem[] = [];
  let aliased = 0;
  const report = (node: unknown, message: string) => {
    problems.push({ offset: isNode(node) ? (node.range?.[0] ?? 0) : 0, path: [], message });
  };

  const checkMerge = (value: unknown) => {
    for (const source of isSeq(value) ? value.items : [value]) {
      const node = isAlias(source) ? anchors.get(source.source)?.node : source;
      if (node !== undefined && !isMap(node))
        report(source, 'the merge key << requires a mapping or an alias of a mapping.');
    }
  };

  const sizeOfAlias = (node: unknown, name: string): number => {
    const anchored = anchors.get(name);
    if (anchored?.size === undefined) {
      const why = anchored ? 'is inside its own anchor' : `has no anchor &${name} before it`;
      report(node, `the alias *${name} ${why}.`);
      return 1;
    }
    const before = aliased;
    aliased += anchored.size;
    if (before <= maxAliasedValues && aliased > maxAliasedValues) {
      report(
        node,
        `the aliases up to here expand to more than ${maxAliasedValues} values; write the values out instead.`,
      );
    }
    return anchored.size;
  };

  const sizeOf = (node: unknown): number => {
    if (isAlias(node)) return sizeOfAlias(node, node.source);
    if (isPair(node)) {
      // The key comes first, because the value can be an alias of it.
      const size = sizeOf(node.key);
      if (isScalar(node.key) && node.key.value === '<<') checkMerge(node.value);
      return size + sizeOf(node.value);
    }
    if (!isScalar(node) && !isCollection(node)) return 0;
    if (node.anchor !== undefined) anchors.set(node.anchor, { node });
    const size = isCollection(node) ? node.items.reduce<number>((sum, item) => sum + sizeOf(item), 1) : 1;
    if (node.anchor !== undefined) anchors.set(node.anchor, { node, size });
    return size;
  };

  sizeOf(document.contents);
  return problems;
}

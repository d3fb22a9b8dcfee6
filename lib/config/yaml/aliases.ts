import { type Document, isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { YamlProblem } from './yamlProblem';

/** How many values the aliases of one file may stand for, all together. */
const maxAliasedValues = 100_000;

interface Anchored {
  readonly node: Node;
  /** How many values it stands for with its own aliases written out; absent while the walk is still inside of it. */
  readonly size?: number;
}

/**
 * Aliases that name nothing or contain themselves, merge keys (`<<`) that merge no mapping, and aliases that stand for
 * more values than any configuration has ("billion laughs"). What passes is safe to be turned into plain values.
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
      if (node !== undefined && !isMap(node)) report(source, 'the merge key << takes a mapping, or an alias of one.');
    }
  };

  const sizeOfAlias = (node: unknown, name: string): number => {
    const anchored = anchors.get(name);
    if (anchored?.size === undefined) {
      const why = anchored ? 'stands inside of what it names' : `has no anchor &${name} before it`;
      report(node, `the alias *${name} ${why}.`);
      return 1;
    }
    const before = aliased;
    aliased += anchored.size;
    if (before <= maxAliasedValues && aliased > maxAliasedValues) {
      report(node, `the aliases up to this one stand for more than ${maxAliasedValues} values; write the values out.`);
    }
    return anchored.size;
  };

  const sizeOf = (node: unknown): number => {
    if (isAlias(node)) return sizeOfAlias(node, node.source);
    if (isPair(node)) {
      if (isScalar(node.key) && node.key.value === '<<') checkMerge(node.value);
      return sizeOf(node.key) + sizeOf(node.value);
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

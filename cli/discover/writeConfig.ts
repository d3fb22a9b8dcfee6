import { Document, isMap, isNode, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { JsonObject } from '../../model/json';
import { commentLines, toComment } from './comments';
import type { DiscoveredCluster } from './discoveredCluster';
import { type SectionName, sections } from './plannedTarget';

/** A target and what its comment says. */
export interface CommentedTarget {
  readonly section: SectionName;
  readonly target: JsonObject;
  readonly comments: readonly string[];
}

export interface ConfigParts {
  readonly cluster: DiscoveredCluster;
  /** Lines at the beginning. */
  readonly header: readonly string[];
  readonly targets: readonly CommentedTarget[];
  /** Lines at the end. */
  readonly footer: readonly string[];
}

/** The keys of a configuration before it is written. */
export function toConfigObject(
  { name, region, account }: DiscoveredCluster,
  targets: readonly Pick<CommentedTarget, 'target'>[],
) {
  return {
    cluster: { name, region, ...(account === undefined ? {} : { account }) },
    metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: name }] },
    targets: targets.map(({ target }) => target),
  };
}

/** Formats a configuration as YAML with comments. Pure: equal parts give the same text. */
export function writeConfig(parts: ConfigParts): string {
  const document = new Document(toConfigObject(parts.cluster, parts.targets), { aliasDuplicateObjects: false });
  const root = document.contents;
  if (!isMap(root)) throw new Error('a configuration is a mapping');
  commentKey(root, 'cluster', describeCluster(parts.cluster));
  commentKey(root, 'metric', ['The metric: 1 if all targets are healthy, 0 if at least one is not.']);
  commentKey(root, 'targets', alarms);
  const targets = root.get('targets', true);
  if (isSeq(targets)) commentTargets(targets, parts.targets);
  useFlowStyle(root.get('cluster'), root.getIn(['metric', 'dimensions', 0]));
  document.commentBefore = toComment(parts.header);
  if (parts.footer.length > 0) document.comment = toComment(parts.footer);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

const alarms = [
  'Whom the alarms notify. Until this is there, they notify nobody:',
  'alarms:',
  '  page: { actions: ["arn:aws:sns:REGION:ACCOUNT:on-call"] }',
  '  ticket: { actions: ["arn:aws:sns:REGION:ACCOUNT:tickets"] }',
];

function describeCluster({ isPlaceholder }: DiscoveredCluster): string[] {
  if (!isPlaceholder) return ['The EKS cluster of the kubeconfig.'];
  return commentLines(
    'The kubeconfig does not say which EKS cluster this is: replace these placeholders, and the value of the dimension below, before you deploy.',
  );
}

/** The keys of a mapping from a plain object are scalars. */
function commentKey(map: YAMLMap, key: string, lines: readonly string[]): void {
  const pair = map.items.find((item) => String(item.key) === key);
  if (!isNode(pair?.key)) return;
  pair.key.commentBefore = toComment(lines);
  pair.key.spaceBefore = key !== 'cluster';
}

function commentTargets(list: YAMLSeq, targets: readonly CommentedTarget[]): void {
  let last: SectionName | undefined;
  for (const [index, { section, comments }] of targets.entries()) {
    const item = list.items[index];
    if (!isNode(item)) continue;
    const heading = section === last ? [] : [`===== ${sections[section]} =====`, ''];
    item.commentBefore = toComment([...heading, ...comments.flatMap((comment) => commentLines(comment))]);
    item.spaceBefore = index > 0;
    last = section;
  }
}

function useFlowStyle(...nodes: readonly unknown[]): void {
  for (const node of nodes) if (isMap(node) || isSeq(node)) node.flow = true;
}

import { pluralize } from '../../model/pluralize';
import { compare, type Unread } from './clusterObjects';
import { commentLines } from './comments';
import type { DiscoveredCluster } from './discoveredCluster';
import { type ListedKind, lists } from './lists';
import { pathOf } from './objectName';
import type { LeftOut } from './plannedTarget';
import type { WiringMistake } from './wiring/wiringMistake';
import { ownedByWorkload } from './workloads';

/** More names for one reason would hide the other reasons. */
const maxNames = 20;

/** What follows the targets: what is not watched, what could not be read, and what is not wired. */
export interface FooterParts {
  readonly cluster: Pick<DiscoveredCluster, 'isPlaceholder'>;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly unread: readonly Unread[];
  readonly mistakes: readonly WiringMistake[];
}

/**
 * Not targets: a kubeconfig does not say which of them there are, and `check` would need AWS credentials, without which the same
 * cluster would give another file. Without their `# `, they continue the list of targets.
 */
const ofEks = [
  ...commentLines(
    'Nothing in the cluster knows of these problems, such as a subnet without free addresses: docs/eks.md. Add what the cluster has. `check` then needs AWS credentials, and the function gets the permissions when it is deployed.',
  ),
  '  - { kind: EKSCluster }',
  '  - { kind: EKSNodegroup, name: "*" }',
  '  - { kind: EKSAddon, name: "*" }',
];

/** The comment at the end of a configuration, as lines. */
export function footerLines({ cluster, namespaces, leftOut, unread, mistakes }: FooterParts): string[] {
  const isEks = !cluster.isPlaceholder && namespaces.length === 0;
  const blocks = [
    ...chapter('What EKS itself reports', isEks ? ofEks : []),
    ...chapter('Not watched', describeLeftOut(leftOut)),
    ...chapter(
      'Could not be read',
      describeUnread(unread).flatMap((text) => commentLines(text, '  ')),
    ),
    ...chapter('Mistakes in the wiring of the Prometheus operator', mistakes.flatMap(describeMistake)),
  ];
  return blocks.slice(1);
}

function chapter(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `===== ${title} =====`, '', ...lines];
}

/** One sentence for each kind and reason: namespaces of the same kind are together. */
export function describeUnread(unread: readonly Unread[]): string[] {
  const sentences = unread.map(({ kind, why, isElsewhere }) => {
    const { without, withoutOthers }: ListedKind = lists[kind];
    return `${why}: ${isElsewhere ? withoutOthers : without}.`;
  });
  return [...new Set(sentences)].sort(compare);
}

function describeLeftOut(leftOut: readonly LeftOut[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { object, why } of leftOut) {
    const what = why === ownedByWorkload ? `${object.kind}s` : `${object.kind} ${pathOf(object)}`;
    byReason.set(why, [...(byReason.get(why) ?? []), what]);
  }
  return [...byReason]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([why, names]) => [...commentLines(`${why}:`, '  '), ...describeNames([...new Set(names)])]);
}

function describeNames(names: readonly string[]): string[] {
  const listed = [...names].sort(compare).slice(0, maxNames);
  const rest = names.length - listed.length;
  const more = rest === 0 ? '' : `, and ${pluralize(rest, 'other')}`;
  return commentLines(`${listed.join(', ')}${more}`).map((line) => `  ${line}`);
}

function describeMistake({ object, problem, found, expected, change }: WiringMistake): string[] {
  return [
    ...commentLines(`${object}: ${problem}.`, '  '),
    ...[`found: ${found}`, `expected: ${expected}`, `change: ${change}`].flatMap((text) =>
      commentLines(`  ${text}`, '    ').map((line, index) => (index === 0 ? `  ${line}` : line)),
    ),
  ];
}

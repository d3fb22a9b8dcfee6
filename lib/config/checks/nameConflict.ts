import { type Scope, type ScopedName, type SectionId, scopedNames } from '../names';
import type { Config } from '../schema/schema';
import { mayShareAccount } from './accounts';
import type { Conflict } from './conflict';

type Named = Pick<Config, 'cluster' | 'name' | 'watchdog' | 'function'> & Partial<Pick<Config, SectionId>>;

/** Whether two clusters, of accounts that may be the same, are in the same scope. */
const inSameScope: Readonly<Record<Scope, (one: Config['cluster'], other: Config['cluster']) => boolean>> = {
  account: () => true,
  region: (one, other) => one.region === other.region,
  cluster: (one, other) => one.region === other.region && one.name === other.name,
};

/**
 * What two vigils would both create, which only one of them can own: the second deployment fails, or replaces what the first
 * one created.
 *
 * @param earlierFile - the file of `earlier`.
 */
export function findNameConflict(config: Named, earlier: Named, earlierFile: string): Conflict | undefined {
  const accounts = mayShareAccount(config, earlier);
  const shared = accounts === 'no' ? [] : findSharedNames(config, earlier);
  const [first] = shared;
  if (first === undefined) return undefined;
  const ignoresCase = scopedNames(earlier).every(({ name }) => name !== first.name);
  const { cluster } = config;
  const isSameCluster = inSameScope.cluster(cluster, earlier.cluster);
  const others = isSameCluster
    ? `${earlierFile} watches ${accounts === 'yes' ? 'the same cluster' : 'a cluster of the same name'}, and both would`
    : `${earlierFile} with the cluster ${earlier.cluster.name} would also`;
  // No other name derives from it.
  const hasOwnRoleName = first.name === config.function.roleName && shared.every(({ what }) => what === first.what);
  const advice = [
    ...(isSameCluster ? ['put all targets of a cluster in one file'] : []),
    ...(accounts === 'unknown' ? ['specify cluster.account in both files if the accounts are different'] : []),
    hasOwnRoleName
      ? 'specify another function.roleName'
      : `give the file that is not deployed yet ${config.name === undefined ? 'a' : 'another'} \`name\`, such as \`name: team-b\``,
  ];
  return {
    path: hasOwnRoleName ? ['function', 'roleName'] : isSameCluster ? ['cluster'] : ['cluster', 'name'],
    message: `${others} create the ${listKinds(shared)} ${first.name}${ignoresCase ? ', because IAM ignores case' : ''}; ${advice.join(', or ')}.`,
  };
}

function findSharedNames(config: Named, other: Named): ScopedName[] {
  const taken = scopedNames(other);
  return scopedNames(config).filter((own) =>
    taken.some(
      ({ scope, what, key }) =>
        what === own.what && key === own.key && inSameScope[scope](config.cluster, other.cluster),
    ),
  );
}

/** `stack, IAM role and alarms`. */
function listKinds(names: readonly ScopedName[]): string {
  const kinds = [...new Set(names.map(({ what }) => what))];
  return kinds.length === 1 ? (kinds[0] ?? '') : `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}`;
}

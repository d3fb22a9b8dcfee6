import { type AccessEntry, DescribeAccessEntryCommand } from '@aws-sdk/client-eks';
import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { ClusterInfo } from '../../../lambda/aws/describeCluster';
import { within } from '../../../lambda/time/limits';
import { errorMessage } from '../../../model/errorMessage';
import { createEntryCommand, eksctlCommand, type RoleMapping } from '../../../model/roleMapping';
import { describeNearMiss, mapRolesOf, parseMapRoles } from '../awsAuth';
import { readAws } from '../awsRead';
import type { CheckedVigil } from '../checkedVigil';
import { aws, deploy, mappingOf } from '../commands';
import { infoOf } from '../describedCluster';
import { CannotCheck, type Finding, failing, ok } from '../finding';
import { defineLink } from '../link';
import { requireSameCluster } from '../sameCluster';
import type { Sources } from '../sources';

interface MappingFacts {
  readonly info: ClusterInfo;
  /** Undefined if there is none, or the cluster has no access entries. */
  readonly entry: AccessEntry | undefined;
  /** `mapRoles` of aws-auth; undefined if an access entry, the mode or `access` makes it irrelevant. */
  readonly mapRoles: string | undefined;
}

export const mapping = defineLink<MappingFacts>({
  id: 'mapping',
  title: 'the role of the function is mapped to the RBAC group',
  needs: ['cluster'],
  read: async (sources, vigil) => {
    const info = infoOf(await sources.cluster());
    const { authenticationMode: mode } = info;
    const { roleArn } = mappingOf(vigil, info.arn);
    const readsEntries = mode === 'API' || mode === 'API_AND_CONFIG_MAP';
    const entry = readsEntries ? await readEntry(sources, vigil, roleArn) : undefined;
    const readsMapRoles = mode !== 'API' && entry === undefined && vigil.part.access.type === 'eksctl';
    return { info, entry, mapRoles: readsMapRoles ? await readMapRoles(sources) : undefined };
  },
  judge: ({ info, entry, mapRoles }, vigil) => {
    const wanted = mappingOf(vigil, info.arn);
    if (entry !== undefined) return judgeEntry(entry, wanted, vigil);
    if (mapRoles !== undefined) return judgeMapRoles(mapRoles, wanted);
    const byHand = info.authenticationMode === 'API' ? ` (or ${createEntryCommand(wanted)})` : '';
    return vigil.part.access.type === 'accessEntry'
      ? failing(`there is no access entry for ${wanted.roleArn}`, deploy(vigil))
      : failing(
          `there is no access entry for ${wanted.roleArn}, and the cluster does not read aws-auth`,
          `set \`access: accessEntry\`, then ${deploy(vigil)}${byHand}`,
        );
  },
});

async function readEntry({ aws: { eks } }: Sources, { config }: CheckedVigil, principalArn: string) {
  const command = new DescribeAccessEntryCommand({ clusterName: config.cluster.name, principalArn });
  return (await readAws('eks:DescribeAccessEntry', eks.send(command)))?.accessEntry;
}

const path = '/api/v1/namespaces/kube-system/configmaps/aws-auth';
const timeout = 15_000;

/** @returns an empty text if there is no ConfigMap. */
async function readMapRoles(sources: Sources): Promise<string> {
  await requireSameCluster(sources);
  const { kubernetes } = sources;
  return within(timeout, timeout, (limits) => kubernetes.get(path, limits)).then(
    ({ body }) => mapRolesOf(body),
    (error: unknown) => {
      if (error instanceof ApiException && error.code === 404) return '';
      const isForbidden = error instanceof ApiException && error.code === 403;
      const why = isForbidden ? 'the user of the kubeconfig is not allowed to get it' : errorMessage(error);
      throw new CannotCheck(
        `ConfigMap kube-system/aws-auth could not be read: ${why}`,
        'kubectl get configmap aws-auth -n kube-system -o yaml, as a user who is allowed to',
      );
    },
  );
}

function judgeEntry(
  { kubernetesGroups = [], type, username }: AccessEntry,
  wanted: RoleMapping,
  vigil: CheckedVigil,
): Finding {
  const { cluster, roleArn, group } = wanted;
  const evidence = `the access entry of ${roleArn} has the type ${type} and the groups ${listed(kubernetesGroups)}`;
  if (kubernetesGroups.includes(group)) return ok(`${evidence}, and the user name ${username}`);
  const overrides = vigil.part.access.type === 'eksctl' ? '; it overrides aws-auth' : '';
  return failing(
    `${evidence}, but not ${group}${overrides}`,
    aws(
      vigil,
      `eks update-access-entry --cluster-name ${cluster.name} --principal-arn ${roleArn} --kubernetes-groups ${[...kubernetesGroups, group].join(' ')}`,
    ),
  );
}

function judgeMapRoles(mapRoles: string, wanted: RoleMapping): Finding {
  const { cluster, roleArn, group } = wanted;
  const edit = 'kubectl edit configmap aws-auth -n kube-system';
  let mapped: ReturnType<typeof parseMapRoles>;
  try {
    mapped = parseMapRoles(mapRoles);
  } catch (error) {
    return failing(`aws-auth maps no role at all: ${(error as Error).message.split('\n')[0]}`, edit);
  }
  const entries = mapped.filter((one) => one.roleArn.toLowerCase() === roleArn.toLowerCase());
  // The authenticator keeps the last one.
  const found = entries.at(-1);
  const which = entries.length > 1 ? `, in the last of ${entries.length} entries, which overrides the others` : '';
  if (found?.groups.includes(group)) {
    return ok(`aws-auth maps ${roleArn} to the groups ${listed(found.groups)}${which}`);
  }
  const remove = (arn: string) =>
    `eksctl delete iamidentitymapping --cluster ${cluster.name} --region ${cluster.region} --arn ${arn} --all`;
  if (found !== undefined) {
    const groups = found.groups.length === 0 ? 'no group' : `the groups ${listed(found.groups)}, but not to ${group}`;
    return failing(
      `aws-auth maps ${roleArn} to ${groups}${which}`,
      `${remove(found.roleArn)}\n${eksctlCommand(wanted)}`,
    );
  }
  const near = mapped.find((one) => describeNearMiss(one.roleArn, roleArn) !== undefined);
  const missing = `aws-auth has no entry for ${roleArn}`;
  return near === undefined
    ? failing(missing, eksctlCommand(wanted))
    : failing(
        `${missing}: ${describeNearMiss(near.roleArn, roleArn)}`,
        `${remove(near.roleArn)}\n${eksctlCommand(wanted)}`,
      );
}

function listed(groups: readonly string[]): string {
  return groups.length === 0 ? '(none)' : groups.join(', ');
}

import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { explainAccess } from '../../../lambda/aws/explainAccess';
import { mintToken } from '../../../lambda/aws/token';
import type { AuthHeaders, Connection } from '../../../lambda/kubernetes/clusterAccess';
import { pluralize } from '../../../model/pluralize';
import { distinctReads, type Permission, readPermission, reviewOf } from '../accessReviews';
import { readAws } from '../awsRead';
import type { CheckedVigil } from '../checkedVigil';
import { applyManifest, mappingOf } from '../commands';
import { infoOf } from '../describedCluster';
import { type Detail, type Finding, failing, ok, unknown } from '../finding';
import { defineLink, type Link, type LinkId, linkOf } from '../link';
import { createReviews } from '../reviewClient';
import type { Sources } from '../sources';

interface Asker {
  readonly connection: Connection;
  readonly headers: AuthHeaders;
  /** For the evidence. */
  readonly who: string;
  /** What it means if the API server refuses the reviews themselves. */
  readonly refused: Readonly<Record<401 | 403, Finding>>;
}

interface PermissionFacts extends Pick<Asker, 'who' | 'refused'> {
  readonly permissions: readonly Permission[];
  /** Absent if the reviews were answered. */
  readonly refusal?: 401 | 403;
}

/** Permissions of the group alone, without the mapping: the person impersonates a user in it. */
export const permissionsOfGroup = definePermissions(['kubeconfig'], askAsGroup);

/** Permissions of the role itself, through the mapping, as the function has them. Lambda alone may assume it by default. */
export const permissionsOfRole = definePermissions(['cluster'], askAsRole);

function definePermissions(
  needs: readonly LinkId[],
  ask: (sources: Sources, vigil: CheckedVigil) => Promise<Asker>,
): Link {
  return defineLink<PermissionFacts>({
    id: 'permissions',
    title: 'RBAC grants everything that the function needs',
    needs,
    read: async (sources, vigil) => {
      const reads = distinctReads(vigil.part.grants);
      const { connection, headers, who, refused } = await ask(sources, vigil);
      const answers = await createReviews(connection, headers, reads.map(reviewOf));
      const refusal = ([401, 403] as const).find((code) => answers.some(({ status }) => status === code));
      if (refusal !== undefined) return { who, refused, refusal, permissions: [] };
      return { who, refused, permissions: reads.map((read, index) => readPermission(read, answers[index])) };
    },
    judge: judgePermissions,
  });
}

function judgePermissions({ who, refused, refusal, permissions }: PermissionFacts, vigil: CheckedVigil): Finding {
  if (refusal !== undefined) return refused[refusal];
  const missing = permissions.filter(({ isGranted }) => !isGranted).length;
  const all = pluralize(permissions.length, 'permission');
  const details = permissions.map(({ isGranted, text }): Detail => ({ state: isGranted ? 'ok' : 'failing', text }));
  return missing === 0
    ? { ...ok(`${who} has all ${all}`), details }
    : { ...failing(`${who} lacks ${missing} of ${all}`, applyManifest(vigil)), details };
}

async function askAsGroup({ access }: Sources, { part }: CheckedVigil): Promise<Asker> {
  const { group } = part.access;
  return {
    connection: await access.connection(),
    headers: { ...(await access.headers()), 'impersonate-user': group, 'impersonate-group': group },
    who: `group ${group}`,
    refused: {
      401: unknown('the cluster does not accept the credentials of the kubeconfig', 'renew them'),
      403: unknown(
        `the user of the kubeconfig may not impersonate the user and the group ${group}`,
        'use a context with cluster-admin permissions (--context), or --as-role',
      ),
    },
  };
}

async function askAsRole(sources: Sources, vigil: CheckedVigil): Promise<Asker> {
  const info = infoOf(await sources.cluster());
  const { roleArn } = mappingOf(vigil, info.arn);
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'eks-vigil-doctor' });
  const credentials = (await readAws('sts:AssumeRole', sources.aws.sts.send(command)))?.Credentials;
  const identity = {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
  const { token } = await mintToken(vigil.config.cluster, async () => identity, sources.now());
  return {
    connection: info.connection,
    headers: { authorization: `Bearer ${token}` },
    who: `role ${roleArn}`,
    refused: {
      401: failing(
        `${roleArn}: ${explainAccess('unauthorized', { ...vigil.runtime, access: vigil.part.access }, info)?.message}`,
        `see the link ${linkOf(vigil.part, 'mapping')}`,
      ),
      403: unknown(`the cluster does not let ${roleArn} ask for its permissions`),
    },
  };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../cluster/until';
import type { Document } from '../documents';
import { account, type Ground, region } from '../ground';
import { readMetric } from '../metric';
import { DeployedVigil, thisMinute } from '../vigil';
import { createReady, namespace, prometheus } from '../workload';

const cluster = 'private';
const file = `config/${cluster}.yaml`;
/** That of config/private.yaml, which has `name: second`. */
const stackName = `eks-vigil-second-${region}-${cluster}`;
const roleArn = `arn:aws:iam::${account}:role/${stackName}`;
const deploy = `npx cdk deploy -c config=${file} --require-approval never`;

interface VpcConfig {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly clusterSecurityGroupId: string;
}

interface Rule {
  readonly IpProtocol: string;
  readonly FromPort: number;
  readonly ToPort: number;
  readonly IpRanges: readonly { readonly CidrIp: string }[];
  readonly UserIdGroupPairs: readonly { readonly GroupId: string }[];
}

interface SecurityGroup {
  readonly GroupId: string;
  readonly GroupName: string;
  readonly VpcId: string;
  readonly IpPermissions: readonly Rule[];
  readonly IpPermissionsEgress: readonly Rule[];
}

/** A cluster with a private endpoint and the authentication mode API: `network`, `access: accessEntry`, and the way back. */
export function rehearsePrivateCluster(ground: () => Ground, networkAndAccess: Document): void {
  const aws = <T>(command: string) => ground().aws<T>(command);
  let minimal: string;
  let vpcConfig: VpcConfig;
  let vigil: DeployedVigil;

  const configure = (network: string) => writeFileSync(join(ground().project, file), `${minimal}${network}`);
  const groupsOfVpc = async () => {
    const { SecurityGroups } = await aws<{ SecurityGroups: SecurityGroup[] }>(
      `ec2 describe-security-groups --filters Name=vpc-id,Values=${vpcConfig.vpcId}`,
    );
    return SecurityGroups;
  };
  const groupOfCluster = async () => {
    const found = (await groupsOfVpc()).find(({ GroupId }) => GroupId === vpcConfig.clusterSecurityGroupId);
    if (found === undefined) throw new Error('the security group of the cluster is gone');
    return found;
  };
  /** The types of the resources to which the deployments since then did this, in this order. */
  const typesSince = (start: number, wanted: string) =>
    ground()
      .journal()
      .slice(start)
      .flatMap(({ action, type }) => (action === wanted ? type.replace('AWS::', '') : []));

  beforeAll(async () => {
    vpcConfig = await createVpcConfig(ground());
    await ground().startCluster(cluster, account, {
      authenticationMode: 'API',
      resourcesVpcConfig: { ...vpcConfig, endpointPublicAccess: false, endpointPrivateAccess: true },
    });
    const prod = readFileSync(join(ground().project, 'config/minimal.yaml'), 'utf8');
    minimal = `name: second\naccess: accessEntry\n${prod.replaceAll(/(name|value): prod\b/g, `$1: ${cluster}`)}`;
    vigil = new DeployedVigil(ground(), stackName, { cluster });
    const inCluster = { KUBECONFIG: ground().controlPlane(cluster).kubeconfig };
    configure('');
    await ground().run(`kubectl create namespace ${namespace}`, inCluster);
    await ground().run(`npx --no-install eks-vigil rbac --config ${file} | kubectl apply -f -`, inCluster);
    await createReady(ground().controlPlane(cluster), prometheus);
  });
  afterAll(async () => {
    vigil.stop();
    await ground().stopCluster(cluster);
  });

  test('the documented command prints the IDs, and with them the stack has a group, its rule and an access entry', async () => {
    const describe = networkAndAccess.command('aws eks describe-cluster').replace('--name prod', `--name ${cluster}`);
    const [printed] = JSON.parse((await ground().run(describe)).output) as [VpcConfig];
    configure(
      `network: { vpc: ${printed.vpcId}, subnets: [${printed.subnetIds}], clusterSecurityGroup: ${printed.clusterSecurityGroupId} }\n`,
    );
    const start = ground().journal().length;
    await ground().run(deploy);

    const [group] = (await groupsOfVpc()).filter(({ GroupName }) => GroupName.startsWith(stackName));
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    expect(group).toMatchObject({
      IpPermissions: [],
      IpPermissionsEgress: [{ ...https, IpRanges: [{ CidrIp: '0.0.0.0/0' }], UserIdGroupPairs: [] }],
    });
    expect((await groupOfCluster()).IpPermissions).toMatchObject([
      { ...https, IpRanges: [], UserIdGroupPairs: [{ GroupId: group?.GroupId }] },
    ]);
    const { VpcConfig } = await aws<{ VpcConfig: object }>(
      `lambda get-function-configuration --function-name ${vigil.stack.watcher.name}`,
    );
    expect(VpcConfig).toMatchObject({ SubnetIds: vpcConfig.subnetIds, SecurityGroupIds: [group?.GroupId] });
    expect(await accessEntry()).toMatchObject({
      type: 'STANDARD',
      username: 'eks-vigil-second',
      kubernetesGroups: ['eks-vigil-second'],
    });
    const created = typesSince(start, 'create');
    expect(created.indexOf('EKS::AccessEntry')).toBeGreaterThan(created.indexOf('Lambda::Function'));
    expect(created.indexOf('Scheduler::Schedule')).toBeGreaterThan(created.indexOf('EKS::AccessEntry'));
    await ground().run(`npx cdk diff --fail -c config=${file}`);
  });

  test('the deployed function publishes 1 with the access entry', async () => {
    const at = thisMinute();
    expect(await vigil.run(at)).toMatchObject({ value: 1, published: true });
    expect((await readMetric(ground(), vigil.stack)).get(at)).toBe(1);
  });

  test('without the access entry, a run says how to create it, and then publishes again', async () => {
    const withValues = (command: string) =>
      networkAndAccess
        .command(command)
        .replace('--cluster-name prod', `--cluster-name ${cluster}`)
        .replace(/role\/\S+/, `role/${stackName}`)
        .replaceAll(/eks-vigil(?= |$)/g, 'eks-vigil-second');
    const create = withValues('aws eks create-access-entry --cluster-name');
    await ground().run(withValues('aws eks delete-access-entry --cluster-name'));
    const refused = await until(
      () => 'the cluster still accepts the role',
      async () => {
        const response = await vigil.run();
        return response.errorType === undefined ? undefined : response;
      },
    );
    expect(refused.errorMessage).toContain('Unauthorized');
    expect(refused.errorMessage).toContain(create);
    await ground().run(create);
    await until(
      () => 'the cluster does not accept the role again',
      async () => ((await vigil.run()).published === true ? true : undefined),
    );
  });

  test('with groups of its own only, and then without network, nothing is deleted that the function still uses', async () => {
    const start = ground().journal().length;
    configure(
      `network: { subnets: [${vpcConfig.subnetIds}], securityGroups: [${vpcConfig.clusterSecurityGroupId}] }\n`,
    );
    await ground().run(deploy);
    expect((await groupOfCluster()).IpPermissions).toEqual([]);
    expect(typesSince(start, 'delete')).toEqual(['EC2::SecurityGroupIngress', 'EC2::SecurityGroup']);
    const without = ground().journal().length;
    configure('');
    await ground().run(deploy);
    expect(typesSince(without, 'update')).toEqual(['Lambda::Function']);
    expect(typesSince(without, 'delete')).toEqual(['IAM::Policy']);
    expect(await vigil.run()).toMatchObject({ value: 1, published: true });
  });

  test('a deleted stack leaves no group, no rule and no access entry', async () => {
    configure(
      `network: { vpc: ${vpcConfig.vpcId}, subnets: [${vpcConfig.subnetIds}], clusterSecurityGroup: ${vpcConfig.clusterSecurityGroupId} }\n`,
    );
    await ground().run(deploy);
    expect((await groupOfCluster()).IpPermissions).toHaveLength(1);
    const start = ground().journal().length;
    await ground().run(`npx cdk destroy -c config=${file} --force`);
    expect(vigil.stack.resources).toEqual([]);
    expect((await groupsOfVpc()).filter(({ GroupName }) => GroupName.startsWith(stackName))).toEqual([]);
    expect((await groupOfCluster()).IpPermissions).toEqual([]);
    expect(await aws(`eks list-access-entries --cluster-name ${cluster}`)).toEqual({ accessEntries: [] });
    const deleted = typesSince(start, 'delete');
    // Lambda deletes the network interfaces with this role and policy, and only then can the group be deleted.
    const order = ['EKS::AccessEntry', 'Lambda::Function', 'EC2::SecurityGroup', 'IAM::Policy', 'IAM::Role'];
    const positions = order.map((type) => deleted.lastIndexOf(type));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  async function accessEntry(): Promise<object> {
    const command = `eks describe-access-entry --cluster-name ${cluster} --principal-arn ${roleArn}`;
    return (await aws<{ accessEntry: object }>(command)).accessEntry;
  }
}

/** The default VPC, and a security group for a cluster in it. */
async function createVpcConfig(ground: Ground): Promise<VpcConfig> {
  const { Subnets } = await ground.aws<{ Subnets: { VpcId: string; SubnetId: string }[] }>('ec2 describe-subnets');
  const [first, second] = Subnets;
  if (first === undefined || second === undefined) throw new Error('the default VPC has fewer than two subnets');
  const { GroupId } = await ground.aws<{ GroupId: string }>(
    `ec2 create-security-group --vpc-id ${first.VpcId} --group-name eks-cluster-sg-${cluster} --description cluster`,
  );
  return { vpcId: first.VpcId, subnetIds: [first.SubnetId, second.SubnetId], clusterSecurityGroupId: GroupId };
}

import { explainAccess } from '../../../lambda/aws/explainAccess';
import { aws, deploy } from '../commands';
import { infoOf } from '../describedCluster';
import { failing, ok, unknown } from '../finding';
import { defineLink } from '../link';

export const cluster = defineLink({
  id: 'cluster',
  title: 'the cluster exists and is active',
  needs: ['credentials'],
  read: (sources) => sources.cluster(),
  judge: (found, vigil) => {
    const { name, region } = vigil.config.cluster;
    if (found.state === 'absent') {
      return failing(
        `there is no cluster ${name} in ${region}, in the account of the credentials`,
        `correct \`cluster\` in ${vigil.file}, or select credentials of its account with AWS_PROFILE; ${aws(vigil, 'eks list-clusters')}`,
      );
    }
    const wait = aws(vigil, `eks wait cluster-active --name ${name}`);
    if (found.state === 'notReady') return failing(found.message, wait);
    const { status } = found.info;
    // UPDATING, for example: the API server serves.
    return status === 'DELETING' || status === 'FAILED'
      ? failing(`${name} is ${status}`, aws(vigil, `eks describe-cluster --name ${name} --query cluster.health`))
      : ok(`${name} is ${status}`);
  },
});

export const endpoint = defineLink({
  id: 'endpoint',
  title: 'the endpoint accepts connections from the function',
  needs: ['cluster'],
  read: async (sources) => infoOf(await sources.cluster()),
  judge: (info, vigil) => {
    const { runtime, config } = vigil;
    const { isPublic, isPrivate, publicCidrs } = info.endpoint;
    const kind = [
      ...(isPublic ? [publicCidrs.length === 0 ? 'public' : `public for ${publicCidrs.join(', ')}`] : []),
      ...(isPrivate ? ['private'] : []),
    ].join(' and ');
    if (!runtime.inVpc) {
      const explanation = explainAccess('unreached', runtime, info);
      return explanation === undefined
        ? ok(`${kind}; the function runs outside of a VPC`)
        : failing(explanation.message, `set \`network\` (docs/network-and-access.md), then ${deploy(vigil)}`);
    }
    const subnets = `the function runs in ${config.network?.subnets.join(', ')}`;
    if (isPrivate || publicCidrs.length === 0) return ok(`${kind}; ${subnets}`);
    return unknown(
      `${kind}; ${subnets}: whether their NAT gateways have an address in the list is not read`,
      aws(vigil, 'ec2 describe-nat-gateways --query "NatGateways[].NatGatewayAddresses[].PublicIp"'),
    );
  },
});

export const authentication = defineLink({
  id: 'authentication',
  title: 'the authentication mode of the cluster reads the mapping of `access`',
  needs: ['cluster'],
  read: async (sources) => infoOf(await sources.cluster()),
  judge: ({ authenticationMode: mode = 'CONFIG_MAP' }, vigil) => {
    const { access, cluster } = vigil.runtime;
    const evidence = `mode ${mode}, access: ${access.type}`;
    if (access.type === 'accessEntry' && mode === 'CONFIG_MAP') {
      return failing(
        `${evidence}: access entries have no effect`,
        `aws eks update-cluster-config --name ${cluster.name} --region ${cluster.region} --access-config authenticationMode=API_AND_CONFIG_MAP`,
      );
    }
    if (access.type === 'eksctl' && mode === 'API') {
      return failing(
        `${evidence}: the cluster does not read aws-auth`,
        `set \`access: accessEntry\`, then ${deploy(vigil)}`,
      );
    }
    return ok(evidence);
  },
});

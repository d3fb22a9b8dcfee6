import type { ClusterInfo } from '../../../lambda/aws/describeCluster';
import type { CheckedVigil } from '../checkedVigil';
import { aws } from '../commands';
import { infoOf } from '../describedCluster';
import { type Finding, failing, ok, unknown } from '../finding';
import { defineLink } from '../link';
import { connectTcp, resolve, verifyCertificate } from '../reach';

export const dns = defineLink({
  id: 'dns',
  title: 'the name of the endpoint is resolved',
  needs: ['cluster'],
  read: async (sources) => {
    const info = infoOf(await sources.cluster());
    return { info, resolved: await resolve(info.connection.server) };
  },
  judge: ({ info, resolved }, vigil) => {
    const { hostname } = new URL(info.connection.server);
    return 'error' in resolved
      ? notFromHere(info, `${hostname} is not resolved on this machine: ${resolved.error}`, vigil)
      : ok(`${hostname} has the addresses ${resolved.addresses.join(', ')}`);
  },
});

export const connection = defineLink({
  id: 'connection',
  title: 'the endpoint accepts a TCP connection from this machine',
  needs: ['dns'],
  read: async (sources) => {
    const info = infoOf(await sources.cluster());
    return { info, failed: await connectTcp(info.connection.server) };
  },
  judge: ({ info, failed }, vigil) => {
    const { host } = new URL(info.connection.server);
    return failed === undefined
      ? ok(`connected to ${host}`)
      : notFromHere(info, `no connection to ${host} from this machine: ${failed.error}`, vigil);
  },
});

export const certificate = defineLink({
  id: 'certificate',
  title: 'the CA of the cluster issued the certificate of the endpoint',
  needs: ['connection'],
  read: async (sources) => verifyCertificate(infoOf(await sources.cluster()).connection),
  judge: (found, vigil) => {
    if ('validTo' in found) return ok(`verified, valid until ${found.validTo}`);
    const { name } = vigil.config.cluster;
    return failing(
      `TLS with the CA of the cluster failed: ${found.error}; a proxy in between, or another server at this address`,
      `connect without the proxy, or compare with the CA of EKS: ${aws(vigil, `eks describe-cluster --name ${name} --query cluster.certificateAuthority.data`)}`,
    );
  },
});

/** The function may well reach an endpoint that does not accept everybody. */
function notFromHere({ endpoint }: ClusterInfo, evidence: string, vigil: CheckedVigil): Finding {
  if (!endpoint.isPublic) {
    return unknown(`${evidence}; the endpoint is private`, 'run the command in the VPC of the cluster');
  }
  if (endpoint.publicCidrs.length > 0) {
    return unknown(
      `${evidence}; the endpoint accepts connections from ${endpoint.publicCidrs.join(', ')}`,
      'run the command from one of these addresses',
    );
  }
  const { name } = vigil.config.cluster;
  return failing(
    evidence,
    `check the DNS, the firewall and the proxy of this machine, and ${aws(vigil, `eks describe-cluster --name ${name} --query cluster.status`)}`,
  );
}

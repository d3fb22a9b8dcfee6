import { stringify } from 'yaml';

/** The `user` of a kubeconfig. */
export type KubeconfigUser =
  | { readonly 'client-certificate-data': string; readonly 'client-key-data': string }
  | { readonly token: string };

/** A kubeconfig for one cluster and one user, as YAML. `caData` is the PEM of the CA in base64. */
export function kubeconfig(cluster: string, server: string, caData: string, user: KubeconfigUser): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server, 'certificate-authority-data': caData } }],
    users: [{ name: 'user', user }],
    contexts: [{ name: cluster, context: { cluster, user: 'user' } }],
    'current-context': cluster,
  });
}

/** The nodes `node-1` to `node-N`, in three availability zones, with the labels of EKS. */
export function nodes(count: number, region: string): object[] {
  return Array.from({ length: count }, (_, index) => {
    const zone = `${region}${'abc'.charAt(index % 3)}`;
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: `node-${index + 1}`,
        labels: { 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': zone },
      },
      spec: { providerID: `aws:///${zone}/i-${String(index + 1).padStart(17, '0')}` },
    };
  });
}

/** What `eksctl create iamidentitymapping --arn ROLE_ARN --username GROUP --group GROUP --no-duplicate-arns` writes. */
export function awsAuth(roleArn: string, group = 'eks-vigil'): object {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'aws-auth', namespace: 'kube-system' },
    data: { mapRoles: stringify([{ rolearn: roleArn, username: group, groups: [group] }]) },
  };
}

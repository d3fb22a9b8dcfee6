import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { allOfCluster, eksKinds } from '../model/eksResources';
import type { EksFunctionConfig } from '../model/runtimeConfig';

/**
 * What the function may read through the EKS API: the cluster, and the node groups and add-ons that are watched. The ARNs of these
 * end in an ID that only EKS knows. What does not exist has none: EKS has been seen to authorize by the path of the request in place
 * of an ARN, and without that permission, a deleted node group would be AccessDenied and not NotFound.
 *
 * Sources: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Elastic Kubernetes Service";
 * terraform-aws-modules/terraform-aws-eks issue 1725 and aws/containers-roadmap issue 1172 (messages with paths).
 */
export function createEksStatements(stack: Stack, { cluster, eks = [] }: EksFunctionConfig): PolicyStatement[] {
  const arnOf = (resource: string, ...path: string[]) =>
    stack.formatArn({
      service: 'eks',
      region: cluster.region,
      resource: [resource, cluster.name, ...path].join('/'),
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
  const clusterArn = arnOf('cluster');
  const ofKinds = Object.entries(eksKinds).flatMap(([kind, info]) => {
    const names = eks.flatMap((target) => (target.kind === kind ? (target.name ?? []) : []));
    if (names.length === 0) return [];
    const isAll = names.includes(allOfCluster);
    const described = [...new Set(isAll ? [allOfCluster] : names)].sort();
    const byPath = (...name: string[]) => ('path' in info ? [arnOf('/clusters', info.path, ...name)] : []);
    const list = isAll && 'list' in info ? [allow(info.list, [clusterArn, ...byPath()])] : [];
    return [
      ...list,
      allow(
        info.describe,
        described.flatMap((name) => [arnOf(info.resource, name, '*'), ...byPath(name)]),
      ),
    ];
  });
  return [allow('DescribeCluster', [clusterArn]), ...ofKinds];
}

function allow(operation: string, resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions: [`eks:${operation}`], resources });
}

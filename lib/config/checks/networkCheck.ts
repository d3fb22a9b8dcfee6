import { type JsonObject, record } from '../../../model/json';
import type { Problem } from '../diagnostics/diagnostic';

/** Checks of `network`. They read the raw input, and report nothing that the schema already rejects. */

/** IDs that are specified twice. */
export function findNetworkProblems(input: unknown): Problem[] {
  const network = record(record(input).network);
  return [
    ...findDuplicates(network, 'subnets'),
    ...findDuplicates(network, 'securityGroups'),
    ...findClusterSecurityGroup(network),
  ];
}

/** Settings that are allowed, but most likely not intended. */
export function findNetworkWarnings(input: unknown): Problem[] {
  const { subnets } = record(record(input).network);
  if (!Array.isArray(subnets) || subnets.length !== 1) return [];
  const message =
    'has one subnet: if its Availability Zone fails, health is unknown; add a subnet of another Availability Zone.';
  return [{ path: ['network', 'subnets'], atKey: false, message }];
}

function findDuplicates(network: JsonObject, key: 'subnets' | 'securityGroups'): Problem[] {
  const ids = listOf(network[key]);
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (first === index) return [];
    const message = `is a duplicate of ${key}[${first}]; remove one of them.`;
    return [{ path: ['network', key, index], atKey: false, message }];
  });
}

/** With the group of the cluster, the function would need no rule, and could connect to every node. */
function findClusterSecurityGroup({ securityGroups, clusterSecurityGroup }: JsonObject): Problem[] {
  const index = listOf(securityGroups).indexOf(clusterSecurityGroup);
  if (index < 0) return [];
  const message =
    'is the clusterSecurityGroup, for which the stack creates a security group of the function; remove it from securityGroups.';
  return [{ path: ['network', 'securityGroups', index], atKey: false, message }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

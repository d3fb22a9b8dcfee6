import type { Section } from '../../lib/config/sections';
import type { Link } from './link';
import { alarms } from './links/alarms';
import { clock } from './links/clock';
import { authentication, cluster, endpoint } from './links/cluster';
import { credentials } from './links/credentials';
import { deployedFunction, stack } from './links/deployment';
import { heartbeat } from './links/heartbeat';
import { kubeconfig } from './links/kubeconfig';
import { mapping } from './links/mapping';
import { metric, writers } from './links/metric';
import { certificate, connection, dns } from './links/network';
import { permissionsOfGroup, permissionsOfRole } from './links/permissions';
import { publishing } from './links/publishing';
import { runs } from './links/runs';
import { schedule } from './links/schedule';
import { linksOfSection } from './links/sections';
import { targets } from './links/targets';
import { topics } from './links/topics';

export interface LinksProps {
  /** Whether the permissions are those of the role of the function, through its mapping, or those of the group alone. */
  readonly asRole: boolean;
  /** The configured sections. */
  readonly sections: readonly Section[];
}

/**
 * The whole chain, in the order of the report. A link comes after those that it needs.
 *
 */
export function linksFor({ asRole, sections }: LinksProps): readonly Link[] {
  const permissions = asRole ? permissionsOfRole : permissionsOfGroup;
  const ofSections = sections.flatMap((section) => linksOfSection(section, permissions));
  return [...toCluster, permissions, ...toNotification, ...ofSections];
}

const toCluster: readonly Link[] = [
  credentials,
  cluster,
  endpoint,
  dns,
  connection,
  certificate,
  kubeconfig,
  authentication,
  mapping,
];

const toNotification: readonly Link[] = [
  targets,
  clock,
  stack,
  deployedFunction,
  runs,
  schedule,
  metric,
  alarms,
  topics,
  publishing,
  heartbeat,
  writers,
];

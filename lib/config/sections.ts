import type { Grant } from '../../model/grant';
import { podReads } from '../../model/podMetricsConfig';
import { createReadingPlan } from '../../model/readingPlan';
import type { EksFunctionConfig, RuntimeAccess } from '../../model/runtimeConfig';
import { zoneReads } from '../../model/zoneTraffic';
import { type SectionId, type SectionNames, sectionIds, sectionNames } from './names';
import { toPodGroups } from './podGroups';
import { createRbacManifest, createRoles, type RbacNames, type RbacObject, rbacHash } from './rbacManifest';
import { scalingGrants, scalingLeases, scalingSeconds, toScalingRules } from './scalingRules';
import type { Config } from './schema/schema';

/** What a key of the configuration needs in the cluster for a function of its own. */
export interface Section {
  readonly id: SectionId;
  readonly access: RuntimeAccess;
  /** How often the function is invoked, in seconds. */
  readonly seconds: number;
  /** What the group may do. */
  readonly grants: readonly Grant[];
  /** The RBAC objects of these grants, and what else the function needs in the cluster. */
  readonly manifest: readonly RbacObject[];
  /** Hash of the manifest. */
  readonly rbacHash: string;
}

interface Needs {
  readonly seconds: number;
  readonly grants: readonly Grant[];
  readonly objects?: readonly RbacObject[];
}

/** The inventory and the query run once in it. */
const hour = 3600;

const needs: Readonly<Record<SectionId, (config: Config, names: SectionNames, rbacNames: RbacNames) => Needs>> = {
  podMetrics: (config) => ({ seconds: config.seconds, grants: toPodGroups(config).flatMap(podReads) }),
  scaling: (config, names, rbacNames) => {
    const rules = toScalingRules(config, names);
    return { seconds: scalingSeconds, grants: scalingGrants(rules), objects: scalingLeases(rules, rbacNames) };
  },
  zoneTraffic: () => ({ seconds: hour, grants: Object.values(zoneReads) }),
};

/** The configured sections, in a fixed order. Pure. */
export function sectionsOf(config: Config): Section[] {
  return sectionIds.flatMap((id) => (config[id] === undefined ? [] : [sectionOf(config, id)]));
}

/** Everything that `kubectl apply` has to create: for the vigil, then for each section. */
export function fullManifest(config: Config): RbacObject[] {
  const plan = createReadingPlan(config.targets, config.read);
  return [...createRbacManifest(plan, config.name), ...sectionsOf(config).flatMap(({ manifest }) => manifest)];
}

/** One section, whether it is configured or not. */
export function sectionOf(config: Config, id: SectionId): Section {
  const names = sectionNames(config, id);
  const { role, rbac: group } = names;
  const rbacNames = { name: group, vigil: config.name };
  const { seconds, grants, objects = [] } = needs[id](config, names, rbacNames);
  const manifest = [...createRoles(grants, rbacNames), ...objects];
  return {
    id,
    access: { type: config.access, roleName: role, group },
    seconds,
    grants,
    manifest,
    rbacHash: rbacHash(manifest),
  };
}

/** The part of a section's runtime configuration that every function needs to read from the cluster. */
export function sectionFunctionConfig(config: Config, { access }: Pick<Section, 'access'>): EksFunctionConfig {
  const { cluster, network, logging } = config;
  return { cluster, access, inVpc: network !== undefined, logging: { level: logging.level, format: logging.format } };
}

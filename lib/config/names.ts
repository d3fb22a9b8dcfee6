import { createHash } from 'node:crypto';
import type { Config } from './schema/schema';

type Named = Pick<Config, 'cluster' | 'name' | 'watchdog'> &
  Partial<Pick<Config, SectionId>> & {
    readonly function?: { readonly roleName?: string | undefined };
  };

/** Every name that is derived from a configuration. CloudFormation derives the names of all other resources from the stack's. */
export interface VigilNames {
  /** The CloudFormation stack. */
  readonly stack: string;
  /** The IAM role of the function. */
  readonly role: string;
  readonly alarms: Readonly<Record<'health' | 'ticket' | 'blind' | 'chronic' | 'watchdog', string>>;
  /** The SNS topic to which Alertmanager sends its Watchdog. It is fixed, so that Alertmanager can be configured before it exists. */
  readonly topic: string;
  /** The CloudWatch dashboard. */
  readonly dashboard: string;
  /** The SNS topics that notify by email. */
  readonly emailTopics: Readonly<Record<'page' | 'ticket', string>>;
  /** The RBAC objects, and the Kubernetes group and user name that the role is mapped to. */
  readonly rbac: string;
}

const product = 'eks-vigil';
const maxRoleName = 64;

/**
 * The names of a vigil. They are fixed, so that the role can be mapped before it exists, and the mapping stays valid after a
 * redeployment. With `name`, they begin with `eks-vigil-NAME` in place of `eks-vigil`.
 */
export function namesOf({
  cluster,
  name,
  function: options,
}: Pick<Named, 'cluster' | 'name' | 'function'>): VigilNames {
  const rbac = rbacName(name);
  const base = shorten(`${rbac}-${cluster.region}-${cluster.name}`);
  return {
    stack: base.replaceAll('_', '-'),
    role: options?.roleName ?? base,
    alarms: {
      health: `${base}-health`,
      ticket: `${base}-ticket`,
      blind: `${base}-blind`,
      chronic: `${base}-chronic`,
      watchdog: `${base}-watchdog`,
    },
    topic: `${base}-watchdog`,
    dashboard: base,
    emailTopics: { page: `${base}-page`, ticket: `${base}-ticket` },
    rbac,
  };
}

/** The keys of a configuration that have a function, a role and a group of their own, and what the names of these end in. */
const sectionSuffixes = { podMetrics: 'pod-metrics', scaling: 'scaling', zoneTraffic: 'zones' } as const;

/** A key of the configuration that has a function, a role and a group of its own, beside those of the vigil. */
export type SectionId = keyof typeof sectionSuffixes;

export const sectionIds = Object.keys(sectionSuffixes) as readonly SectionId[];

/** The names of a section. */
export interface SectionNames {
  /** The IAM role of the function. */
  readonly role: string;
  /** The RBAC objects, and the Kubernetes group and user name that the role is mapped to. */
  readonly rbac: string;
  /** What the names of its alarms begin with. */
  readonly alarms: string;
}

/** The names of a section: those of the vigil, and what the section is called. */
export function sectionNames(config: Parameters<typeof namesOf>[0], section: SectionId): SectionNames {
  const { role, rbac, dashboard: base } = namesOf(config);
  const suffix = sectionSuffixes[section];
  return { role: shorten(`${role}-${suffix}`), rbac: `${rbac}-${suffix}`, alarms: `${base}-${suffix}` };
}

/** What the names of the alarms of a section end in. Those by which `scaling` changes replicas are not among them: nobody is notified by these. */
const sectionAlarmSuffixes = {
  podMetrics: ['failing'],
  scaling: ['failing'],
  zoneTraffic: ['failed', 'late'],
} as const satisfies Readonly<Record<SectionId, readonly string[]>>;

/** What the name of an alarm of a section ends in, such as `scaling-failing`. */
export type SectionAlarmId = {
  [Id in SectionId]: `${(typeof sectionSuffixes)[Id]}-${(typeof sectionAlarmSuffixes)[Id][number]}`;
}[SectionId];

/** The names of the alarms of the configured sections, all for a ticket, by their end, such as `scaling-failing`. */
export function sectionAlarmNames(config: Named): Readonly<Record<string, string>> {
  return Object.fromEntries(
    sectionIds
      .filter((section) => config[section] !== undefined)
      .flatMap((section) =>
        sectionAlarmSuffixes[section].map((suffix): [id: string, name: string] => [
          `${sectionSuffixes[section]}-${suffix}`,
          `${sectionNames(config, section).alarms}-${suffix}`,
        ]),
      ),
  );
}

/** The names of what `zoneTraffic` has beside a section's. */
export interface ZoneTrafficNames {
  /** The Athena workgroup. */
  readonly workGroup: string;
  /** The Glue database. */
  readonly database: string;
  readonly alarms: Readonly<Record<'failed' | 'late', string>>;
}

/**
 * The names of `zoneTraffic`. That of a database has only lowercase letters, digits and "_", so a hash tells apart those that differ in
 * other characters. Source: Amazon Athena User Guide, "Name databases, tables, and columns".
 */
export function zoneTrafficNames(config: Parameters<typeof namesOf>[0]): ZoneTrafficNames {
  const { alarms: base } = sectionNames(config, 'zoneTraffic');
  const plain = base.toLowerCase().replaceAll('-', '_');
  const isUnique = base === plain.replaceAll('_', '-');
  return {
    workGroup: base,
    database: isUnique ? plain : `${plain}_${hashOf(base)}`,
    alarms: { failed: `${base}-failed`, late: `${base}-late` },
  };
}

/** The name of the RBAC objects, of the group and of the user, by the configuration's `name`. */
export function rbacName(name: string | undefined): string {
  return name === undefined ? product : `${product}-${name}`;
}

/** Where a name must be unique: in an AWS account, in a region of an account, or in a cluster. */
export type Scope = 'account' | 'region' | 'cluster';

/** A name, and where no other vigil may have it. */
export interface ScopedName {
  /** What has the name, in the plural if it is several. */
  readonly what: string;
  readonly name: string;
  /** Equal for names that are equal to the service. */
  readonly key: string;
  readonly scope: Scope;
}

/**
 * The names that must differ from those of other vigils, as their services compare them.
 * Source: AWS Identity and Access Management API Reference, CreateRole (names are unique in the account, regardless of case).
 */
export function scopedNames(config: Named): ScopedName[] {
  const { stack, role, alarms, topic, rbac } = namesOf(config);
  return [
    { what: 'stack', name: stack, key: stack, scope: 'region' },
    { what: 'IAM role', name: role, key: role.toLowerCase(), scope: 'account' },
    ...Object.values(alarms).map((name): ScopedName => ({ what: 'alarms', name, key: name, scope: 'region' })),
    ...(config.watchdog?.topic ? [{ what: 'SNS topic', name: topic, key: topic, scope: 'region' } as const] : []),
    { what: 'RBAC objects', name: rbac, key: rbac, scope: 'cluster' },
    ...sectionIds.flatMap((section): ScopedName[] => {
      if (config[section] === undefined) return [];
      const own = sectionNames(config, section);
      return [
        { what: 'IAM role', name: own.role, key: own.role.toLowerCase(), scope: 'account' },
        { what: 'RBAC objects', name: own.rbac, key: own.rbac, scope: 'cluster' },
      ];
    }),
  ];
}

/**
 * The configurations of one CDK app with the ids of their stacks: the names of the stacks. Equal names, of different accounts, are
 * told apart by the account after a dot, which no stack name contains.
 */
export function withStackIds<T extends Named>(configs: readonly T[]): { readonly id: string; readonly config: T }[] {
  // The templates are files, and some file systems ignore case.
  const keys = configs.map((config) => namesOf(config).stack.toLowerCase());
  return configs.map((config) => {
    const { stack } = namesOf(config);
    const key = stack.toLowerCase();
    const { account } = config.cluster;
    const isUnique = keys.indexOf(key) === keys.lastIndexOf(key);
    return { id: isUnique || account === undefined ? stack : `${stack}.${account}`, config };
  });
}

/** What the names of the mute rules of a vigil begin with: those of the command `mute`, and those of the planned windows. */
export function muteRulePrefixes({
  dashboard,
}: Pick<VigilNames, 'dashboard'>): Readonly<Record<'mute' | 'maintenance', string>> {
  return { mute: `${dashboard}-mute-`, maintenance: `${dashboard}-maintenance-` };
}

/** The name of the metric that counts the targets that are short of what they need. */
export function shortTargetsName({ name }: Pick<Config['metric'], 'name'>): string {
  return `${name}ShortTargets`;
}

/** The name of the metric of the targets whose severity is `ticket`. */
export function ticketMetricName({ name }: Pick<Config['metric'], 'name'>): string {
  return `${name}Ticket`;
}

/** Truncates a name over 64 characters (the IAM limit, the lowest of all), with a hash that keeps it unique. */
function shorten(full: string): string {
  return shortenTo(maxRoleName, full);
}

/** Truncates a longer name, with a hash that keeps it unique. */
export function shortenTo(length: number, full: string): string {
  if (full.length <= length) return full;
  const hash = hashOf(full);
  return `${full.slice(0, length - hash.length - 1)}-${hash}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

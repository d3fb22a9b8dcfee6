import { createHash } from 'node:crypto';
import type { Config } from './schema/schema';

type Named = Pick<Config, 'cluster' | 'name' | 'watchdog'> & {
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
  if (full.length <= maxRoleName) return full;
  const hash = createHash('sha256').update(full).digest('hex').slice(0, 8);
  return `${full.slice(0, maxRoleName - hash.length - 1)}-${hash}`;
}

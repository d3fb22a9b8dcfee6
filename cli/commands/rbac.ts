import { Document, visit } from 'yaml';
import { partitionOf } from '../../lib/config/partitions';
import { createRbacManifest, type RbacObject } from '../../lib/config/rbacManifest';
import type { Config } from '../../lib/config/schema/schema';
import { fullManifest, type Section, sectionsOf } from '../../lib/config/sections';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import type { Grant } from '../../model/grant';
import { pluralize } from '../../model/pluralize';
import { isListOfNamed, type Read } from '../../model/readingPlan';
import { eksctlCommand } from '../../model/roleMapping';
import type { RuntimeAccess } from '../../model/runtimeConfig';
import { toOneLine, toSafeJson } from '../../model/safeText';
import { requireConfig } from '../configFile';
import { type ExitCode, exitCodes, type Io } from '../io';

/** What whoever applies the manifest must know of probes. */
const proxyNote =
  'get on a proxy allows any GET request to this port of the program, whatever the path; see SECURITY.md.';

export interface RbacOptions {
  readonly config: string;
  readonly output: 'yaml' | 'json';
}

/** Prints the RBAC manifest that a configuration needs, ready for `kubectl apply -f -`. */
export async function rbac(io: Io, { config: file, output }: RbacOptions): Promise<ExitCode> {
  const config = await requireConfig(io, file);
  const { cluster } = config;
  if (output === 'json') {
    io.stdout.write(`${toSafeJson({ apiVersion: 'v1', kind: 'List', items: fullManifest(config) }, 2)}\n`);
    return exitCodes.OK;
  }
  const { plan, rbacHash, access } = toRuntimeConfig(config);
  const title = `RBAC of eks-vigil for cluster ${cluster.name} in ${cluster.region}, from ${file}`;
  io.stdout.write(`# ${toOneLine(title)}; hash ${rbacHash}\n`);
  io.stdout.write(`# ${describeMapping(config, access, "the function's role")}\n`);
  if (plan.probes !== undefined) io.stdout.write(`# ${proxyNote}\n`);
  for (const note of describeLists(plan.targets)) io.stdout.write(`# ${note}\n`);
  for (const object of createRbacManifest(plan, config.name)) io.stdout.write(`---\n${toYaml(object)}`);
  for (const section of sectionsOf(config)) writeSection(io, config, section);
  return exitCodes.OK;
}

/** What a section needs, after that of the vigil. */
function writeSection(io: Io, config: Config, { id, access, grants, manifest, rbacHash }: Section): void {
  io.stdout.write(`# For \`${id}\`; hash ${rbacHash}\n`);
  io.stdout.write(`# ${describeMapping(config, access, `the role of the function of \`${id}\``)}\n`);
  for (const note of describeOpenProxies(grants)) io.stdout.write(`# ${note}\n`);
  for (const object of manifest) io.stdout.write(`---\n${toYaml(object)}`);
}

function describeMapping({ cluster }: Config, { type, roleName, group }: RuntimeAccess, role: string): string {
  if (type === 'accessEntry') return `The stack maps ${role} to the group ${group} with an access entry.`;
  const account = cluster.account ?? '$(aws sts get-caller-identity --query Account --output text)';
  const roleArn = `arn:${partitionOf(cluster.region)}:iam::${account}:role/${roleName}`;
  return `Map ${role} to the group: ${eksctlCommand({ cluster, roleArn, group })}`;
}

/** What a grant on the proxy of all pods of a namespace allows, one line for each namespace. */
function describeOpenProxies(grants: readonly Grant[]): string[] {
  const open = grants.filter(({ resource, name }) => resource === 'pods/proxy' && name === undefined);
  return [...new Set(open.map(({ namespace = '' }) => namespace))].sort().map((namespace) => {
    return `get on pods/proxy in namespace ${namespace} allows any GET request to any port of every pod in it, because RBAC can limit it neither to a selector nor to a port; see docs/pod-metrics.md.`;
  });
}

/** What `read: list` allows, one line for each list. */
function describeLists(reads: readonly Read[]): string[] {
  const named = reads.filter(isListOfNamed).map(({ group, resource, namespace }) => {
    return `${resource}${group === '' ? '' : `.${group}`} in namespace ${namespace}`;
  });
  return [...new Set(named)].sort().map((list) => {
    const targets = pluralize(named.filter((other) => other === list).length, 'named target');
    return `read: list for ${targets}: list on all ${list} instead of get on their names, because RBAC cannot limit a list to names.`;
  });
}

/** Formats an object as YAML 1.1, which kubectl reads: without quotes, a namespace `no` would become false. */
function toYaml(object: RbacObject): string {
  const document = new Document(object, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, scalar) => {
      // kubectl also parses octal numbers of YAML 1.2, such as 0o14.
      if (/^\d/.test(String(scalar.value))) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString();
}

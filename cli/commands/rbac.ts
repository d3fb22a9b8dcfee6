import { Document, visit } from 'yaml';
import { namesOf } from '../../lib/config/names';
import { partitionOf } from '../../lib/config/partitions';
import { createRbacManifest, type RbacObject } from '../../lib/config/rbacManifest';
import type { Config } from '../../lib/config/schema/schema';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { pluralize } from '../../model/pluralize';
import { isListOfNamed, type Read } from '../../model/readingPlan';
import { eksctlCommand } from '../../model/roleMapping';
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
  const { plan, rbacHash } = toRuntimeConfig(config);
  const manifest = createRbacManifest(plan, config.name);
  if (output === 'json') {
    io.stdout.write(`${toSafeJson({ apiVersion: 'v1', kind: 'List', items: manifest }, 2)}\n`);
    return exitCodes.OK;
  }
  const title = `RBAC of eks-vigil for cluster ${cluster.name} in ${cluster.region}, from ${file}`;
  io.stdout.write(`# ${toOneLine(title)}; hash ${rbacHash}\n`);
  io.stdout.write(`# ${describeMapping(config)}\n`);
  if (plan.probes !== undefined) io.stdout.write(`# ${proxyNote}\n`);
  for (const note of describeLists(plan.targets)) io.stdout.write(`# ${note}\n`);
  for (const object of manifest) io.stdout.write(`---\n${toYaml(object)}`);
  return exitCodes.OK;
}

function describeMapping(config: Config): string {
  const { cluster, access } = config;
  const { role, rbac: group } = namesOf(config);
  if (access === 'accessEntry') return `The stack maps the function's role to the group ${group} with an access entry.`;
  const account = cluster.account ?? '$(aws sts get-caller-identity --query Account --output text)';
  const roleArn = `arn:${partitionOf(cluster.region)}:iam::${account}:role/${role}`;
  return `Map the function's role to the group: ${eksctlCommand({ cluster, roleArn, group })}`;
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

import { partition } from '@aws-sdk/core/client';
import { Document, visit } from 'yaml';
import { namesOf } from '../../lib/config/names';
import { createRbacManifest, type RbacObject, rbacHash } from '../../lib/config/rbacManifest';
import type { Config } from '../../lib/config/schema/schema';
import { createReadingPlan } from '../../model/readingPlan';
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
  const plan = createReadingPlan(config.targets);
  const manifest = createRbacManifest(plan, config.name);
  if (output === 'json') {
    io.stdout.write(`${toSafeJson({ apiVersion: 'v1', kind: 'List', items: manifest }, 2)}\n`);
    return exitCodes.OK;
  }
  const title = `RBAC of eks-vigil for cluster ${cluster.name} in ${cluster.region}, from ${file}`;
  io.stdout.write(`# ${toOneLine(title)}; hash ${rbacHash(manifest)}\n`);
  io.stdout.write(`# ${describeMapping(config)}\n`);
  if (plan.probes !== undefined) io.stdout.write(`# ${proxyNote}\n`);
  for (const object of manifest) io.stdout.write(`---\n${toYaml(object)}`);
  return exitCodes.OK;
}

function describeMapping(config: Config): string {
  const { cluster, access } = config;
  const { role, rbac: group } = namesOf(config);
  if (access === 'accessEntry') return `The stack maps the function's role to the group ${group} with an access entry.`;
  const account = cluster.account ?? '$(aws sts get-caller-identity --query Account --output text)';
  const roleArn = `arn:${partition(cluster.region).name}:iam::${account}:role/${role}`;
  return `Map the function's role to the group: ${eksctlCommand({ cluster, roleArn, group })}`;
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

// Stands in for eksctl, which no package registry has: `eksctl create|delete iamidentitymapping` changes kube-system/aws-auth with
// kubectl.
// It accepts those flags of eksctl that are relevant here, and behaves as eksctl does with mappings that exist.
// Source: Eksctl User Guide, "Manage IAM users and roles"; pkg/ctl/create/iamidentitymapping.go, pkg/ctl/delete/iamidentitymapping.go.
import { execFileSync } from 'node:child_process';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const common = { cluster: text, region: text, arn: text };
const commands = {
  create: { ...common, username: text, group: { type: 'string', multiple: true }, 'no-duplicate-arns': flag },
  delete: { ...common, all: flag },
};

const change = {
  /** Appends a mapping, even one for the same ARN: the authenticator uses the last one. */
  create(mappings, { arn, username, group, 'no-duplicate-arns': unique }) {
    const mapping = { rolearn: arn, username, groups: group };
    if (unique && mappings.some((other) => isDeepStrictEqual(other, mapping))) {
      process.stdout.write('[!]  found existing mapping that matches the one being created, quitting.\n');
      return mappings;
    }
    if (unique && mappings.some(({ rolearn }) => rolearn === arn)) {
      fail(`found existing mapping with the same arn "${arn}" and shadowing is disabled`);
    }
    return [...mappings, mapping];
  },
  /** Removes the first mapping of the ARN, or all of them. */
  delete(mappings, { arn, all }) {
    const first = mappings.findIndex(({ rolearn }) => rolearn === arn);
    if (first < 0) fail(`instance identity ARN "${arn}" not found in auth ConfigMap`);
    return mappings.filter(({ rolearn }, index) => (all ? rolearn !== arn : index !== first));
  },
};

const [verb, noun, ...args] = process.argv.slice(2);
if (!(verb in commands) || noun !== 'iamidentitymapping') fail(`unknown command ${verb} ${noun}`);
const { values } = parseArgs({ args, options: commands[verb] });
for (const name of ['cluster', 'region', 'arn']) if (values[name] === undefined) fail(`--${name} must be set`);
const { data } = JSON.parse(kubectl('get', 'configmap', 'aws-auth', '-o', 'json'));
const mapRoles = stringify(change[verb](parse(data.mapRoles), values));
kubectl('patch', 'configmap', 'aws-auth', '--type', 'merge', '-p', JSON.stringify({ data: { mapRoles } }));

function kubectl(...command) {
  return execFileSync('kubectl', ['-n', 'kube-system', ...command], { encoding: 'utf8' });
}

function fail(message) {
  process.stderr.write(`Error: ${message}\n`);
  process.exit(1);
}

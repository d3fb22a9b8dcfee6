import { parseAllDocuments } from 'yaml';
import { loadConfig } from '../../../lib/config/load';
import { createRbacManifest, rbacHash } from '../../../lib/config/rbacManifest';
import { createReadingPlan } from '../../../model/readingPlan';
import { configText, eksVigil, type Folder, temporaryFolder } from '../commandLine';

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const targets = [
  { kind: 'Deployment', namespace: 'shop', selector: 'app=web' },
  { kind: 'StatefulSet', namespace: 'monitoring', name: 'prometheus' },
];

function manifestOf(text: string) {
  return createRbacManifest(createReadingPlan(loadConfig('', text).config?.targets ?? []));
}

test('the YAML is the manifest, after comments with file, cluster, hash, and the command that maps the role', async () => {
  const text = configText(targets);
  const file = folder.write('prod.yaml', text);
  const { stdout, stderr, exitCode } = await eksVigil(['rbac', '--config', file]);
  const manifest = manifestOf(text);
  const documents = parseAllDocuments(stdout, { version: '1.1' });
  expect([...documents].map((document) => document.toJS())).toEqual(manifest);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    `# RBAC of eks-vigil for cluster prod in eu-central-1, from ${file}; hash ${rbacHash(manifest)}`,
    `# Map the function's role to the group: eksctl create iamidentitymapping --cluster prod --region eu-central-1 --arn arn:aws:iam::$(aws sts get-caller-identity --query Account --output text):role/eks-vigil-eu-central-1-prod --username eks-vigil --group eks-vigil --no-duplicate-arns`,
    '---',
  ]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
});

test('with a name, the role and the group of the command contain it', async () => {
  const file = folder.write('team-b.yaml', configText(targets, { name: 'team-b' }));
  const { stdout } = await eksVigil(['rbac', '--config', file]);
  expect(stdout.split('\n')[1]).toMatch(
    /:role\/eks-vigil-team-b-eu-central-1-prod --username eks-vigil-team-b --group eks-vigil-team-b --no-duplicate-arns$/,
  );
  expect(stdout).toContain('\n    name: eks-vigil-team-b\n');
});

test('with access accessEntry, the comment says that the stack maps the role', async () => {
  const file = folder.write('entry.yaml', configText(targets, { access: 'accessEntry' }));
  const { stdout } = await eksVigil(['rbac', '--config', file]);
  expect(stdout.split('\n')[1]).toBe(
    "# The stack maps the function's role to the group eks-vigil with an access entry.",
  );
  expect(stdout).not.toContain('eksctl');
});

test('with a probe, a comment says what the grant allows', async () => {
  const probe = { probe: 'grafana', namespace: 'monitoring', service: 'grafana', port: 80 };
  const file = folder.write('probe.yaml', configText([...targets, probe]));
  const { stdout } = await eksVigil(['rbac', '--config', file]);
  expect(stdout.split('\n').slice(2, 4)).toEqual([
    '# get on a proxy allows any GET request to this port of the program, whatever the path; see SECURITY.md.',
    '---',
  ]);
});

test('with podMetrics, a comment for each namespace says what the grant on its pods allows', async () => {
  const group = { namespace: 'shop', selector: 'app=web', port: 9090, metrics: [{ name: 'queue' }] };
  const podMetrics = [group, { preset: 'vpc-cni' }, { ...group, metrics: [{ name: 'length' }] }];
  const file = folder.write('pods.yaml', configText(targets, { podMetrics }));
  const { stdout } = await eksVigil(['rbac', '--config', file]);
  const lines = stdout.split('\n');
  const section = lines.findIndex((line) => line.startsWith('# For `podMetrics`'));
  const allows =
    'allows any GET request to any port of every pod in it, because RBAC can limit it neither to a selector nor to a port; see docs/pod-metrics.md.';
  expect(lines.slice(section + 1, section + 5)).toEqual([
    expect.stringMatching(/^# Map the role of the function of `podMetrics` to the group: /),
    `# get on pods/proxy in namespace kube-system ${allows}`,
    `# get on pods/proxy in namespace shop ${allows}`,
    '---',
  ]);
  expect(stdout.match(/pods\/proxy in namespace/g)).toHaveLength(2);
});

test('with read: list, a comment says which lists are granted, and why', async () => {
  const jobs = ['a', 'b'].map((name) => ({ kind: 'Job', namespace: 'shop', name }));
  const byName = { kind: 'Deployment', namespace: 'shop', name: 'web', read: 'name' };
  const file = folder.write('list.yaml', configText([...targets, ...jobs, byName], { read: 'list' }));
  const { stdout } = await eksVigil(['rbac', '--config', file]);
  const why = 'instead of get on their names, because RBAC cannot limit a list to names.';
  expect(stdout.split('\n').slice(2, 5)).toEqual([
    `# read: list for 2 named targets: list on all jobs.batch in namespace shop ${why}`,
    `# read: list for 1 named target: list on all statefulsets.apps in namespace monitoring ${why}`,
    '---',
  ]);
  expect(stdout).not.toContain('- prometheus\n');
  expect(stdout).toContain('- web\n');
});

test('the JSON is a List of the manifest', async () => {
  const text = configText(targets);
  const file = folder.write('prod.yaml', text);
  const { stdout, exitCode } = await eksVigil(['rbac', '--config', file, '--output', 'json']);
  expect(JSON.parse(stdout)).toEqual({ apiVersion: 'v1', kind: 'List', items: manifestOf(text) });
  expect(exitCode).toBe(0);
});

test.each(['no', 'on', 'y', '1e3', '012', '0o14', '0x1f', '1.5', '2026-01-01'])(
  'a name that YAML 1.1 would not parse as a string is quoted: %s',
  async (name) => {
    const file = folder.write('prod.yaml', configText([{ kind: 'Deployment', namespace: 'shop', name }]));
    const { stdout } = await eksVigil(['rbac', '--config', file]);
    expect(stdout).toContain(`resourceNames:\n      - "${name}"\n`);
  },
);

test('a file name cannot end the comment', async () => {
  const file = folder.write('a\nkind: Pod.yaml', configText(targets));
  const { stdout } = await eksVigil(['rbac', '--config', file]);
  expect(stdout).toMatch(/^# .*a kind: Pod\.yaml; hash [0-9a-f]+\n# Map .*\n---\n/);
});

test('an invalid configuration gives no manifest', async () => {
  const file = folder.write('prod.yaml', configText(targets, { dry: true, metric: { namespace: 'a', name: 'b' } }));
  const { stdout, stderr, exitCode } = await eksVigil(['rbac', '--config', file]);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
  expect(stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/prod\.yaml:1:\d+: error: dry: unknown key\. Did you mean dryRun\?/),
    `error: ${file} has 1 error; nothing was done`,
  ]);
});

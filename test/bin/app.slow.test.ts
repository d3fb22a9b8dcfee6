import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
let folder: string;

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: { readonly stackName?: string };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eks-vigil app '));
});

afterEach(() => rmSync(folder, { recursive: true }));

/**
 * Runs the CDK app as `cdk synth -c config=PATH` does, without AWS credentials.
 *
 * @param validates - whether the CDK validates the templates, which takes 5 s of computing time.
 */
function app(config: string, validates = false) {
  const env = {
    PATH: process.env.PATH,
    CDK_OUTDIR: join(folder, 'out'),
    CDK_CONTEXT_JSON: JSON.stringify({ config }),
    ...(validates ? {} : { CDK_VALIDATION: 'false' }),
  };
  return spawnSync(process.execPath, [tsx, 'bin/app.ts'], { cwd: root, env, encoding: 'utf8' });
}

test('synthesizes one stack per file without account and network, and its asset exports a handler', () => {
  const { status, stderr } = app(join(root, 'config', 'minimal.yaml'), true);
  expect(stderr).not.toMatch(/error/i);
  expect(status).toBe(0);
  const files = readdirSync(join(folder, 'out'));
  expect(files).toContain('eks-vigil-eu-central-1-prod.template.json');
  const asset = join(folder, 'out', files.find((name) => name.startsWith('asset.')) ?? 'no-asset');
  expect(readdirSync(asset).sort()).toEqual(['THIRD-PARTY-NOTICES.txt', 'config.json', 'index.js']);
  const code = `process.stdout.write(typeof require(${JSON.stringify(join(asset, 'index.js'))}).handler)`;
  expect(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' })).toBe('function');
});

/** A configuration file of the cluster `prod` in a folder, such as `config/`. */
function writeConfigs(configs: readonly string[]): string {
  const fleet = join(folder, 'fleet');
  mkdirSync(fleet);
  const targets = '[{ kind: Deployment, namespace: monitoring, name: grafana }]';
  configs.forEach((config, index) => {
    writeFileSync(join(fleet, `${index}.yaml`), `${config}\ntargets: ${targets}\n`);
  });
  return fleet;
}

const metric = (value: string) =>
  `metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: ${value} }] }`;

test('synthesizes a folder of several accounts and regions, with the same cluster name, as `cdk deploy --all` does', () => {
  const cluster = (more: string) => `cluster: { name: prod, ${more} }\n${metric('prod')}`;
  const [one, other] = ['account: "111122223333"', 'account: "444455556666"'];
  const fleet = writeConfigs([
    cluster(`region: eu-central-1, ${one}`),
    cluster(`region: eu-west-1, ${one}`),
    cluster(`region: eu-central-1, ${other}`),
    `name: payments\ncluster: { name: prod, region: eu-central-1, ${one} }\n${metric('payments')}`,
  ]);
  const { status, stderr } = app(fleet);
  expect(stderr).not.toMatch(/error/i);
  expect(status).toBe(0);
  const manifest: { artifacts: Record<string, Artifact> } = JSON.parse(
    readFileSync(join(folder, 'out', 'manifest.json'), 'utf8'),
  );
  const stacks = Object.entries(manifest.artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const central = 'eks-vigil-eu-central-1-prod';
  expect(stacks.map(([id, { environment, properties }]) => [id, properties?.stackName ?? id, environment])).toEqual([
    [`${central}.111122223333`, central, 'aws://111122223333/eu-central-1'],
    ['eks-vigil-eu-west-1-prod', 'eks-vigil-eu-west-1-prod', 'aws://111122223333/eu-west-1'],
    [`${central}.444455556666`, central, 'aws://444455556666/eu-central-1'],
    ['eks-vigil-payments-eu-central-1-prod', 'eks-vigil-payments-eu-central-1-prod', 'aws://111122223333/eu-central-1'],
  ]);
});

test('reports clusters whose stacks would have the same name', () => {
  const fleet = writeConfigs(
    ['my_cluster', 'my-cluster'].map((name) => `cluster: { name: ${name}, region: eu-central-1 }\n${metric(name)}`),
  );
  const { status, stderr } = app(fleet);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /1\.yaml:1:18: error: cluster\.name: .*0\.yaml with the cluster my_cluster would also create the stack/,
  );
  expect(stderr).toMatch(/The configuration has 1 error: fix/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('reports all problems of a configuration at once, without a stack trace', () => {
  const config = join(folder, 'bad.yaml');
  writeFileSync(config, 'dry: true\nseconds: 90\n');
  const { status, stderr } = app(config);
  expect(status).toBe(1);
  expect(stderr).toMatch(/bad\.yaml:1:1: error: dry: unknown key\. Did you mean dryRun\?/);
  expect(stderr).toMatch(/bad\.yaml:2:10: error: seconds: got 90/);
  expect(stderr).toMatch(/The configuration has 5 errors: fix/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

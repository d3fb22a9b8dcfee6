import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { programsIn } from '../support/programs';

const root = join(__dirname, '..', '..');
let app: string;

/** A CDK app of somebody else, with the packed construct and its peers, and nothing else. */
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'eks-vigil-app-'));
  const packed = join(app, 'packed');
  node(root, join(root, 'lib/buildPackage.mjs'), packed);
  const pack = ['pack', packed, '--json', '--pack-destination', app, '--ignore-scripts'];
  const [{ filename }] = JSON.parse(execFileSync('npm', pack, { cwd: app, encoding: 'utf8' })) as [
    { readonly filename: string },
  ];
  const installed = join(app, 'node_modules/eks-vigil');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['xzf', join(app, filename), '-C', installed, '--strip-components=1']);
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(root, 'node_modules', peer), join(app, 'node_modules', peer));
  }
  mkdirSync(join(app, 'node_modules/@types'));
  symlinkSync(join(root, 'node_modules/@types/node'), join(app, 'node_modules/@types/node'));
});

afterAll(() => rmSync(app, { recursive: true }));

function node(cwd: string, ...args: string[]): string {
  return execFileSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: join(app, 'out') },
  });
}

test('the package contains the construct, its types, the function and the command line, and depends on the CDK only', () => {
  const installed = join(app, 'node_modules/eks-vigil');
  expect(readdirSync(installed).sort()).toEqual([
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'THIRD-PARTY-NOTICES.txt',
    'bin',
    'config',
    'docs',
    'eksVigil.d.ts',
    'eksVigilConfig.d.ts',
    'eksVigilProps.d.ts',
    'function',
    'index.d.ts',
    'index.js',
    'notifier',
    'package.json',
    'podMetrics',
    'scaling',
    'zoneInventory',
  ]);
  for (const bundle of ['function', 'notifier', 'podMetrics', 'scaling', 'zoneInventory']) {
    expect(readdirSync(join(installed, bundle)).sort()).toEqual(['THIRD-PARTY-NOTICES.txt', 'index.js']);
  }
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  expect(Object.keys(manifest.peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).not.toHaveProperty('private');
  expect(node(app, join(installed, manifest.bin['eks-vigil']), '--version').trim()).toBe(manifest.version);
});

test('the links of its documents lead to files in it', () => {
  const installed = join(app, 'node_modules/eks-vigil');
  const pages = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const links = pages.flatMap((page) => {
    const text = readFileSync(join(installed, page), 'utf8');
    return [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => join(dirname(page), link));
  });
  expect(links.length).toBeGreaterThan(100);
  expect([...new Set(links)].filter((link) => !existsSync(join(installed, link)))).toEqual([]);
});

test('the programs in the documents compile, but not with a misspelt key, and the stack of the README has a vigil with the bundled function', () => {
  const [readme = ''] = programsIn('README.md');
  const [first = '', second = '', third = ''] = programsIn('docs/construct.md');
  const declarations = 'declare const cluster: { clusterName: string };\ndeclare const targets: [];\n';
  writeFileSync(join(app, 'app.ts'), readme);
  writeFileSync(join(app, 'page.ts'), `${first}${declarations}${second}console.log(vigil);\n`);
  writeFileSync(join(app, 'move.ts'), third);
  writeFileSync(join(app, 'wrong.ts'), readme.replace('namespace:', 'namespase:'));
  // All at once, because reading the types of the CDK takes most of the time: the misspelt key is the only error.
  const errors = compile('app.ts', 'page.ts', 'move.ts', 'wrong.ts');
  expect(errors).toEqual([expect.stringMatching(/^wrong\.ts\b.*namespase/)]);
  node(app, 'app.js');
  const template = Template.fromJSON(JSON.parse(readFileSync(join(app, 'out/Monitoring.template.json'), 'utf8')));
  template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'eks-vigil-eu-central-1-prod' });
  template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
  const asset = readdirSync(join(app, 'out')).find((name) => name.startsWith('asset.')) ?? 'no asset';
  expect(readdirSync(join(app, 'out', asset)).sort()).toEqual(['THIRD-PARTY-NOTICES.txt', 'config.json', 'index.js']);
});

/** Compiles programs, also those with errors. Returns the errors, each with its file. */
function compile(...files: string[]): string[] {
  const options = ['--strict', '--singleThreaded', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  try {
    node(app, tsc, ...options, '--types', 'node', ...files);
    return [];
  } catch (error) {
    const { stdout } = error as { readonly stdout?: unknown };
    if (typeof stdout !== 'string') throw error;
    return stdout.split('\n').filter((line) => /^\S/.test(line));
  }
}

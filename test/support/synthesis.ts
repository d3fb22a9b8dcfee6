import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { formatDiagnostic } from '../../lib/config/diagnostics/diagnostic';
import { loadConfig } from '../../lib/config/load';
import type { Config } from '../../lib/config/schema/schema';
import { VigilStack } from '../../lib/vigilStack';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A CloudFormation template as far as tests read it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** What `cdk synth` makes of one configuration. */
export interface Synthesis {
  readonly config: Config;
  readonly template: Template;
  /** The function's code, unpacked. */
  readonly assetDirectory: string;
  /** esbuild's metafile of the function's bundle. */
  readonly metafile: string;
  /** The function's timeout in seconds. */
  readonly timeout: number;
  /** The function's environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Removes the assembly. */
  readonly remove: () => void;
}

/** Validates a configuration given as YAML. Throws with its diagnostics when it is not valid. */
export function configFrom(yaml: string): Config {
  const { config, diagnostics } = loadConfig('test.yaml', yaml);
  if (config === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return config;
}

/** Synthesises the stack of one configuration, bundles included, and finds the function's asset in the assembly. */
export function synthesise(yaml: string): Synthesis {
  const config = configFrom(yaml);
  const outdir = mkdtempSync(join(tmpdir(), 'eks-vigil-'));
  const app = new App({ outdir });
  const stack = new VigilStack(app, { config });
  const assembly = app.synth();
  const template = assembly.getStackByName(stack.stackName).template as Template;
  const { files } = JSON.parse(readFileSync(join(outdir, `${stack.stackName}.assets.json`), 'utf8')) as {
    files: Record<string, { source: { path: string; packaging: string } }>;
  };
  const asset = Object.values(files).find(({ source }) => source.packaging === 'zip');
  const { Properties } = resourceOf(template, 'AWS::Lambda::Function');
  const { Timeout, Environment } = Properties as {
    Timeout: number;
    Environment?: { Variables: Record<string, string> };
  };
  return {
    config,
    template,
    assetDirectory: join(outdir, asset?.source.path ?? 'no-asset'),
    metafile: join(outdir, readdirSync(outdir).find((file) => file.endsWith('.meta.json')) ?? 'no-metafile'),
    timeout: Timeout,
    environment: Environment?.Variables ?? {},
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}

/** The one resource of a type. Throws when there is none. */
export function resourceOf({ Resources }: Template, type: string): Resource {
  const found = Object.values(Resources).find(({ Type }) => Type === type);
  if (found === undefined) throw new Error(`the template has no ${type}`);
  return found;
}

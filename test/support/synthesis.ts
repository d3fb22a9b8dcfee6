import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../lib/config/schema/schema';
import { configFrom } from './configFrom';
import { onceForRun } from './onceForRun';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A CloudFormation template as far as tests read it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** The result of `cdk synth` for one configuration. */
export interface Synthesis {
  readonly config: Config;
  readonly template: Template;
  /** The function's code, unpacked. */
  readonly assetDirectory: string;
  /** The function's timeout in seconds. */
  readonly timeout: number;
  /** The function's environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Removes the assembly. */
  readonly remove: () => void;
}

/**
 * Synthesizes the stack of one configuration, bundled code included, and finds the function's asset in the assembly. In a
 * Jest run each configuration is synthesized once.
 *
 * @param section - what the logical id of the function begins with. Default: the function that watches the cluster.
 */
export async function synthesize(yaml: string, section = ''): Promise<Synthesis> {
  const config = configFrom(yaml);
  const outdir = await onceForRun(yaml, (folder) => synthInto(folder, config));
  const template = readJson(outdir, '.template.json') as Template;
  const { files } = readJson(outdir, '.assets.json') as {
    files: Record<string, { source: { path: string } }>;
  };
  const { Properties } = resourceOf(template, 'AWS::Lambda::Function', section);
  const { Timeout, Code, Environment } = Properties as {
    Timeout: number;
    Code: { S3Key: string };
    Environment?: { Variables: Record<string, string> };
  };
  return {
    config,
    template,
    assetDirectory: join(outdir, files[Code.S3Key.replace('.zip', '')]?.source.path ?? 'no-asset'),
    timeout: Timeout,
    environment: Environment?.Variables ?? {},
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}

function synthInto(outdir: string, config: Config): void {
  // Loading the CDK takes a second. A test file whose configuration is already synthesized does not need it.
  const { App } = require('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const { VigilStack } = require('../../lib/vigilStack') as typeof import('../../lib/vigilStack');
  const app = new App({ outdir });
  new VigilStack(app, { config });
  app.synth();
}

/** The one file of an assembly whose name ends so. */
function findFile(outdir: string, ending: string): string {
  return join(outdir, readdirSync(outdir).find((name) => name.endsWith(ending)) ?? `no file ending with ${ending}`);
}

function readJson(outdir: string, ending: string): unknown {
  return JSON.parse(readFileSync(findFile(outdir, ending), 'utf8'));
}

/**
 * The first resource of a type. Throws when there is none.
 *
 * @param prefix - what its logical id begins with. Default: anything.
 */
export function resourceOf({ Resources }: Template, type: string, prefix = ''): Resource {
  const [, found] = Object.entries(Resources).find(([id, { Type }]) => Type === type && id.startsWith(prefix)) ?? [];
  if (found === undefined) throw new Error(`the template has no ${type}`);
  return found;
}

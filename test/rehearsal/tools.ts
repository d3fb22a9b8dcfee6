import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findAssets, findOnPath } from '../cluster/executables';

/** The programs of the rehearsal, besides those of the project and of the control plane. */
export interface Tools {
  /** Python with moto, boto3 and cfn-lint. */
  readonly python: string;
  /** AWS's Lambda Runtime Interface Emulator. */
  readonly emulator: string;
  /** The main module of AWS's Node.js runtime interface client. */
  readonly runtimeClient: string;
  /** The main module of aws-local-stepfunctions, which plays state machines. */
  readonly states: string;
  readonly awsCli: string;
  /** Path of an eksctl, in place of the stand-in. */
  readonly eksctl?: string;
}

const howToInstall = 'Install the tools and set their folder: export REHEARSAL_TOOLS=$(test/rehearsal/installTools)';

/**
 * Finds the tools of the rehearsal, in REHEARSAL_TOOLS, AWS_CLI, KUBEBUILDER_ASSETS and EKSCTL, and on PATH.
 *
 * @throws Error with what is missing, and how to install it.
 */
export async function findTools(env: NodeJS.ProcessEnv): Promise<Tools> {
  await findAssets(env);
  const folder = env.REHEARSAL_TOOLS ?? '';
  if (folder === '') throw new Error(`REHEARSAL_TOOLS is not set. ${howToInstall}`);
  const awsCli = env.AWS_CLI || (await findOnPath('aws', env));
  if (awsCli === undefined) {
    throw new Error('There is no `aws` on PATH. Install the AWS CLI (pip install awscli), or set AWS_CLI to its path.');
  }
  const tools = {
    python: join(folder, 'python/bin/python3'),
    emulator: join(folder, 'aws-lambda-rie'),
    runtimeClient: join(folder, 'ric/node_modules/aws-lambda-ric/index.mjs'),
    states: join(folder, 'states/node_modules/aws-local-stepfunctions/build/main.node.cjs'),
    awsCli,
    ...(env.EKSCTL ? { eksctl: env.EKSCTL } : {}),
  };
  const missing = Object.values(tools).filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`There is no ${missing.join(', no ')}. ${howToInstall}`);
  return tools;
}

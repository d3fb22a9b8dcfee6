import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openSharedFolder } from './onceForRun';

const lambdaMajor = 24;

/** Prepares a Jest run. Throws when it is not on the Node.js version that the Lambda function has. */
export default function globalSetup(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major !== lambdaMajor) {
    throw new Error(
      `These tests need Node.js ${lambdaMajor}, as the Lambda function has, but run on ${process.version}: ` +
        'run them with `npm test` after `npm ci --include=optional` (which installs the npm package `node`), or install Node.js 24.',
    );
  }
  // The CDK's check of a template takes 1.5 s in each process. test/bin/app.slow.test.ts synthesizes with it.
  process.env.CDK_VALIDATION = 'false';
  // The tests run the function as it is now.
  execFileSync(process.execPath, [join(__dirname, '..', '..', 'lib', 'buildFunction.mjs')]);
  openSharedFolder();
}

const lambdaMajor = 24;

/** Stops a test run that is not on the Node.js version that the Lambda function has. */
export default function requireLambdaNode(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major !== lambdaMajor) {
    throw new Error(
      `These tests need Node.js ${lambdaMajor}, as the Lambda function has, but run on ${process.version}: ` +
        'run them with `npm test` after `npm ci --include=optional` (which installs the npm package `node`), or install Node.js 24.',
    );
  }
}

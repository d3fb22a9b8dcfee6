import { App } from 'aws-cdk-lib';
import { readConfigurations } from '../lib/config/configFiles';
import { formatDiagnostic } from '../lib/config/diagnostics/diagnostic';
import { VigilStack } from '../lib/vigilStack';
import { errorMessage } from '../model/errorMessage';

/** The CDK app: one stack for each configuration. */
function main(): void {
  const app = new App();
  const only: unknown = app.node.tryGetContext('config');
  const { configs, diagnostics } = readConfigurations(only === undefined ? {} : { only: String(only) });
  for (const diagnostic of diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new Error(`The configuration has ${errors.length} errors: mend them and run this again.`);
  for (const config of configs) new VigilStack(app, { config });
  app.synth();
}

try {
  main();
} catch (error) {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
}

import { App } from 'aws-cdk-lib';
import { readConfigurations } from '../lib/config/configFiles';
import { formatDiagnostic } from '../lib/config/diagnostics/diagnostic';
import { createStacks } from '../lib/vigilStacks';
import { errorMessage } from '../model/errorMessage';
import { pluralize } from '../model/pluralize';

/** The CDK app: one stack per configuration. */
function main(): void {
  const app = new App();
  const path: unknown = app.node.tryGetContext('config');
  const { configs, files, diagnostics } = readConfigurations(path === undefined ? {} : { path: String(path) });
  for (const diagnostic of diagnostics) process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new Error(
      `The configuration has ${pluralize(errors.length, 'error')}: fix the configuration and run the command again.`,
    );
  }
  createStacks(app, configs, files);
  app.synth();
}

try {
  main();
} catch (error) {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
}

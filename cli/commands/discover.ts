import { healthOfEach } from '../../lambda/health/severityHealth';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { createRedactor } from '../../lambda/logging/redact';
import { errorMessage } from '../../model/errorMessage';
import { mapStrings } from '../../model/json';
import { toOneLine } from '../../model/safeText';
import { writeDiagnostics } from '../configFile';
import { type DiscoveredConfig, discoverConfig } from '../discover/discoverConfig';
import { toDiscoveredCluster } from '../discover/discoveredCluster';
import { colorsFor, type ExitCode, type Io, UserError } from '../io';
import { clusterOf, describeInsecurity, type KubeconfigOptions, loadKubeconfig } from '../kubeconfig';
import { KubeconfigAccess } from '../kubeconfigAccess';
import { requireCreatable, writeNewFile } from '../newFile';
import { withProgress } from '../progress';
import { formatCheck, summarizeCheck } from '../verdictReport';
import { describeValid } from './validate';

export interface DiscoverOptions extends KubeconfigOptions {
  /** @default - all namespaces */
  readonly namespace?: readonly string[];
  /** @default - stdout */
  readonly output?: string;
}

/**
 * Reads a cluster and writes a configuration for it. What is said about the configuration goes to stderr, so that stdout has
 * nothing else.
 */
export async function discover(io: Io, { namespace = [], output, ...options }: DiscoverOptions): Promise<ExitCode> {
  // Before the cluster is read, because that takes long.
  if (output !== undefined) await requireCreatable(output);
  const load = () => loadKubeconfig(options);
  const kubeconfig = load();
  for (const note of describeInsecurity(kubeconfig)) io.stderr.write(`note: ${toOneLine(note)}\n`);
  const access = new KubeconfigAccess(load);
  const client = new KubernetesClient(access);
  const redact = createRedactor(io.env, () => access.secrets);
  try {
    // Before the timeout starts, because an exec plugin may wait for user input.
    await access.headers();
    const discovered = await discoverConfig(client, {
      cluster: toDiscoveredCluster(clusterOf(kubeconfig)),
      namespaces: [...new Set(namespace)].sort(),
      file: output ?? 'the configuration',
      now: io.now,
      withProgress: (text, work) => withProgress(io, text, work),
    });
    return await report(io, mapStrings(discovered, redact), output);
  } catch (error) {
    throw new UserError(redact(errorMessage(error)));
  } finally {
    client.destroy();
  }
}

async function report(
  io: Io,
  { text, loaded, checked, warnings }: DiscoveredConfig,
  output: string | undefined,
): Promise<ExitCode> {
  if (output === undefined) io.stdout.write(text);
  else await writeNewFile(output, text);
  const { stderr } = io;
  const colors = colorsFor(stderr, io.env);
  for (const warning of warnings) stderr.write(`${colors.yellow('warning:')} ${toOneLine(warning)}\n`);
  writeDiagnostics(stderr, io, loaded.diagnostics);
  const { verdicts } = checked;
  const { exitCode, text: summary } = summarizeCheck(verdicts, healthOfEach(verdicts), false, colors);
  stderr.write(`${describeValid(loaded)}\n\n${formatCheck(checked, { colors, columns: stderr.columns })}${summary}\n`);
  return exitCode;
}

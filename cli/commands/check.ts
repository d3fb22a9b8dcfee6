import { clusterHealth } from '../../lambda/health/verdict';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { type Observed, observe } from '../../lambda/observe/observe';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { requireConfig } from '../configFile';
import { colorsFor, type ExitCode, exitCodes, type Io, pluralize, printError, toOneLine } from '../io';
import { KubeconfigAccess, type KubeconfigChoice, loadKubeconfig } from '../kubeconfig';
import { conclude, verdictTable } from '../verdictReport';

export interface CheckOptions extends KubeconfigChoice {
  readonly config: string;
  readonly watch?: boolean;
  readonly output: 'table' | 'json';
}

/** Milliseconds that one look may take, and one try of one read in it. */
const lookTimeout = 30_000;
const tryTimeout = 10_000;

/** Looks at the cluster now, as the function would, and tells the verdicts. Nothing is published. */
export async function check(io: Io, options: CheckOptions): Promise<ExitCode> {
  const config = toRuntimeConfig(await requireConfig(io, options.config));
  const load = () => loadKubeconfig(options, config.cluster);
  load();
  const access = new KubeconfigAccess(load);
  const client = new KubernetesClient(access);
  const look = async (heading = '') => {
    // First of all, because an exec plugin may ask a person and so takes its time.
    await access.headers();
    const signal = AbortSignal.timeout(lookTimeout);
    const observed = await withProgress(io, config, observe(config, client, { signal, tryTimeout }));
    return report(io, options, config, observed, heading);
  };
  try {
    return await (options.watch ? watch(io, options, config, look) : look());
  } finally {
    client.destroy();
  }
}

async function watch(
  io: Io,
  { output }: CheckOptions,
  { cluster, seconds }: RuntimeConfig,
  look: (heading: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const interruption = io.interruption();
  for (;;) {
    const started = io.now();
    const at = new Date(started).toISOString().replace(/\.\d+Z$/, 'Z');
    const title = `${at} cluster ${cluster.name}, every ${seconds} s\n`;
    const heading = io.stdout.isTerminal ? `${clearScreen}${title}` : title;
    const exitCode = await look(output === 'table' ? heading : '').catch((error: unknown) => {
      printError(io, error);
      return exitCodes.UNKNOWN;
    });
    await io.sleep(Math.max(0, started + seconds * 1000 - io.now()), interruption);
    if (interruption.aborted) return exitCode;
  }
}

const clearScreen = '\u001b[H\u001b[2J\u001b[3J';
const clearLine = '\r\u001b[K';

async function withProgress<T>({ stderr }: Io, { cluster, targets }: RuntimeConfig, work: Promise<T>): Promise<T> {
  if (!stderr.isTerminal) return work;
  stderr.write(`reading ${pluralize(targets.length, 'target')} of cluster ${cluster.name}…`);
  return work.finally(() => stderr.write(clearLine));
}

function report(
  io: Io,
  { output, watch }: CheckOptions,
  { dryRun }: RuntimeConfig,
  observed: Observed,
  heading: string,
): ExitCode {
  const { verdicts, freshness } = observed;
  const { stdout } = io;
  const value = clusterHealth(verdicts);
  const colours = colorsFor(stdout, io.env);
  const { exitCode, summary } = conclude(verdicts, value, dryRun, colours);
  if (output === 'json') {
    // In a watch each look is one line, so that a reader can tell them apart.
    const text = JSON.stringify({ value: value ?? null, targets: verdicts, freshness }, null, watch ? 0 : 2);
    stdout.write(`${text}\n`);
  } else {
    const note = freshness.state === 'unverified' ? `note: ${toOneLine(freshness.message)}\n` : '';
    stdout.write(`${heading}${verdictTable(observed, colours, stdout.columns)}\n\n${note}${summary}\n`);
  }
  return exitCode;
}

import { healthOfEach, valuesOf } from '../../lambda/health/severityHealth';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { createRedactor } from '../../lambda/logging/redact';
import { describeTarget } from '../../lambda/logging/runSummary';
import { nameFile } from '../../lambda/observe/readCommand';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { parseDuration } from '../../model/duration';
import { errorMessage } from '../../model/errorMessage';
import { mapStrings } from '../../model/json';
import { pluralize } from '../../model/pluralize';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { toOneLine, toSafeJson } from '../../model/safeText';
import { requireConfig } from '../configFile';
import { colorsFor, type ExitCode, exitCodes, type Io, printError, UserError } from '../io';
import { describeInsecurity, type KubeconfigOptions, loadKubeconfig } from '../kubeconfig';
import { KubeconfigAccess } from '../kubeconfigAccess';
import { withProgress } from '../progress';
import { type ReadVerdicts, readVerdicts } from '../readVerdicts';
import { formatCheck, summarizeCheck } from '../verdictReport';

export interface CheckOptions extends KubeconfigOptions {
  readonly config: string;
  readonly watch?: boolean;
  /** Between two checks of `--watch`. @default - `seconds` of the configuration */
  readonly interval?: string;
  /** Only what is not Healthy. */
  readonly problems?: boolean;
  readonly output: 'table' | 'json';
}

/** Reads the cluster now, as the function does, and all pods of workloads, and prints the verdicts. Publishes nothing. */
export async function check(io: Io, options: CheckOptions): Promise<ExitCode> {
  const seconds = options.interval === undefined ? undefined : parseInterval(options.interval);
  const config = toRuntimeConfig(await requireConfig(io, options.config));
  const changes = new Changes();
  const load = () => loadKubeconfig(options, config.cluster);
  const notes = describeInsecurity(load());
  for (const note of notes) io.stderr.write(`note: ${toOneLine(note)}\n`);
  const access = new KubeconfigAccess(load);
  const client = new KubernetesClient(access);
  const redact = createRedactor(io.env, () => access.secrets);
  const checkOnce = async (heading = '') => {
    // Before the timeout starts, because an exec plugin may wait for user input.
    await access.headers();
    const checked = await withProgress(io, describeProgress(config), readVerdicts(config, client, io.now));
    // Before the layout, because a table breaks texts into lines.
    const clean = (text: string) => nameFile(redact(text), options.config);
    return report(io, options, config, mapStrings({ ...checked, notes }, clean), heading, changes);
  };
  const checkSafely = (heading?: string) =>
    checkOnce(heading).catch((error: unknown) => {
      throw new UserError(redact(errorMessage(error)));
    });
  try {
    return await (options.watch
      ? watch(io, options, { ...config, ...(seconds === undefined ? {} : { seconds }) }, checkSafely)
      : checkSafely());
  } finally {
    client.destroy();
  }
}

async function watch(
  io: Io,
  { output }: CheckOptions,
  { cluster, seconds }: RuntimeConfig,
  checkOnce: (heading: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const interruption = io.interruption();
  for (;;) {
    const started = io.now();
    const at = new Date(started).toISOString().replace(/\.\d+Z$/, 'Z');
    const title = `${at} cluster ${cluster.name}, every ${seconds} s\n`;
    const heading = io.stdout.isTerminal ? `${clearScreen}${title}` : title;
    const exitCode = await checkOnce(output === 'table' ? heading : '').catch((error: unknown) => {
      printError(io, error);
      return exitCodes.UNKNOWN;
    });
    await io.sleep(Math.max(0, started + seconds * 1000 - io.now()), interruption);
    if (interruption.aborted) return exitCode;
  }
}

const clearScreen = '\u001b[H\u001b[2J\u001b[3J';
/** What `withProgress` shows while the targets are read. */
function describeProgress({ cluster, targets, probes = [], eks = [] }: RuntimeConfig): string {
  const count = targets.length + probes.length + eks.length;
  return `reading ${pluralize(count, 'target')} of cluster ${cluster.name}`;
}

function report(
  io: Io,
  { output, watch, problems }: CheckOptions,
  { dryRun }: RuntimeConfig,
  checked: ReadVerdicts & { readonly notes: readonly string[] },
  heading: string,
  changes: Changes,
): ExitCode {
  const { verdicts, freshness, notes, leftOut } = checked;
  const changed = changes.since(verdicts);
  const shown = problems === true ? verdicts.filter(({ verdict }) => verdict !== 'Healthy') : verdicts;
  const { stdout } = io;
  const health = healthOfEach(verdicts);
  const colors = colorsFor(stdout, io.env);
  const { exitCode, text: summary } = summarizeCheck(verdicts, health, dryRun, colors);
  if (output === 'json') {
    // With --watch, each check is one line, so that a program can split the output.
    const json = toSafeJson(
      {
        ...valuesOf(health),
        targets: watch ? shown.map((target) => ({ ...target, changed: changed.has(target) })) : shown,
        freshness,
        notes: [...notes, ...leftOut],
      },
      watch ? 0 : 2,
    );
    stdout.write(`${json}\n`);
  } else {
    const layout = {
      colors,
      columns: stdout.columns,
      isChanged: (target: TargetVerdict) => changed.has(target),
      total: verdicts.length,
    };
    stdout.write(`${heading}${formatCheck({ ...checked, verdicts: shown }, layout)}${summary}\n`);
  }
  return exitCode;
}

const minInterval = 1;
const maxInterval = 3600;

/** @throws UserError if it is not a duration between 1s and 1h. */
function parseInterval(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= minInterval && seconds <= maxInterval) return seconds;
  throw new UserError(`--interval: got "${text}", expected a duration from 1s to 1h, such as 5s`);
}

/** What differs from the last look: the verdict or the reason of a target. */
class Changes {
  #last: ReadonlyMap<string, string> | undefined;

  /** The targets that changed, or are new. None at the first look. */
  since(verdicts: readonly TargetVerdict[]): ReadonlySet<TargetVerdict> {
    const last = this.#last;
    const stateOf = ({ verdict, reason }: TargetVerdict) => `${verdict} ${reason}`;
    this.#last = new Map(verdicts.map((target) => [describeTarget(target), stateOf(target)]));
    return new Set(
      last === undefined ? [] : verdicts.filter((target) => last.get(describeTarget(target)) !== stateOf(target)),
    );
  }
}

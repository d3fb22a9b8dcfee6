import { z } from 'zod';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import { quote } from '../../lib/config/diagnostics/diagnostic';
import { loadConfig } from '../../lib/config/load';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { toOneLine, toSafeJson } from '../../model/safeText';
import { colorsFor, type ExitCode, type Io, UserError } from '../io';
import { judgeEksDescription } from '../judge/eksDescription';
import { type JudgeSettings, judgeObjects } from '../judge/judgeObjects';
import { readObjects } from '../judge/objectFile';
import { formatVerdicts, summarize } from '../verdictReport';

export interface JudgeOptions {
  readonly now?: string;
  readonly grace?: string;
  readonly downGrace?: string;
  readonly mode?: string;
  readonly minReady?: string;
  readonly allowZero?: boolean;
  readonly output: 'table' | 'json';
}

/** Judges the objects in a file, or in standard input if the file is `-`. Does not connect to a cluster. */
export async function judge(io: Io, file: string, options: JudgeOptions): Promise<ExitCode> {
  const now = options.now === undefined ? io.now() : parseTime(options.now);
  const settings = parseSettings(io, options);
  const { objects, eks } = await readObjects(io, file);
  const { verdicts: ofObjects, notes } = judgeObjects(objects, settings, now);
  const verdicts = [...ofObjects, ...eks.map((description) => judgeEksDescription(description, settings, now))];
  for (const note of notes) io.stderr.write(`note: ${toOneLine(note)}\n`);
  if (verdicts.length === 0) {
    throw new UserError('no objects to judge; provide workloads, for example from `kubectl get all`');
  }
  const colors = colorsFor(io.stdout, io.env);
  const { exitCode, text } = summarize(verdicts, 'object', colors);
  if (options.output === 'json') {
    io.stdout.write(`${toSafeJson(verdicts.map(toJsonEntry), 2)}\n`);
  } else {
    const at = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
    io.stdout.write(
      `${formatVerdicts({ verdicts }, { colors, columns: io.stdout.columns })}\n\n${text} (as of ${at})\n`,
    );
  }
  return exitCode;
}

/** Every entry has the same keys. */
function toJsonEntry({ kind, namespace, name, verdict, reason, message, command, since }: TargetVerdict) {
  return {
    kind,
    namespace: namespace ?? null,
    name,
    verdict,
    reason,
    message,
    command: command ?? null,
    since: since ?? null,
  };
}

function parseTime(text: string): number {
  if (z.iso.datetime({ offset: true }).safeParse(text).success) return Date.parse(text);
  throw new UserError(`--now: got ${quote(text)}, expected a time such as 2026-01-31T03:15:00Z (RFC 3339)`);
}

const optionNames: Readonly<Record<string, string>> = {
  'targets[0].grace': '--grace',
  'targets[0].downGrace': '--down-grace',
  'targets[0].minReady': '--min-ready',
};

/** Parses the options as the keys of a target in a configuration, with the same defaults and messages. */
function parseSettings(io: Io, { minReady, grace, downGrace, mode, allowZero }: JudgeOptions): JudgeSettings {
  const count = minReady !== undefined && /^\d+$/.test(minReady) ? Number(minReady) : minReady;
  const object = { kind: 'Deployment', namespace: 'any', name: 'any' };
  const settings = {
    cluster: { name: 'any', region: 'eu-central-1' },
    metric: { namespace: 'Any', name: 'Any' },
    targets: [{ ...object, grace, downGrace, mode, allowZero, minReady: count }],
  };
  const { config, diagnostics } = loadConfig('', JSON.stringify(settings));
  for (const { path, severity, message } of diagnostics) {
    const option = optionNames[path];
    if (option !== undefined && severity === 'error') throw new UserError(`${option}: ${message}`);
    if (option !== undefined) io.stderr.write(`note: ${option}: ${message}\n`);
  }
  const runtime = config === undefined ? undefined : toRuntimeConfig(config);
  const [criteria] = runtime?.targets ?? [];
  if (runtime === undefined || criteria === undefined) {
    throw new Error(`invalid settings: ${diagnostics[0]?.message}`);
  }
  return { ...criteria, clusterDownGrace: runtime.clusterDownGrace };
}

import { Document, isNode, isSeq } from 'yaml';
import { formatPath } from '../../lib/config/diagnostics/diagnostic';
import type { Expansion } from '../../lib/presets/expandPresets';
import { type JsonObject, record } from '../../model/json';
import { toOneLine, toSafeJson } from '../../model/safeText';
import { requireExpansion } from '../configFile';
import { type ExitCode, exitCodes, type Io } from '../io';

export interface ExpandOptions {
  readonly config: string;
  readonly output: 'yaml' | 'json';
}

/** Prints a configuration as it is after its presets are expanded. */
export async function expand(io: Io, { config: file, output }: ExpandOptions): Promise<ExitCode> {
  const { expansion } = await requireExpansion(io, file);
  const { presets, ...expanded } = record(expansion.input);
  if (output === 'json') {
    io.stdout.write(`${toSafeJson(expanded, 2)}\n`);
    return exitCodes.OK;
  }
  io.stdout.write(`# ${toOneLine(file)}${presets === undefined ? '' : ' with its presets expanded'}\n`);
  io.stdout.write(toYaml(expanded, expansion));
  return exitCodes.OK;
}

function toYaml(expanded: JsonObject, { origins }: Expansion): string {
  const document = new Document(expanded, { aliasDuplicateObjects: false });
  const targets = document.get('targets');
  for (const [index, { path, why }] of origins) {
    const node = isSeq(targets) ? targets.items[index] : undefined;
    if (isNode(node)) node.commentBefore = ` ${formatPath(path)}: ${why}`;
  }
  return document.toString({ lineWidth: 0 });
}

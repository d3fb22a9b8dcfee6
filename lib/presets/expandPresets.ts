import { type JsonObject, record } from '../../model/json';
import type { Severity } from '../../model/severity';
import { type Diagnostic, formatPath, type Problem } from '../config/diagnostics/diagnostic';
import { type PresetConfig, preset as presetSchema } from '../config/schema/presetSchema';
import { systemParts } from './eksSystem';
import { stackParts } from './kubePrometheusStack/parts';
import type { PresetEntry } from './presetEntry';
import { resolveValues, type ValuesContext } from './resolveValues';
import { describeTarget, identitiesOf, withoutTaken } from './targetIdentity';

/** Where an expanded target comes from. */
export interface Origin {
  /** Of the preset in the configuration. */
  readonly path: readonly PropertyKey[];
  /** Why the target is there, in one sentence. */
  readonly why: string;
}

/** A configuration as written, and what its presets stand for. */
export interface Expansion {
  /** Its targets are those of the file, and after them those of the presets. The presets are still there. */
  readonly input: unknown;
  /** For the targets of presets, by their index. */
  readonly origins: ReadonlyMap<number, Origin>;
  /** Of the presets as a whole. What is wrong with single values, the schema of the configuration reports. */
  readonly problems: readonly Problem[];
  /** In values files. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether every preset could be expanded. */
  readonly isComplete: boolean;
}

type Expanded = PresetEntry & { readonly origin: Origin };

/**
 * Adds the targets and probes that presets stand for. Targets of the file override those of presets that are about
 * the same. Never throws.
 *
 * @param input - the values of the configuration, valid or not.
 */
export function expandPresets(input: unknown, context: ValuesContext): Expansion {
  const { presets, targets } = record(input);
  const unchanged = { input, origins: new Map<number, Origin>(), problems: [], diagnostics: [] };
  if (presets === undefined) return { ...unchanged, isComplete: true };
  if (!Array.isArray(presets) || !(targets === undefined || Array.isArray(targets))) {
    return { ...unchanged, isComplete: false };
  }
  const expanded = presets.map((entry: unknown, index) => expandEntry(entry, ['presets', index], context));
  const own: readonly unknown[] = targets ?? [];
  const { kept, problems } = merge(
    own,
    expanded.flatMap(({ entries }) => entries),
  );
  const all = [...own, ...kept.map(({ target }) => target)];
  const isComplete = expanded.every((one) => one.isComplete);
  return {
    input: targets === undefined && all.length === 0 ? input : withTargets(record(input), all),
    origins: new Map(kept.map(({ origin }, index) => [own.length + index, origin])),
    problems: [...expanded.flatMap((one) => one.problems), ...problems],
    diagnostics: expanded.flatMap((one) => one.diagnostics),
    isComplete,
  };
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type ExpandedEntry = Omit<Expansion, 'input' | 'origins'> & { readonly entries: readonly Expanded[] };

function expandEntry(entry: unknown, path: readonly PropertyKey[], context: ValuesContext): ExpandedEntry {
  if (isMapping(entry) && Object.keys(entry).length !== 1) {
    const message = 'specify one preset in each entry of the list, such as { eks-system: {} }.';
    return { entries: [], problems: [{ path, atKey: false, message }], diagnostics: [], isComplete: false };
  }
  const parsed = presetSchema.safeParse(entry);
  if (!parsed.success) return { entries: [], problems: [], diagnostics: [], isComplete: false };
  const [name = ''] = Object.keys(parsed.data);
  const at = [...path, name];
  const { parts, problems, diagnostics } = partsOf(parsed.data, at, context);
  const entries = parts?.map((part) => ({ ...part, origin: { path: at, why: part.why } }));
  return { entries: entries ?? [], problems, diagnostics, isComplete: parts !== undefined };
}

function partsOf(
  { 'kube-prometheus-stack': stack, 'eks-system': system }: PresetConfig,
  path: readonly PropertyKey[],
  context: ValuesContext,
): Pick<Expansion, 'problems' | 'diagnostics'> & { readonly parts?: readonly PresetEntry[] } {
  if (system !== undefined) {
    return { parts: withSeverity(systemParts(system), system.severity), problems: [], diagnostics: [] };
  }
  if (stack === undefined) return { problems: [], diagnostics: [] };
  const { values, ...found } = resolveValues(stack.values, [...path, 'values'], context);
  return values === undefined ? found : { ...found, parts: withSeverity(stackParts(stack, values), stack.severity) };
}

/** A severity of the preset replaces those of all its parts. */
function withSeverity(parts: readonly PresetEntry[], severity: Severity | undefined): readonly PresetEntry[] {
  if (severity === undefined) return parts;
  return parts.map(({ target: { severity: _, ...target }, why }) => {
    return { target: severity === 'page' ? target : { ...target, severity }, why };
  });
}

/** Removes what the file overrides, and reports what two presets, or two parts of one, are about. */
function merge(own: readonly unknown[], entries: readonly Expanded[]) {
  const taken = new Set(own.flatMap((target) => identitiesOf(record(target))));
  const seen = new Map<string, Origin>();
  const problems = new Map<string, Problem>();
  const kept = entries.flatMap((entry): Expanded[] => {
    const target = withoutTaken(entry.target, taken);
    if (target === undefined) return [];
    const identities = identitiesOf(target);
    const earlier = identities.flatMap((identity) => seen.get(identity) ?? [])[0];
    if (earlier === undefined) {
      for (const identity of identities) seen.set(identity, entry.origin);
      return [{ ...entry, target }];
    }
    const { path } = entry.origin;
    const key = formatPath([...path, ...earlier.path]);
    if (!problems.has(key))
      problems.set(key, { path, atKey: false, message: describeDuplicate(target, path, earlier) });
    return [];
  });
  return { kept, problems: [...problems.values()] };
}

function describeDuplicate(target: JsonObject, path: readonly PropertyKey[], earlier: Origin): string {
  const what = describeTarget(target);
  return formatPath(path) === formatPath(earlier.path)
    ? `has two parts with the same name, ${what}; compare the overrides of names in values.`
    : `expands to ${what}, and so does ${formatPath(earlier.path)}; remove one of them.`;
}

/** Targets of a file without its own are where its presets are. */
function withTargets(input: JsonObject, targets: readonly unknown[]): JsonObject {
  const place = input.targets === undefined ? 'presets' : 'targets';
  return Object.fromEntries(
    Object.entries(input).flatMap(([key, value]): [string, unknown][] => [
      ...(key === 'targets' ? [] : ([[key, value]] as [string, unknown][])),
      ...(key === place ? ([['targets', targets]] as [string, unknown][]) : []),
    ]),
  );
}

import { dirname, isAbsolute, join } from 'node:path';
import { type JsonObject, record } from '../../model/json';
import { toOneLine } from '../../model/safeText';
import { type Diagnostic, formatPath, type Problem } from '../config/diagnostics/diagnostic';
import { describeIssue } from '../config/diagnostics/schemaProblems';
import { positionsIn } from '../config/yaml/positions';
import { readYaml, type YamlDialect } from '../config/yaml/readYaml';
import { type ChartValues, chartValues, chartValuesJsonSchema } from './kubePrometheusStack/chartValues';
import { describeReadError, type ReadText } from './valuesFile';

/** What is needed to read the values of a preset. */
export interface ValuesContext {
  /** The configuration file. */
  readonly file: string;
  readonly readText: ReadText;
  /** The text of a scalar of the configuration as written. */
  readonly getSource: (path: readonly PropertyKey[]) => string | undefined;
}

export interface ResolvedValues {
  /** Absent if there is a problem. */
  readonly values?: ChartValues;
  /** In the configuration. */
  readonly problems: readonly Problem[];
  /** In the values file. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Source: Helm, "Values Files" and "YAML Techniques" (Helm reads YAML 1.1, and the last of equal keys counts). */
const helmYaml: YamlDialect = {
  options: { version: '1.1', merge: true, stringKeys: true, uniqueKeys: false },
  messages: {
    MULTIPLE_DOCS: 'the file contains several YAML documents (---); write the values into one.',
    RESOURCE_EXHAUSTION: 'lists or mappings are nested too deeply.',
  },
};

/**
 * The values that a preset specifies, inline or as a file. Never throws.
 *
 * @param path - of `values` in the configuration.
 */
export function resolveValues(
  given: string | JsonObject | undefined,
  path: readonly PropertyKey[],
  { file, readText, getSource }: ValuesContext,
): ResolvedValues {
  if (typeof given !== 'string') {
    const { values, problems } = parseValues(given ?? {}, (inner) => getSource([...path, ...inner]));
    return withValues(
      values,
      problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] })),
      [],
    );
  }
  const valuesFile = isAbsolute(given) ? given : join(dirname(file), given);
  try {
    return readValues(valuesFile, readText(valuesFile));
  } catch (error) {
    const message = `${toOneLine(`${describeReadError(error)}: ${valuesFile}`)}; the path is relative to the configuration file.`;
    return withValues(undefined, [{ path, atKey: false, message }], []);
  }
}

function readValues(file: string, text: string): ResolvedValues {
  const { document, problems: yamlProblems, usable, toPosition } = readYaml(text, helmYaml);
  const { locate, getSource } = positionsIn(document, toPosition);
  const input: unknown = usable ? (document.toJS({ maxAliasCount: -1 }) ?? {}) : {};
  const { values, problems } = parseValues(input, getSource);
  const diagnostics = [
    ...yamlProblems.map(({ offset, path, message }) => ({ ...toPosition(offset), path, message })),
    ...problems.map(({ path, atKey, message }) => ({ ...locate(path, atKey), path, message })),
  ].map(({ path, ...rest }): Diagnostic => ({ severity: 'error', file, ...rest, path: formatPath(path) }));
  return withValues(values, [], diagnostics);
}

/** The values of a chart that depends on this one are below the name of this one. */
function parseValues(input: unknown, getSource: ValuesContext['getSource']) {
  const nested = record(input)['kube-prometheus-stack'];
  const [own, prefix] =
    typeof nested === 'object' && nested !== null ? [nested, ['kube-prometheus-stack']] : [input, []];
  const parsed = chartValues.safeParse(withoutNulls(own));
  if (parsed.success) return { values: parsed.data, problems: [] };
  const source = (path: readonly PropertyKey[]) => getSource([...prefix, ...path]);
  const schema = chartValuesJsonSchema();
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue, own, source, schema));
  return { problems: problems.map((problem) => ({ ...problem, path: [...prefix, ...problem.path] })) };
}

/** To Helm, a key without a value is not specified. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNulls(inner)]));
}

function withValues(
  values: ChartValues | undefined,
  problems: readonly Problem[],
  diagnostics: readonly Diagnostic[],
): ResolvedValues {
  const isValid = values !== undefined && problems.length + diagnostics.length === 0;
  return isValid ? { values, problems, diagnostics } : { problems, diagnostics };
}

import { readFileSync } from 'node:fs';
import { Token } from 'aws-cdk-lib';
import { stringify } from 'yaml';
import { record } from '../model/json';
import { type Diagnostic, formatDiagnostic } from './config/diagnostics/diagnostic';
import { loadConfig } from './config/load';
import { partitionOf } from './config/partitions';
import type { Config } from './config/schema/schema';
import type { EksVigilConfig } from './eksVigilConfig';
import type { EksVigilProps } from './eksVigilProps';

/** Validated props. */
export interface ConfigOfProps {
  /** If the name of the cluster is a token, it is the vigil's `name` here. */
  readonly config: Config;
  /** The token of the cluster's name. */
  readonly clusterName: string | undefined;
  readonly warnings: readonly string[];
}

const source = 'EksVigil';

/**
 * Validates props by the schema of configuration files.
 *
 * @throws Error with all problems.
 */
export function configOf({ pageActions = [], ticketActions = [], ...props }: EksVigilProps): ConfigOfProps {
  const { cluster, name } = props;
  const clusterName = Token.isUnresolved(cluster?.name) ? cluster.name : undefined;
  const literal = clusterName === undefined ? cluster : { ...cluster, name: name ?? clusterName };
  const input = { ...props, cluster: literal, metric: props.metric ?? defaultMetric(literal?.name, name) };
  const tokens = findTokens(props.metric === undefined ? { ...input, metric: undefined } : input);
  const { config } = loadConfig(source, stringify(input));
  const { diagnostics } = loadConfig(
    source,
    stringify(withActions(input, { page: pageActions, ticket: ticketActions })),
  );
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (config === undefined || errors.length > 0 || tokens.length > 0) {
    throw new Error(`EksVigil: the configuration has problems:\n${[...tokens, ...errors.map(describe)].join('\n')}`);
  }
  return { config, clusterName, warnings: diagnostics.map(describe) };
}

/**
 * The props of a configuration file.
 *
 * @throws Error with all problems of the file.
 */
export function propsFrom(path: string): EksVigilProps {
  const text = readFileSync(path, 'utf8');
  const { expansion, diagnostics } = loadConfig(path, text);
  if (expansion === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  // Without presets, because the paths of values files are relative to the file.
  const { presets, ...expanded } = record(expansion.input);
  const { cluster, ...rest } = expanded as unknown as EksVigilConfig;
  return { ...rest, cluster: { name: cluster.name, region: cluster.region } };
}

/** With an ARN for each action of the CDK, whose own ARN may be known at deployment only: they notify, and count, too. */
function withActions<T extends Pick<EksVigilProps, 'alarms' | 'cluster'>>(
  input: T,
  given: Readonly<Record<'page' | 'ticket', readonly unknown[]>>,
): T {
  const { region } = input.cluster ?? {};
  const add = (alarm: 'page' | 'ticket') => {
    const actions = given[alarm].map(
      (_, index) => `arn:${partitionOf(region)}:sns:${region}:111122223333:action-${index}`,
    );
    const configured = input.alarms?.[alarm];
    return actions.length === 0 ? configured : { ...configured, actions: [...(configured?.actions ?? []), ...actions] };
  };
  return { ...input, alarms: { ...input.alarms, page: add('page'), ticket: add('ticket') } };
}

function defaultMetric(cluster: string, name: string | undefined): EksVigilConfig['metric'] {
  const vigil = name === undefined ? [] : [{ name: 'Vigil', value: name }];
  return {
    namespace: 'EksVigil',
    name: 'ClusterHealth',
    dimensions: [{ name: 'Cluster', value: cluster }, ...vigil],
  };
}

/** Only the name of the cluster may be a token: the rest is part of a file that is written at synthesis. */
function findTokens(value: unknown, path = ''): string[] {
  if (Token.isUnresolved(value)) {
    const hint =
      path === 'cluster.name' ? 'specify a name for the vigil, from which the names derive' : 'use a literal';
    return [`${path}: got a token, whose value is only known at deployment; ${hint}.`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => findTokens(inner, path === '' ? key : `${path}.${key}`));
}

/** Without line and column, which props do not have. */
function describe({ path, message }: Diagnostic): string {
  return path === '' ? message : `${path}: ${message}`;
}

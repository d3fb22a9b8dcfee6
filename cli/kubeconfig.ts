import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { didYouMean } from '../lib/config/diagnostics/suggestion';
import { record, records, text } from '../model/json';
import { toOneLine } from '../model/safeText';
import { UserError } from './io';

export interface KubeconfigOptions {
  /** @default - as kubectl: the environment variable KUBECONFIG, or ~/.kube/config */
  readonly kubeconfig?: string;
  /** @default - the current context of the kubeconfig */
  readonly context?: string;
}

/** An EKS cluster. */
export interface ClusterId {
  readonly name: string;
  readonly region: string;
  /** Absent if it is not known. */
  readonly account?: string | undefined;
}

/**
 * Loads a kubeconfig and selects the context.
 *
 * @param expected - the cluster that the context must point to, unless the context was selected by name. Default: any.
 * @throws UserError if the kubeconfig cannot be read, or the context cannot be used.
 */
export function loadKubeconfig({ kubeconfig: file, context }: KubeconfigOptions, expected?: ClusterId): KubeConfig {
  const config = new KubeConfig();
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    throw new UserError(`cannot read the kubeconfig${file === undefined ? '' : ` ${file}`}: ${describeError(error)}`);
  }
  if (context !== undefined) config.setCurrentContext(context);
  checkContext(config, expected);
  if (context === undefined && expected !== undefined) checkCluster(config, expected);
  return config;
}

/** Without the message of the YAML parser, which quotes the lines around the problem, and with them a token. */
function describeError(error: unknown): string {
  const { name, message, reason, mark } = error as Error & { reason?: string; mark?: { line: number; column: number } };
  if (name === 'TypeError') return 'not a kubeconfig';
  return mark === undefined ? toOneLine(message) : `${mark.line + 1}:${mark.column + 1}: ${reason}`;
}

/** How messages call a cluster that is not known. */
const placeholder: ClusterId = { name: 'NAME', region: 'REGION' };

function checkContext(config: KubeConfig, { name, region }: ClusterId = placeholder): void {
  const contexts = config.getContexts().map(({ name: contextName }) => contextName);
  const current = config.getCurrentContext();
  const cluster = config.getCurrentCluster();
  if (cluster?.server === 'http://localhost:8080' && current === 'loaded-context') {
    throw new UserError(
      `no kubeconfig found; create one with \`aws eks update-kubeconfig --name ${name} --region ${region}\`, or specify --kubeconfig PATH`,
    );
  }
  if (current === undefined || !contexts.includes(current)) {
    const missing = current ? `has no context ${current}.${didYouMean(current, contexts)}` : 'has no current context.';
    throw new UserError(`the kubeconfig ${missing} Specify --context with one of: ${contexts.join(', ') || '(none)'}`);
  }
  if (cluster === null || config.getCurrentUser() === null) {
    throw new UserError(`context ${current} of the kubeconfig refers to a missing cluster or user; fix the kubeconfig`);
  }
  if (!cluster.server.startsWith('https://')) {
    throw new UserError(
      `cluster ${cluster.name} of the kubeconfig has the server ${cluster.server}, but only https is supported`,
    );
  }
  if (cluster.proxyUrl !== undefined) {
    throw new UserError(
      `cluster ${cluster.name} of the kubeconfig has a proxy-url, which is not supported; run this command where the API server is directly reachable`,
    );
  }
}

function checkCluster(config: KubeConfig, expected: ClusterId): void {
  const actual = parseClusterEntry(config.getCurrentCluster()?.name ?? '');
  if (actual === undefined || (actual.name === expected.name && actual.region === expected.region)) return;
  const matching = config.getContexts().find(({ cluster }) => {
    const id = parseClusterEntry(cluster);
    return id?.name === expected.name && id.region === expected.region;
  });
  throw new UserError(
    `the current context ${config.getCurrentContext()} points to cluster ${actual.name} in ${actual.region}, but the configuration is for ${expected.name} in ${expected.region}; ` +
      `specify --context ${matching?.name ?? 'NAME'}`,
  );
}

/** Warns of a kubeconfig with which the credentials and the verdicts cannot be trusted. */
export function describeInsecurity(config: KubeConfig): string[] {
  const cluster = config.getCurrentCluster();
  if (cluster?.skipTLSVerify !== true) return [];
  return [
    `cluster ${cluster.name} of the kubeconfig has insecure-skip-tls-verify: anything on the network path can read the credentials and fake the responses; remove it, and set certificate-authority-data`,
  ];
}

/**
 * The EKS cluster that the current context points to: by the name of its cluster entry, or by the command that gets its tokens, as
 * `aws eks update-kubeconfig` and eksctl write them; undefined if they do not tell.
 *
 * Source: AWS CLI Command Reference, `eks get-token`; aws-iam-authenticator, README (`token -i`).
 */
export function clusterOf(config: KubeConfig): ClusterId | undefined {
  const cluster = config.getCurrentCluster();
  // eksctl calls a context USER@CLUSTER.
  const context = (config.getCurrentContext() ?? '').replace(/^[^@]*@/, '');
  const named = parseClusterEntry(cluster?.name ?? '') ?? parseClusterEntry(context);
  if (named !== undefined) return named;
  const exec = record(config.getCurrentUser()?.exec);
  const args = (Array.isArray(exec.args) ? exec.args : []).map(String);
  const name = optionOf(args, ['--cluster-name', '--cluster-id', '--cluster', '-i']);
  const region =
    optionOf(args, ['--region']) ??
    text(records(exec.env).find((variable) => /^AWS_(DEFAULT_)?REGION$/.test(String(variable.name)))?.value) ??
    /\.([a-z]+(?:-[a-z]+)+-\d+)\.eks\.amazonaws\.com/.exec(cluster?.server ?? '')?.[1];
  return name === undefined || region === undefined ? undefined : { name, region };
}

/** The value of the first option of a command line, as `--option VALUE` or `--option=VALUE`. */
function optionOf(args: readonly string[], options: readonly string[]): string | undefined {
  const values = args.flatMap((arg, index) => {
    const [option = '', value = args[index + 1]] = arg.split(/=(.*)/s);
    return options.includes(option) ? (value ?? []) : [];
  });
  return values[0];
}

/** The EKS cluster of a cluster entry, named as `aws eks update-kubeconfig` and eksctl do; undefined for other names. */
function parseClusterEntry(entry: string): ClusterId | undefined {
  const match =
    /^arn:[^:]+:eks:(?<region>[^:]+):(?<account>\d+):cluster\/(?<name>.+)$/.exec(entry) ??
    /^(?<name>[^.]+)\.(?<region>[^.]+)\.eksctl\.io$/.exec(entry);
  const { name, region, account } = match?.groups ?? {};
  if (name === undefined || region === undefined) return undefined;
  return { name, region, ...(account === undefined ? {} : { account }) };
}

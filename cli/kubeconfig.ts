import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { ReadFailure } from '../lambda/errors';
import type { Access, AuthHeaders, Connection } from '../lambda/kubernetes/clusterAccess';
import { didYouMean } from '../lib/config/diagnostics/suggestion';
import { toOneLine, UserError } from './io';

export interface KubeconfigChoice {
  /** Default: what kubectl would take, the environment variable KUBECONFIG or ~/.kube/config. */
  readonly kubeconfig?: string;
  /** Default: the kubeconfig's current context. */
  readonly context?: string;
}

interface ClusterId {
  readonly name: string;
  readonly region: string;
}

/**
 * Reads a kubeconfig and chooses the context.
 *
 * @param expected - the cluster that a context must lead to unless it was chosen by name.
 * @throws UserError when it cannot be read, or names nothing that can be connected to.
 */
export function loadKubeconfig({ kubeconfig: file, context }: KubeconfigChoice, expected: ClusterId): KubeConfig {
  const config = new KubeConfig();
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (error) {
    const { name, message } = error as Error;
    const why = name === 'TypeError' ? 'it holds no kubeconfig' : toOneLine(message);
    throw new UserError(`the kubeconfig${file === undefined ? '' : ` ${file}`} cannot be read: ${why}`);
  }
  if (context !== undefined) config.setCurrentContext(context);
  checkReachable(config, expected);
  if (context === undefined) checkCluster(config, expected);
  return config;
}

function checkReachable(config: KubeConfig, { name, region }: ClusterId): void {
  const contexts = config.getContexts().map((one) => one.name);
  const current = config.getCurrentContext();
  const cluster = config.getCurrentCluster();
  if (cluster?.server === 'http://localhost:8080' && current === 'loaded-context') {
    throw new UserError(
      `found no kubeconfig; write one with \`aws eks update-kubeconfig --name ${name} --region ${region}\`, or give --kubeconfig PATH`,
    );
  }
  if (current === undefined || !contexts.includes(current)) {
    const missing = current ? `has no context ${current}.${didYouMean(current, contexts)}` : 'has no current context.';
    throw new UserError(`the kubeconfig ${missing} Give --context with one of: ${contexts.join(', ') || '(none)'}`);
  }
  if (cluster === null || config.getCurrentUser() === null) {
    throw new UserError(`context ${current} of the kubeconfig names a cluster or user that is not in it; correct it`);
  }
  if (!cluster.server.startsWith('https://')) {
    throw new UserError(`cluster ${cluster.name} of the kubeconfig is at ${cluster.server}, but only https is spoken`);
  }
  if (cluster.proxyUrl !== undefined) {
    throw new UserError(
      `cluster ${cluster.name} of the kubeconfig has a proxy-url, which is not supported; run this where the API server can be reached directly`,
    );
  }
}

function checkCluster(config: KubeConfig, expected: ClusterId): void {
  const found = clusterOf(config.getCurrentCluster()?.name ?? '');
  if (found === undefined || (found.name === expected.name && found.region === expected.region)) return;
  const fitting = config.getContexts().find(({ cluster }) => {
    const id = clusterOf(cluster);
    return id?.name === expected.name && id.region === expected.region;
  });
  throw new UserError(
    `the current context ${config.getCurrentContext()} leads to cluster ${found.name} in ${found.region}, but the configuration is about ${expected.name} in ${expected.region}; ` +
      (fitting === undefined ? 'choose a context with --context NAME' : `give --context ${fitting.name}`),
  );
}

/** The EKS cluster that a kubeconfig's entry is about, as `aws eks update-kubeconfig` and eksctl name it. */
function clusterOf(entry: string): ClusterId | undefined {
  const found =
    /^arn:[^:]+:eks:(?<region>[^:]+):\d+:cluster\/(?<name>.+)$/.exec(entry) ??
    /^(?<name>[^.]+)\.(?<region>[^.]+)\.eksctl\.io$/.exec(entry);
  const { name, region } = found?.groups ?? {};
  return name === undefined || region === undefined ? undefined : { name, region };
}

interface Way {
  readonly connection: Connection;
  readonly headers: AuthHeaders;
}

/** The way in that a kubeconfig gives. It is read again, and an exec plugin run again, after a 401. */
export class KubeconfigAccess implements Access {
  #way: Promise<Way> | undefined;
  #headers: AuthHeaders | undefined;

  constructor(private readonly load: () => KubeConfig) {}

  async connection(): Promise<Connection> {
    return (await this.#current()).connection;
  }

  async headers(refused?: AuthHeaders): Promise<AuthHeaders> {
    if (refused !== undefined && refused === this.#headers) {
      this.#headers = undefined;
      this.#way = undefined;
    }
    return (await this.#current()).headers;
  }

  #current(): Promise<Way> {
    this.#way ??= wayOf(this.load).then(
      (way) => {
        this.#headers = way.headers;
        return way;
      },
      (error: unknown) => {
        this.#way = undefined;
        throw error;
      },
    );
    return this.#way;
  }
}

async function wayOf(load: () => KubeConfig): Promise<Way> {
  const options: RequestOptions = {};
  let config: KubeConfig | undefined;
  try {
    config = load();
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new ReadFailure('NoCredentials', explain(config, error), { cause: error });
  }
  const { ca, cert, key, servername, rejectUnauthorized, auth, headers } = options;
  const tls = { ca: pem(ca), cert: pem(cert), key: pem(key), servername, rejectUnauthorized };
  return {
    connection: { server: config.getCurrentCluster()?.server ?? '', tls: definedOnly(tls) },
    headers: {
      ...Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)])),
      ...(auth ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {}),
    },
  };
}

/** As text, so that the client sees whether a connection that was looked up again is the same. */
function pem(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function definedOnly<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

function explain(config: KubeConfig | undefined, error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const user = config?.getCurrentUser();
  if (!user) return message;
  const command = user.exec?.command;
  if (command === undefined) return `user ${user.name} of the kubeconfig: ${message}`;
  const source = `user ${user.name} of the kubeconfig gets its credentials from the command ${command}`;
  return code === 'ENOENT'
    ? `${source}, which cannot be found; install it, or correct the kubeconfig`
    : `${source}, which failed: ${toOneLine(message) || 'it said nothing'}`;
}

import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { ReadFailure } from '../lambda/errors';
import type {
  AccessFailure,
  AuthHeaders,
  ClusterAccess,
  Connection,
  Explanation,
} from '../lambda/kubernetes/clusterAccess';
import { toOneLine } from '../model/safeText';
import { secretsOfRequest, secretsOfUser } from './kubeconfigSecrets';

interface ResolvedAccess {
  readonly connection: Connection;
  readonly headers: AuthHeaders;
}

const maxSecrets = 500;

const messages: Readonly<Partial<Record<AccessFailure, (user: string) => string>>> = {
  unauthorized: (user) =>
    `the cluster does not accept the credentials of ${user}; renew them, and check with \`kubectl auth whoami\` that the cluster accepts them`,
  forbidden: (user) =>
    `${user} needs it: specify another context with --context, or ask an administrator of the cluster for it (the manifest of \`eks-vigil rbac\` grants it to the function only)`,
};

/** Access to a cluster through a kubeconfig. After a 401, reads the kubeconfig again and runs its exec plugin again. */
export class KubeconfigAccess implements ClusterAccess {
  readonly #load: () => KubeConfig;
  #resolved: Promise<ResolvedAccess> | undefined;
  #headers: AuthHeaders | undefined;
  readonly #secrets = new Set<string>();
  #user = '';

  constructor(load: () => KubeConfig) {
    this.#load = load;
  }

  /** Every secret that was read or sent, to be redacted; earlier ones included, because they may still be valid. */
  get secrets(): Iterable<string> {
    return this.#secrets;
  }

  async connection(): Promise<Connection> {
    return (await this.#resolve()).connection;
  }

  async headers(rejected?: AuthHeaders): Promise<AuthHeaders> {
    if (rejected !== undefined && rejected === this.#headers) {
      this.#headers = undefined;
      this.#resolved = undefined;
    }
    return (await this.#resolve()).headers;
  }

  /** A 401 and a 403 are about the person, not about the role of the function. */
  explain(failure: AccessFailure): Explanation | undefined {
    const message = messages[failure]?.(`user ${this.#user} of the kubeconfig`);
    const command = failure === 'unauthorized' ? { command: 'kubectl auth whoami' } : {};
    return message === undefined ? undefined : { message, ...command };
  }

  #resolve(): Promise<ResolvedAccess> {
    const load = () => {
      const config = this.#load();
      this.#user = config.getCurrentUser()?.name ?? '';
      return config;
    };
    this.#resolved ??= resolveAccess(load, (secrets) => this.#remember(secrets)).then(
      (access) => {
        this.#headers = access.headers;
        return access;
      },
      (error: unknown) => {
        this.#resolved = undefined;
        throw error;
      },
    );
    return this.#resolved;
  }

  #remember(secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
    for (const oldest of [...this.#secrets].slice(0, -maxSecrets)) this.#secrets.delete(oldest);
  }
}

async function resolveAccess(
  load: () => KubeConfig,
  onSecrets: (secrets: readonly string[]) => void,
): Promise<ResolvedAccess> {
  const options: RequestOptions = {};
  let config: KubeConfig | undefined;
  try {
    config = load();
    onSecrets(secretsOfUser(config.getCurrentUser()));
    await config.applyToHTTPSOptions(options);
    onSecrets(secretsOfRequest(options));
  } catch (error) {
    throw new ReadFailure('NoCredentials', describeCredentialError(config, error), { cause: error });
  }
  const { ca, cert, key, servername, rejectUnauthorized, auth, headers } = options;
  const tls = { ca: toText(ca), cert: toText(cert), key: toText(key), servername, rejectUnauthorized };
  return {
    connection: { server: config.getCurrentCluster()?.server ?? '', tls: omitUndefined(tls) },
    headers: {
      ...Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)])),
      ...(auth ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {}),
    },
  };
}

/** As text, so that the client can compare connections. */
function toText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function omitUndefined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

function describeCredentialError(config: KubeConfig | undefined, error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const user = config?.getCurrentUser();
  if (!user) return message;
  const command = user.exec?.command;
  if (command === undefined) return `user ${user.name} of the kubeconfig: ${message}`;
  const plugin = `user ${user.name} of the kubeconfig gets its credentials from the command ${command}`;
  // The message would quote the output, and with it the token.
  if (error instanceof SyntaxError || error instanceof TypeError) {
    return `${plugin}, which printed no ExecCredential; fix the kubeconfig`;
  }
  return code === 'ENOENT'
    ? `${plugin}, which was not found; install it, or fix the kubeconfig`
    : `${plugin}, which failed: ${toOneLine(message) || 'no error output'}`;
}

import type { RequestOptions } from 'node:https';
import type { User } from '@kubernetes/client-node/dist/config_types.js';

/** Lines of a PEM file that are shorter are not worth hiding. */
const minLineLength = 16;
const secretName = /secret|token|password/i;

/** The secrets that a kubeconfig states itself, in whatever form they may be repeated. */
export function secretsOfUser(user: User | null | undefined): string[] {
  const { token, password, keyData, authProvider, exec } = user ?? {};
  const config: Record<string, unknown> = authProvider?.config ?? {};
  return [
    token,
    password,
    ...secretsOfKey(keyData === undefined ? undefined : Buffer.from(keyData, 'base64').toString()),
    ...Object.entries(config).flatMap(([name, value]) => (secretName.test(name) ? value : [])),
    ...secretsOfCommand(exec),
  ].filter((secret) => typeof secret === 'string');
}

/** The secrets in what was really sent, also those from an exec plugin or a file. */
export function secretsOfRequest({ headers, auth, key }: RequestOptions): string[] {
  const sent = Object.entries(headers ?? {}).flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' ? String(value) : [],
  );
  return [
    ...sent.flatMap((value) => [value, ...value.split(' ').slice(1)]),
    ...(auth ? [auth, Buffer.from(auth).toString('base64')] : []),
    ...secretsOfKey(key === undefined || key === null ? undefined : String(key)),
  ];
}

/** A private key may be repeated line by line, or encoded as in a kubeconfig. */
function secretsOfKey(pem: string | undefined): string[] {
  if (pem === undefined) return [];
  const lines = pem.split(/\s*\n\s*/).filter((line) => line.length >= minLineLength && !line.startsWith('-----'));
  return [...lines, Buffer.from(pem).toString('base64')];
}

/** Such as `--oidc-client-secret=VALUE`, `--password VALUE` and the environment variable CLIENT_SECRET. */
function secretsOfCommand(exec: User['exec']): unknown[] {
  const args: readonly string[] = exec?.args ?? [];
  const variables: readonly { readonly name: string; readonly value: unknown }[] = exec?.env ?? [];
  return [
    ...args.flatMap((arg, index) => {
      const [name = '', value = args[index + 1]] = arg.split(/=(.*)/s);
      return name.startsWith('--') && secretName.test(name) ? (value ?? []) : [];
    }),
    ...variables.flatMap(({ name, value }) => (secretName.test(name) ? value : [])),
  ];
}

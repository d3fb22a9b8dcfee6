import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { mintToken } from '../../lambda/aws/token';
import { ReadFailure } from '../../lambda/errors';
import { loadConfig } from '../../lib/config/load';
import { record, text } from '../../model/json';
import { type ExitCode, exitCodes, type Io, UserError } from '../io';

export interface TokenOptions {
  readonly cluster: string;
  readonly region: string;
}

const group = 'client.authentication.k8s.io';
const versions = [`${group}/v1`, `${group}/v1beta1`];

/**
 * Prints an ExecCredential, as `aws eks get-token` does, so that a kubeconfig can use this command as its exec plugin.
 *
 * Source: Kubernetes, "client-go credential plugins".
 */
export async function token(io: Io, { cluster: name, region }: TokenOptions): Promise<ExitCode> {
  const cluster = { name, region };
  rejectInvalidCluster(cluster);
  const apiVersion = requestedVersion(io.env.KUBERNETES_EXEC_INFO);
  const credentials = defaultProvider({ clientConfig: { region } });
  const minted = await mintToken(cluster, credentials, io.now()).catch((error: unknown) => {
    throw toUserError(error);
  });
  const expirationTimestamp = new Date(minted.expiresAt).toISOString().replace(/\.\d+Z$/, 'Z');
  const status = { expirationTimestamp, token: minted.token };
  io.stdout.write(`${JSON.stringify({ kind: 'ExecCredential', apiVersion, spec: {}, status })}\n`);
  return exitCodes.OK;
}

/** Rejects an invalid region here: a token for it can be signed, but the cluster rejects it without a reason. */
function rejectInvalidCluster(cluster: { readonly name: string; readonly region: string }): void {
  const { diagnostics } = loadConfig('', JSON.stringify({ cluster }));
  const options: Readonly<Record<string, string>> = { 'cluster.name': '--cluster', 'cluster.region': '--region' };
  for (const { path, message } of diagnostics) {
    const option = options[path];
    if (option !== undefined) throw new UserError(`${option}: ${message}`);
  }
}

function requestedVersion(execInfo: string | undefined): string {
  const requested = text(record(parse(execInfo)).apiVersion) ?? `${group}/v1`;
  if (versions.includes(requested)) return requested;
  throw new UserError(
    `kubectl requested a credential of ${requested}; set apiVersion: ${group}/v1 under exec in the kubeconfig`,
  );
}

function parse(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch {
    return undefined;
  }
}

function toUserError(error: unknown): unknown {
  if (!(error instanceof ReadFailure) || error.reason !== 'NoCredentials') return error;
  return new UserError(`${error.message}; log in, for example with \`aws sso login\`, or set AWS_PROFILE`);
}

import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createAuthority } from '../support/servers/certificates';
import type { Identity } from './identities';
import { kubeconfig } from './manifests';

/** The files of a control plane: their paths in its folder. */
export const files = {
  admin: 'kubeconfig',
  ca: 'ca.crt',
  identities: 'identities.json',
  apiserverCertificate: 'pki/apiserver.crt',
  apiserverKey: 'pki/apiserver.key',
  serviceAccountKey: 'pki/serviceaccount.key',
  stsCa: 'pki/sts-ca.crt',
  stsCertificate: 'pki/sts.crt',
  stsKey: 'pki/sts.key',
  authenticatorConfig: 'authenticator/config.yaml',
  accessEntries: 'authenticator/access-entries.json',
} as const;

/** The folder in which `aws-iam-authenticator init` writes its certificate and the API server's webhook configuration. */
export const authenticatorFolder = 'authenticator';

/** How a cluster looks up who an IAM identity is: in the ConfigMap `aws-auth`, or in access entries. */
export type AuthenticationMode = 'CONFIG_MAP' | 'API';

/** What the files depend on. */
export interface Contents {
  readonly cluster: string;
  readonly region: string;
  /** The API server's URL. */
  readonly server: string;
  readonly authenticatorPort: number;
  readonly authenticationMode: AuthenticationMode;
  /** The callers that STS knows. */
  readonly identities: readonly Identity[];
}

/**
 * The authenticator's settings. An access entry is a mapping in its dynamic file, which belongs to the unique ID of the role.
 * Source: aws-iam-authenticator, `pkg/mapper/dynamicfile`.
 */
const backends: Readonly<Record<AuthenticationMode, (dir: string) => object>> = {
  CONFIG_MAP: () => ({ backendMode: ['EKSConfigMap'] }),
  API: (dir) => ({
    backendMode: ['DynamicFile'],
    dynamicfilepath: join(dir, files.accessEntries),
    dynamicfileUserIDStrict: true,
  }),
};

/** Writes certificates, keys and configuration files. Returns the PEM of the CA that clients of the API server trust. */
export async function writeFiles(dir: string, contents: Contents): Promise<string> {
  const { cluster, region, server, authenticationMode } = contents;
  const clusterAuthority = await createAuthority('cluster-ca');
  const stsAuthority = await createAuthority('sts-ca');
  const apiserver = await clusterAuthority.issue({
    commonName: 'kube-apiserver',
    dnsNames: ['localhost', 'kubernetes.default.svc'],
    ipAddresses: ['127.0.0.1', '10.0.0.1'],
  });
  const admin = await clusterAuthority.issue({ commonName: 'admin', organization: 'system:masters' });
  const sts = await stsAuthority.issue({
    commonName: 'sts.amazonaws.com',
    dnsNames: ['sts.amazonaws.com', `sts.${region}.amazonaws.com`],
  });
  const serviceAccounts = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const texts: Readonly<Record<keyof typeof files, string>> = {
    admin: kubeconfig(cluster, server, toBase64(clusterAuthority.certificatePem), {
      'client-certificate-data': toBase64(admin.certificatePem),
      'client-key-data': toBase64(admin.privateKeyPem),
    }),
    ca: clusterAuthority.certificatePem,
    identities: JSON.stringify(contents.identities, null, 2),
    apiserverCertificate: apiserver.certificatePem,
    apiserverKey: apiserver.privateKeyPem,
    serviceAccountKey: serviceAccounts.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    stsCa: stsAuthority.certificatePem,
    stsCertificate: sts.certificatePem,
    stsKey: sts.privateKeyPem,
    authenticatorConfig: stringify({
      clusterID: cluster,
      server: {
        port: contents.authenticatorPort,
        stateDir: join(dir, authenticatorFolder),
        ...backends[authenticationMode](dir),
      },
    }),
    accessEntries: JSON.stringify({ mapRoles: [] }),
  };
  await Promise.all([mkdir(join(dir, 'pki')), mkdir(join(dir, authenticatorFolder))]);
  await Promise.all(
    Object.entries(files).map(([file, path]) =>
      writeFile(join(dir, path), texts[file as keyof typeof files], { mode: 0o600 }),
    ),
  );
  return clusterAuthority.certificatePem;
}

/** Base64, the encoding of PEM in kubeconfigs and EKS. */
export function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

import './reflectMetadata';

import type { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate and its private key (PKCS #8), both as PEM. */
export interface KeyPair {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** The fields of a leaf certificate. */
export interface LeafRequest {
  readonly commonName: string;
  /** A Kubernetes group, for a client certificate. */
  readonly organization?: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  /** Default: an hour ago. */
  readonly notBefore?: Date;
  /** Default: a week from now. */
  readonly notAfter?: Date;
}

/** A certificate authority that lives as long as the process. */
export interface Authority extends KeyPair {
  /** Issues a certificate for TLS servers and TLS clients. */
  issue(request: LeafRequest): Promise<KeyPair>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hour = 3_600_000;
const week = 7 * 24 * hour;

/** Creates a certificate authority (ECDSA P-256) whose certificates Go and Node.js accept. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await generateKeys();
  const keyId = await SubjectKeyIdentifierExtension.create(keys.publicKey);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: subject(commonName),
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - hour),
    notAfter: new Date(Date.now() + week),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
      keyId,
    ],
  });

  const issue = async (request: LeafRequest): Promise<KeyPair> => {
    const leafKeys = await generateKeys();
    const leaf = await X509CertificateGenerator.create({
      subject: subject(request.commonName, request.organization),
      issuer: certificate.subjectName,
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: request.notBefore ?? new Date(Date.now() - hour),
      notAfter: request.notAfter ?? new Date(Date.now() + week),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        await SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
        new AuthorityKeyIdentifierExtension(keyId.keyId),
        ...subjectAlternativeNames(request),
      ],
    });
    return { certificatePem: leaf.toString('pem'), privateKeyPem: await exportKey(leafKeys.privateKey) };
  };

  return { certificatePem: certificate.toString('pem'), privateKeyPem: await exportKey(keys.privateKey), issue };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), PemConverter.PrivateKeyTag);
}

function subject(commonName: string, organization?: string): JsonName {
  return [...(organization === undefined ? [] : [{ O: [organization] }]), { CN: [commonName] }];
}

function subjectAlternativeNames({ dnsNames = [], ipAddresses = [] }: LeafRequest): SubjectAlternativeNameExtension[] {
  const names = [
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...ipAddresses.map((value) => ({ type: 'ip' as const, value })),
  ];
  return names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)];
}

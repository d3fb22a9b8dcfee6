import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuntimeConfig } from '../../model/runtimeConfig';
import { type Authority, createAuthority, type KeyPair, type LeafRequest } from '../support/servers/certificates';
import { type Synthesis, synthesize } from '../support/synthesis';
import { type ConfigName, watched, writeConfigs } from './configs';
import { Host } from './host/host';

/** What all scenarios share: the asset, the process in which its instances run, and the certificates. */
export interface Fixture {
  readonly host: Host;
  readonly assetDirectory: string;
  readonly configs: Readonly<Record<ConfigName, { readonly directory: string; readonly config: RuntimeConfig }>>;
  readonly authority: Authority;
  readonly otherAuthority: Authority;
  /** Signs certificates that Node.js trusts, as those of public addresses. */
  readonly publicAuthority: Authority;
  /** A certificate of the API server, with these differences. */
  issue(over?: Partial<LeafRequest>, authority?: Authority): Promise<KeyPair>;
  remove(): Promise<void>;
}

/** Synthesizes the stack once and starts the process of the instances. */
export async function createFixture(): Promise<Fixture> {
  const synthesis: Synthesis = await synthesize(watched.three.yaml);
  const configs = writeConfigs(join(synthesis.assetDirectory, '..', 'configs'));
  const [authority, otherAuthority, publicAuthority] = await Promise.all([
    createAuthority('kubernetes'),
    createAuthority('another'),
    createAuthority('public'),
  ]);
  const caFile = join(synthesis.assetDirectory, '..', 'public-ca.pem');
  writeFileSync(caFile, publicAuthority.certificatePem);
  const leaf: LeafRequest = {
    commonName: 'kube-apiserver',
    dnsNames: ['api.cluster.test'],
    ipAddresses: ['127.0.0.1'],
  };
  const usual = await authority.issue(leaf);
  const host = Host.start(caFile);
  return {
    host,
    assetDirectory: synthesis.assetDirectory,
    configs,
    authority,
    otherAuthority,
    publicAuthority,
    issue: async (over, by = authority) =>
      over === undefined && by === authority ? usual : by.issue({ ...leaf, ...over }),
    remove: async () => {
      await host.stop();
      synthesis.remove();
    },
  };
}

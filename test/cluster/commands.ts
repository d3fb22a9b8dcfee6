import { join } from 'node:path';
import type { Program } from './executables';
import { type AuthenticationMode, authenticatorFolder, files } from './files';
import { freePort, listens, respondsOk } from './loopback';
import type { Command } from './processes';

/** The files and ports of one control plane. */
export interface Layout {
  /** The folder with the programs. */
  readonly assets: string;
  /** The folder of this control plane. */
  readonly dir: string;
  readonly region: string;
  /** PEM of the CA that issued the API server's certificate. */
  readonly ca: string;
  readonly ports: Ports;
  /** The path of the EgressSelectorConfiguration. @default - the API server connects directly */
  readonly egress?: string;
  readonly authenticationMode: AuthenticationMode;
}

/** The port of each program, and the peer port of etcd. */
export type Ports = Readonly<Record<Program | 'etcd-peer', number>>;

const stages = join(__dirname, 'control-plane', 'stages.yaml');

/** What the authenticator logs when it has read the mappings. */
const mappingsRead: Readonly<Record<AuthenticationMode, string>> = {
  CONFIG_MAP: 'Received aws-auth watch event',
  API: 'LoadDynamicFile: ',
};

/** Chooses the ports of one control plane. */
export async function choosePorts(): Promise<Ports> {
  return {
    etcd: await freePort(),
    'etcd-peer': await freePort(),
    'kube-apiserver': await freePort(),
    'kube-controller-manager': await freePort(),
    'kube-scheduler': await freePort(),
    'aws-iam-authenticator': await freePort(),
    kwok: await freePort(),
    sts: await freePort(),
  };
}

/** The command line of each program. */
export function commands(layout: Layout): Readonly<Record<Program, Command>> {
  const { assets, authenticationMode, ca, dir, egress, ports, region } = layout;
  const at = (file: keyof typeof files): string => join(dir, files[file]);
  const etcd = `http://127.0.0.1:${ports.etcd}`;
  const etcdPeer = `http://127.0.0.1:${ports['etcd-peer']}`;
  const asAdmin = ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map(
    (flag) => `--${flag}=${at('admin')}`,
  );
  // The defaults of 20 to 50 requests per second would slow the tests down.
  const unthrottled = ['--kube-api-qps=500', '--kube-api-burst=1000'];
  const securePort = (program: Program): string[] => ['--bind-address=127.0.0.1', `--secure-port=${ports[program]}`];

  return {
    etcd: {
      path: join(assets, 'etcd'),
      args: [
        `--data-dir=${join(dir, 'etcd')}`,
        '--unsafe-no-fsync',
        `--listen-client-urls=${etcd}`,
        `--advertise-client-urls=${etcd}`,
        `--listen-peer-urls=${etcdPeer}`,
        `--initial-advertise-peer-urls=${etcdPeer}`,
        `--initial-cluster=default=${etcdPeer}`,
      ],
      isReady: () => respondsOk(`${etcd}/health`),
    },
    sts: {
      path: join(assets, 'sts'),
      args: [
        `-address=127.0.0.1:${ports.sts}`,
        `-cert=${at('stsCertificate')}`,
        `-key=${at('stsKey')}`,
        `-identities=${at('identities')}`,
      ],
      isReady: () => listens(ports.sts),
    },
    'kube-apiserver': {
      path: join(assets, 'kube-apiserver'),
      args: [
        `--etcd-servers=${etcd}`,
        ...securePort('kube-apiserver'),
        '--advertise-address=127.0.0.1',
        '--endpoint-reconciler-type=none',
        `--cert-dir=${join(dir, 'apiserver')}`,
        `--tls-cert-file=${at('apiserverCertificate')}`,
        `--tls-private-key-file=${at('apiserverKey')}`,
        `--client-ca-file=${at('ca')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${at('serviceAccountKey')}`,
        `--service-account-signing-key-file=${at('serviceAccountKey')}`,
        '--service-cluster-ip-range=10.0.0.0/16',
        '--authorization-mode=Node,RBAC',
        `--authentication-token-webhook-config-file=${join(dir, authenticatorFolder, 'aws-iam-authenticator.kubeconfig')}`,
        // A changed mapping takes effect at once.
        '--authentication-token-webhook-cache-ttl=1s',
        '--profiling=false',
        ...(egress === undefined ? [] : [`--egress-selector-config-file=${egress}`]),
      ],
      isReady: () => respondsOk(`https://127.0.0.1:${ports['kube-apiserver']}/readyz`, ca),
    },
    'aws-iam-authenticator': {
      path: join(assets, 'aws-iam-authenticator'),
      args: [
        'server',
        `--config=${at('authenticatorConfig')}`,
        `--kubeconfig=${at('admin')}`,
        '--kubeconfig-pregenerated',
      ],
      env: {
        HTTPS_PROXY: `http://127.0.0.1:${ports.sts}`,
        SSL_CERT_FILE: at('stsCa'),
        NO_PROXY: '127.0.0.1',
        AWS_REGION: region,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
      // Until it has read the mappings, it rejects every identity.
      isReady: (log) => log.includes(mappingsRead[authenticationMode]) && listens(ports['aws-iam-authenticator']),
    },
    'kube-controller-manager': {
      path: join(assets, 'kube-controller-manager'),
      args: [
        ...asAdmin,
        ...securePort('kube-controller-manager'),
        `--cert-dir=${join(dir, 'controller-manager')}`,
        `--service-account-private-key-file=${at('serviceAccountKey')}`,
        `--root-ca-file=${at('ca')}`,
        '--use-service-account-credentials=true',
        '--leader-elect=true',
        ...unthrottled,
      ],
      isReady: () => listens(ports['kube-controller-manager']),
    },
    'kube-scheduler': {
      path: join(assets, 'kube-scheduler'),
      args: [
        ...asAdmin,
        ...securePort('kube-scheduler'),
        `--cert-dir=${join(dir, 'scheduler')}`,
        '--leader-elect=false',
        ...unthrottled,
      ],
      isReady: () => listens(ports['kube-scheduler']),
    },
    kwok: {
      path: join(assets, 'kwok'),
      args: [
        `--kubeconfig=${at('admin')}`,
        `--config=${stages}`,
        '--manage-all-nodes',
        '--cidr=10.64.0.1/16',
        '--node-lease-duration-seconds=40',
        `--server-address=127.0.0.1:${ports.kwok}`,
      ],
      isReady: () => listens(ports.kwok),
    },
  };
}

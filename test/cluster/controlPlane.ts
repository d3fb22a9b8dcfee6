import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePorts, commands } from './commands';
import { Egress } from './egress';
import { findAssets, type Program } from './executables';
import { execute, kubectl } from './execute';
import { type AuthenticationMode, authenticatorFolder, files, toBase64, writeFiles } from './files';
import { type Credentials, credentialsOf, identities, roleArn } from './identities';
import { awsAuth, nodes as nodeManifests } from './manifests';
import { Processes } from './processes';
import { until } from './until';

/** Options of a control plane. */
export interface ControlPlaneOptions {
  /**
   * Number of simulated nodes.
   * @default 3
   */
  readonly nodes?: number;
  /**
   * The name of the EKS cluster.
   * @default vigil
   */
  readonly cluster?: string;
  /**
   * A region of the partition `aws`.
   * @default eu-central-1
   */
  readonly region?: string;
  /**
   * The role that aws-auth maps.
   * @default eks-vigil-REGION-CLUSTER
   */
  readonly roleName?: string;
  /**
   * The user and the group that the role is mapped to.
   * @default eks-vigil
   */
  readonly group?: string;
  /**
   * Whether the proxies of Services and pods reach programs on loopback, by the routes of `egress`.
   * @default false
   */
  readonly proxies?: boolean;
  /** @default CONFIG_MAP */
  readonly authenticationMode?: AuthenticationMode;
}

/** A running control plane. */
export interface ControlPlane {
  /** The folder with all files. `logs/PROGRAM` is the log of a program. */
  readonly dir: string;
  /** The path of a kubeconfig that acts as cluster-admin. */
  readonly kubeconfig: string;
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  /** The PEM of the CA in base64, as `certificateAuthority.data` of eks:DescribeCluster. */
  readonly caData: string;
  /** The role that aws-auth maps to the user and the group of the options. */
  readonly roleArn: string;
  /** A session of that role. */
  readonly credentials: Credentials;
  /** A session of a role that STS knows and aws-auth does not map. */
  readonly unmapped: Credentials;
  /** Where connections to pods lead; only with the option `proxies`. */
  readonly egress?: Egress;
  /** Sends a signal to a program: SIGSTOP and SIGCONT to pause and continue it, SIGKILL to end it until `restart`. */
  signal(program: Program, signal: NodeJS.Signals): void;
  /**
   * Restarts a program with the same flags and port, and waits until it is ready.
   * A controller manager or kwok that was killed works again when its Lease has expired: after 15 s and 40 s.
   */
  restart(program: Program): Promise<void>;
  /** Runs kubectl as cluster-admin and returns its output. Throws Error with the error message of kubectl. */
  kubectl(args: readonly string[], stdin?: string): Promise<string>;
  /** Ends every program and removes the folder. The end of the process does the same. */
  stop(): Promise<void>;
}

/**
 * Starts a Kubernetes control plane on loopback that authenticates AWS identities as EKS does, and waits until its nodes are Ready.
 * Only the kubelets (kwok) and STS are simulated.
 *
 * @throws Error if a program is missing, with how to build it, or if it does not start, with the end of its log.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const { nodes = 3, cluster = 'vigil', region = 'eu-central-1', proxies = false } = options;
  const {
    roleName = `eks-vigil-${region}-${cluster}`,
    authenticationMode = 'CONFIG_MAP',
    group = 'eks-vigil',
  } = options;
  const assets = await findAssets(process.env);
  const dir = await mkdtemp(join(tmpdir(), 'eks-vigil-control-plane-'));
  const processes = new Processes<Program>(dir);
  const egress = proxies ? new Egress(dir) : undefined;
  try {
    const ports = await choosePorts();
    const server = `https://127.0.0.1:${ports['kube-apiserver']}`;
    const known = identities(roleName);
    const ca = await writeFiles(dir, {
      cluster,
      region,
      server,
      authenticatorPort: ports['aws-iam-authenticator'],
      authenticationMode,
      identities: Object.values(known),
    });
    const admin = join(dir, files.admin);
    const asAdmin = (args: readonly string[], stdin?: string): Promise<string> => kubectl(admin, args, stdin);
    const egressFile = await startEgress(egress, dir);
    const command = commands({
      assets,
      dir,
      region,
      ca,
      ports,
      authenticationMode,
      ...(egressFile === undefined ? {} : { egress: egressFile }),
    });
    const start = (...programs: Program[]): Promise<unknown> =>
      Promise.all(programs.map((program) => processes.start(program, command[program])));

    await Promise.all([start('etcd', 'sts'), initAuthenticator(assets, dir)]);
    await start('kube-apiserver');
    await setUp(asAdmin, [awsAuth(roleArn(roleName), group), ...nodeManifests(nodes, region)]);
    await start('aws-iam-authenticator', 'kube-controller-manager', 'kube-scheduler', 'kwok');
    await Promise.all([
      nodes > 0 && asAdmin(['wait', '--for=condition=Ready', 'node', '--all', '--timeout=300s']),
      asAdmin(['wait', '--for=create', 'serviceaccount/default', '--timeout=300s']),
    ]);
    return {
      dir,
      kubeconfig: admin,
      server,
      caData: toBase64(ca),
      roleArn: roleArn(roleName),
      credentials: credentialsOf(known.vigil),
      unmapped: credentialsOf(known.unmapped),
      ...(egress === undefined ? {} : { egress }),
      signal: (program, signal) => processes.signal(program, signal),
      restart: (program) => processes.restart(program),
      kubectl: asAdmin,
      stop: async () => {
        await egress?.stop();
        await processes.stop();
      },
    };
  } catch (error) {
    await egress?.stop();
    await processes.stop();
    throw error;
  }
}

/** Starts the way to pods, and returns the path of the API server's configuration of it. */
async function startEgress(egress: Egress | undefined, dir: string): Promise<string | undefined> {
  if (egress === undefined) return undefined;
  const path = join(dir, 'egress.json');
  await writeFile(path, JSON.stringify(egress.configuration));
  await egress.start();
  return path;
}

/** Creates the certificate of the authenticator, and the kubeconfig with which the API server calls it. */
async function initAuthenticator(assets: string, dir: string): Promise<void> {
  await execute(join(assets, 'aws-iam-authenticator'), ['init', '--config=config.yaml'], {
    cwd: join(dir, authenticatorFolder),
  });
}

/** Applies the first objects as soon as the API server has created their namespaces. */
async function setUp(asAdmin: ControlPlane['kubectl'], items: readonly object[]): Promise<void> {
  let rejection = '';
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await until(
    () => rejection,
    () =>
      asAdmin(['apply', '-f', '-'], list).catch((error: Error) => {
        rejection = error.message;
        return undefined;
      }),
  );
}

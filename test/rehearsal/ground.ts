import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ControlPlane } from '../cluster/controlPlane';
import { freePort, listens } from '../cluster/loopback';
import { Processes } from '../cluster/processes';
import { type ClusterSettings, Clusters, type Nodegroup } from './clusters';
import { type AssumedRole, introduce, mapAdministrator } from './session';
import { type Result, run } from './shell';
import { findTools, type Tools } from './tools';

/** The account of the person who deploys. */
export const account = '111122223333';
export const region = 'eu-central-1';

/** A copy of the project, AWS on loopback, and the clusters that it describes. */
export class Ground {
  readonly tools: Tools;
  readonly folder: string;
  /** The copy of the project. Commands run here. */
  readonly project: string;
  /** Environment variables of the containers that Lambda does not set. */
  readonly containerEnvironment: Record<string, string>;
  /** Where all AWS endpoints are. */
  readonly endpoint: string;
  /** Ends with this process at the latest. */
  readonly processes: Processes<string>;
  readonly #environment: Record<string, string>;
  readonly #clusters: Clusters;
  readonly #sessions = new Map<string, Promise<AssumedRole>>();

  private constructor(tools: Tools, folder: string, port: number) {
    this.tools = tools;
    this.folder = folder;
    this.project = join(folder, 'project');
    this.endpoint = `http://127.0.0.1:${port}`;
    // Not STS, for which the functions only sign.
    const services = ['EKS', 'CLOUDWATCH', 'CLOUDWATCH_LOGS', 'S3', 'SNS'];
    this.containerEnvironment = Object.fromEntries(
      services.map((service) => [`AWS_ENDPOINT_URL_${service}`, this.endpoint]),
    );
    this.processes = new Processes(folder);
    mkdirSync(join(folder, 'aws'));
    this.#clusters = new Clusters(region, join(folder, 'aws/clusters.json'));
    this.#environment = {
      PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
      HOME: join(folder, 'home'),
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      CDK_DISABLE_CLI_TELEMETRY: '1',
    };
  }

  static async start(): Promise<Ground> {
    const tools = await findTools(process.env);
    const folder = mkdtempSync(join(tmpdir(), 'eks-vigil-rehearsal-'));
    const port = await freePort();
    const ground = new Ground(tools, folder, port);
    for (const name of ['bin', 'home']) mkdirSync(join(folder, name));
    ground.#copyProject();
    ground.#installCommands();
    await ground.processes.start('aws', {
      path: tools.python,
      args: [join(__dirname, 'aws/server.py'), String(port), join(folder, 'aws')],
      env: { PYTHONDONTWRITEBYTECODE: '1' },
      isReady: () => listens(port),
    });
    await ground.startCluster('prod');
    // The part of `npm ci` that builds the command line.
    await ground.run('npm run prepare');
    Object.assign(ground.#environment, await ground.signIn(account));
    return ground;
  }

  /** Credentials of the person in an account, as environment variables. */
  async signIn(toAccount: string): Promise<Record<string, string>> {
    const { Credentials } = await this.#sessionIn(toAccount);
    return {
      AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials.SessionToken,
    };
  }

  /** The session of the person in an account: always the same. */
  #sessionIn(inAccount: string): Promise<AssumedRole> {
    const anybody = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEREHEARSAL', AWS_SECRET_ACCESS_KEY: 'any', AWS_SESSION_TOKEN: '' };
    const command = `sts assume-role --role-arn ${personIn(inAccount)} --role-session-name admin`;
    const session = this.#sessions.get(inAccount) ?? this.aws<AssumedRole>(command, anybody);
    this.#sessions.set(inAccount, session);
    return session;
  }

  /** Starts a cluster whose `aws-auth` maps the person only, not the function's role. */
  async startCluster(name: string, inAccount: string = account, settings?: ClusterSettings): Promise<void> {
    const controlPlane = await this.#clusters.start(name, inAccount, settings);
    introduce(controlPlane, inAccount, await this.#sessionIn(inAccount));
    await mapAdministrator(controlPlane, personIn(inAccount));
  }

  stopCluster(name: string, inAccount: string = account): Promise<void> {
    return this.#clusters.stop(name, inAccount);
  }

  /** The control plane of a cluster. */
  controlPlane(name: string, inAccount: string = account): ControlPlane {
    return this.#clusters.controlPlane(name, inAccount);
  }

  /** Decides which managed node groups the cluster `prod` has from now on. */
  setNodegroups(nodegroups: Readonly<Record<string, Nodegroup>>): void {
    this.#clusters.setNodegroups('prod', account, nodegroups);
  }

  /** Runs a shell command in the copy of the project. kubectl is connected to the cluster `prod`, unless `env` has a kubeconfig. */
  run(command: string, env: Readonly<Record<string, string>> = {}): Promise<Result> {
    const KUBECONFIG = this.controlPlane('prod').kubeconfig;
    // Jest reports a file when it has ended; this shows how far it is.
    process.stderr.write(`${new Date().toISOString().slice(11, 19)} $ ${command}\n`);
    return run(command, { cwd: this.project, env: { ...this.#environment, KUBECONFIG, ...env } });
  }

  /** Runs the AWS CLI and returns its output as JSON. */
  async aws<T>(command: string, env: Readonly<Record<string, string>> = {}): Promise<T> {
    const { output } = await this.run(`aws --output json ${command}`, env);
    return JSON.parse(output || 'null') as T;
  }

  /** What CloudFormation did, in this order. */
  journal(): Change[] {
    const lines = readFileSync(join(this.folder, 'aws/journal.jsonl'), 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as Change);
  }

  async stop(): Promise<void> {
    await this.#clusters.stopAll();
    await this.processes.stop();
  }

  /** The files of the checkout that git knows or would add, and what `npm ci` installs. */
  #copyProject(): void {
    const checkout = join(__dirname, '../..');
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: checkout,
    });
    const files = listed
      .toString()
      .split('\0')
      .filter((file) => isCopied(checkout, file));
    for (const file of files) cpSync(join(checkout, file), join(this.project, file));
    symlinkSync(join(checkout, 'node_modules'), join(this.project, 'node_modules'));
  }

  #installCommands(): void {
    const standIn = `"${process.execPath}" "${join(__dirname, 'eksctlStandIn.mjs')}"`;
    const eksctl = this.tools.eksctl === undefined ? standIn : this.#realEksctl(this.tools.eksctl);
    const commands = { aws: `exec "${this.tools.awsCli}" "$@"`, eksctl: `exec ${eksctl} "$@"` };
    for (const [name, script] of Object.entries(commands)) {
      writeFileSync(join(this.folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
  }

  /** Has the endpoint of each service in a variable of its own: with AWS_ENDPOINT_URL, the token would be presigned for that address. */
  #realEksctl(path: string): string {
    const services = ['CLOUDFORMATION', 'EC2', 'EKS', 'IAM', 'SSM', 'STS'];
    const endpoints = services.map((service) => `AWS_${service}_ENDPOINT=${this.endpoint}`);
    return `env -u AWS_ENDPOINT_URL -u KUBECONFIG ${endpoints.join(' ')} "${path}"`;
  }
}

/** A line of the journal. */
export interface Change {
  readonly account: string;
  readonly stack: string;
  readonly action: 'create' | 'update' | 'replace' | 'retain' | 'delete';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>> | null;
}

/** The role with which the person works in an account. */
function personIn(inAccount: string): string {
  return `arn:aws:iam::${inAccount}:role/admin`;
}

/** Whether a file that git lists is there and belongs to the copy. In a worktree, `node_modules` may be a link, which git lists. */
function isCopied(checkout: string, file: string): boolean {
  return file !== '' && file !== 'node_modules' && existsSync(join(checkout, file)) && !isOwnConfiguration(file);
}

/** A developer's own clusters are not rehearsed. */
function isOwnConfiguration(file: string): boolean {
  return /^config\/.*\.ya?ml$/.test(file) && !/^config\/(minimal|example)\.yaml$/.test(file);
}

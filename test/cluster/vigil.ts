import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaFunction } from '../support/lambdaFunction';
import { type AwsEndpoints, startAwsEndpoints } from '../support/servers/awsEndpoints';
import { type Synthesis, synthesize } from '../support/synthesis';
import type { ControlPlane } from './controlPlane';
import { execute } from './execute';
import type { Credentials } from './identities';

/** What is said of one target. */
export interface SeenVerdict {
  readonly verdict: string;
  readonly reason: string;
  readonly message: string;
  readonly ready?: number;
  readonly desired?: number;
}

/** What one scheduled run gave. */
export interface Look {
  /** What was published; undefined for no data. */
  readonly value: number | undefined;
  /** Why the invocation failed, where it did. */
  readonly error: string | undefined;
  readonly verdicts: readonly SeenVerdict[];
  readonly milliseconds: number;
}

const commandLine = join(__dirname, '..', '..', 'dist', 'eks-vigil.js');

/**
 * The genuine function against a control plane: the asset that the stack synthesizes, the environment of its template, and
 * AWS endpoints on loopback.
 */
export class Vigil {
  readonly #folder = mkdtempSync(join(tmpdir(), 'eks-vigil-config-'));

  private constructor(
    private readonly controlPlane: ControlPlane,
    private readonly synthesis: Synthesis,
    private readonly aws: AwsEndpoints,
    private readonly container: LambdaFunction,
    private readonly yaml: string,
  ) {}

  /**
   * @param targets - YAML of the list of targets.
   * @param credentials - who the function is; by default the role that is mapped.
   */
  static async start(controlPlane: ControlPlane, targets: string, credentials?: Credentials): Promise<Vigil> {
    const yaml = `
cluster: { name: vigil, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: vigil }] }
targets:
${targets}`;
    const { server: endpoint, caData } = controlPlane;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials ?? controlPlane.credentials;
    const synthesis = await synthesize(yaml);
    const aws = await startAwsEndpoints({ clusters: { vigil: { endpoint, caData } } });
    const container = new LambdaFunction({
      ...synthesis,
      environment: {
        ...synthesis.environment,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
        AWS_ENDPOINT_URL_EKS: aws.url,
        AWS_ENDPOINT_URL_CLOUDWATCH: aws.url,
      },
    });
    return new Vigil(controlPlane, synthesis, aws, container, yaml);
  }

  /** The process of the container that is warm now. */
  get pid(): number | undefined {
    return this.container.pid;
  }

  /** One scheduled run, now. */
  async look(): Promise<Look> {
    const before = this.aws.puts.length;
    const { log, error, milliseconds } = await this.container.invoke({ time: new Date().toISOString() });
    const published = this.aws.puts.slice(before).flatMap(({ metricData }) => metricData.map(({ value }) => value));
    const run = log
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { message: string; targets?: SeenVerdict[] })
      .find(({ message }) => message === 'run');
    return {
      value: published[0],
      error: error === undefined ? undefined : `${error.name}: ${error.message}`,
      verdicts: run?.targets ?? [],
      milliseconds,
    };
  }

  /** What a user does: `eks-vigil rbac --config FILE | kubectl apply -f -`. */
  async applyRbac(): Promise<void> {
    const file = join(this.#folder, 'config.yaml');
    writeFileSync(file, this.yaml);
    const manifest = await execute(process.execPath, [commandLine, 'rbac', '--config', file]);
    await this.controlPlane.kubectl(['apply', '-f', '-'], manifest);
  }

  async stop(): Promise<void> {
    await Promise.all([this.container.stop(), this.aws.stop()]);
    this.synthesis.remove();
    rmSync(this.#folder, { recursive: true });
  }
}

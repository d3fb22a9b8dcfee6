import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Invocation, LambdaFunction } from '../support/lambdaFunction';
import type { RecordedPut } from '../support/servers/aws/putMetricData';
import { type AwsEndpoints, startAwsEndpoints } from '../support/servers/awsEndpoints';
import { type Synthesis, synthesize } from '../support/synthesis';
import type { ControlPlane } from './controlPlane';
import { execute } from './execute';

const commandLine = join(__dirname, '..', '..', 'dist', 'eks-vigil.js');

/** The result of one invocation. */
export interface SectionRun extends Invocation {
  /** The line of the run in the log. */
  readonly line: Readonly<Record<string, unknown>>;
  readonly puts: readonly RecordedPut[];
}

/** The function of a section of the configuration against a control plane: its asset, and AWS endpoints on loopback. */
export class SectionFunction {
  readonly #folder = mkdtempSync(join(tmpdir(), 'eks-vigil-config-'));
  readonly #synthesis: Synthesis;
  readonly #controlPlane: ControlPlane;
  readonly #container: LambdaFunction;
  readonly #yaml: string;
  readonly aws: AwsEndpoints;

  private constructor(
    controlPlane: ControlPlane,
    parts: {
      readonly synthesis: Synthesis;
      readonly aws: AwsEndpoints;
      readonly yaml: string;
      readonly environment: Readonly<Record<string, string>>;
    },
  ) {
    const { accessKeyId, secretAccessKey, sessionToken } = controlPlane.credentials;
    this.#controlPlane = controlPlane;
    this.#synthesis = parts.synthesis;
    this.#yaml = parts.yaml;
    this.aws = parts.aws;
    this.#container = new LambdaFunction({
      ...parts.synthesis,
      environment: {
        ...parts.synthesis.environment,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
        AWS_ENDPOINT_URL_EKS: parts.aws.url,
        AWS_ENDPOINT_URL_CLOUDWATCH: parts.aws.url,
        ...parts.environment,
      },
    });
  }

  /**
   * @param yaml - the sections of the configuration.
   * @param id - what the logical id of the function begins with, such as PodMetrics.
   * @param environment - variables that are tokens in the template, and more endpoints.
   */
  static async start(
    controlPlane: ControlPlane,
    yaml: string,
    id: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<SectionFunction> {
    const whole = `
cluster: { name: vigil, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: vigil }] }
targets: [{ kind: Deployment, namespace: shop, name: web }]
${yaml}`;
    const { server: endpoint, caData } = controlPlane;
    const synthesis = await synthesize(whole, id);
    const aws = await startAwsEndpoints({ clusters: { vigil: { endpoint, caData } } });
    return new SectionFunction(controlPlane, { synthesis, aws, yaml: whole, environment });
  }

  /** The process of the warm container. */
  get pid(): number | undefined {
    return this.#container.pid;
  }

  /** One run of the schedule, now. */
  async run(event: unknown = { time: new Date().toISOString() }): Promise<SectionRun> {
    const before = this.aws.puts.length;
    const invocation = await this.#container.invoke(event);
    const lines = invocation.log
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as SectionRun['line']);
    const line = lines.find(({ message }) => message !== 'request') ?? {};
    return { ...invocation, line, puts: this.aws.puts.slice(before) };
  }

  /** Runs `eks-vigil rbac --config FILE | kubectl apply -f -`. */
  async applyRbac(): Promise<void> {
    const file = join(this.#folder, 'config.yaml');
    writeFileSync(file, this.#yaml);
    const manifest = await execute(process.execPath, [commandLine, 'rbac', '--config', file]);
    await this.#controlPlane.kubectl(['apply', '-f', '-'], manifest);
  }

  /** Ends the container: the next run is in a new one. */
  endContainer(): Promise<void> {
    return this.#container.stop();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#container.stop(), this.aws.stop()]);
    this.#synthesis.remove();
    rmSync(this.#folder, { recursive: true });
  }
}

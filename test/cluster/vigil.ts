import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completeVerdict } from '../../lambda/logging/listedCauses';
import type { JsonObject } from '../../model/json';
import { severities } from '../../model/severity';
import { LambdaFunction } from '../support/lambdaFunction';
import { dataAbout } from '../support/servers/aws/putMetricData';
import { type AwsEndpoints, startAwsEndpoints } from '../support/servers/awsEndpoints';
import { type Synthesis, synthesize } from '../support/synthesis';
import type { ControlPlane } from './controlPlane';
import { execute } from './execute';
import type { Credentials } from './identities';

/** The verdict on one target, as logged. */
export interface LoggedVerdict {
  readonly verdict: string;
  readonly reason: string;
  readonly message: string;
  readonly ready?: number;
  readonly desired?: number;
  /** 1 if fewer are ready than needed. */
  readonly short?: number;
  /** The first command to run. */
  readonly command?: string | undefined;
}

/** The result of one scheduled run. */
export interface Run {
  /** The published value. Undefined: no data. */
  readonly value: number | undefined;
  /** The same of the targets with the severity `ticket`. */
  readonly ticketValue: number | undefined;
  /** Why the invocation failed, if it did. */
  readonly error: string | undefined;
  readonly verdicts: readonly LoggedVerdict[];
  /** The namespaces whose events are not in the messages, and why. */
  readonly eventsLeftOut?: Readonly<Record<string, string>> | undefined;
  readonly milliseconds: number;
}

interface SummaryLine extends Pick<Run, 'eventsLeftOut'> {
  readonly message: string;
  readonly targets?: readonly LoggedVerdict[];
  readonly causes?: readonly JsonObject[];
}

interface VigilParts {
  readonly synthesis: Synthesis;
  readonly aws: AwsEndpoints;
  readonly container: LambdaFunction;
  readonly yaml: string;
}

const commandLine = join(__dirname, '..', '..', 'dist', 'eks-vigil.js');

/**
 * The real function against a control plane: the asset that the stack synthesizes, the environment of its template, and AWS
 * endpoints on loopback.
 */
export class Vigil {
  readonly #folder = mkdtempSync(join(tmpdir(), 'eks-vigil-config-'));

  readonly #controlPlane: ControlPlane;
  readonly #synthesis: Synthesis;
  readonly #aws: AwsEndpoints;
  readonly #container: LambdaFunction;
  readonly #yaml: string;

  constructor(controlPlane: ControlPlane, { synthesis, aws, container, yaml }: VigilParts) {
    this.#controlPlane = controlPlane;
    this.#synthesis = synthesis;
    this.#aws = aws;
    this.#container = container;
    this.#yaml = yaml;
  }

  /**
   * @param targets - YAML of the list of targets.
   * @param credentials - of the function. Default: the mapped role.
   */
  static async start(controlPlane: ControlPlane, targets: string, credentials?: Credentials): Promise<Vigil> {
    const yaml = `
cluster: { name: vigil, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: vigil }] }
logging: { verdicts: all }
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
    return new Vigil(controlPlane, { synthesis, aws, container, yaml });
  }

  /** The process id of the warm container. */
  get pid(): number | undefined {
    return this.#container.pid;
  }

  /** One scheduled run, now. */
  async run(): Promise<Run> {
    const before = this.#aws.puts.length;
    const { log, error, milliseconds } = await this.#container.invoke({ time: new Date().toISOString() });
    const puts = this.#aws.puts.slice(before);
    const [value, ticketValue] = severities.map((severity) => dataAbout(severity, puts)[0]?.value);
    const summary = log
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as SummaryLine)
      .find(({ message }) => message === 'run');
    return {
      value,
      ticketValue,
      error: error === undefined ? undefined : `${error.name}: ${error.message}`,
      verdicts: (summary?.targets ?? []).map((one) => ({
        ...one,
        ...completeVerdict({ ...one }, summary?.causes ?? []),
      })),
      eventsLeftOut: summary?.eventsLeftOut,
      milliseconds,
    };
  }

  /** Runs `eks-vigil rbac --config FILE | kubectl apply -f -`. */
  async applyRbac(): Promise<void> {
    const file = join(this.#folder, 'config.yaml');
    writeFileSync(file, this.#yaml);
    const manifest = await execute(process.execPath, [commandLine, 'rbac', '--config', file]);
    await this.#controlPlane.kubectl(['apply', '-f', '-'], manifest);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#container.stop(), this.#aws.stop()]);
    this.#synthesis.remove();
    rmSync(this.#folder, { recursive: true });
  }
}

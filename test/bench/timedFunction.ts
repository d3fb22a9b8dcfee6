import { dirname } from 'node:path';
import { LambdaFunction } from '../support/lambdaFunction';
import type { Servers } from './serversProcess';
import { cluster } from './targets';

/** One invocation, measured inside its container. */
export interface Run {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** Peak resident set in bytes since the start of the container. */
  readonly peakRss: number;
  /** Bytes written to the log. */
  readonly logged: number;
}

/** Whether the result of the handler shows that all of the work was done. */
export type IsDone = (result: unknown) => boolean;

/** An asset as a Lambda function that sends its requests to the servers of the benchmark. */
export class TimedFunction {
  readonly #function: LambdaFunction;
  readonly #isDone: IsDone;

  constructor(asset: string, servers: Servers, isDone: IsDone) {
    this.#isDone = isDone;
    this.#function = new LambdaFunction({
      assetDirectory: dirname(require.resolve('./timed')),
      timeout: 30,
      environment: environmentOf(asset, servers),
    });
  }

  /** Invokes the function. Throws when it fails or did not do all of its work. */
  async run(): Promise<Run> {
    const { result, error, peakRss, log } = await this.#function.invoke({ time: new Date().toISOString() });
    if (error !== undefined) throw new Error(`${error.name}: ${error.message}\n${log.join('\n')}`);
    const { response, ...measured } = result as { response: unknown } & Omit<Run, 'peakRss' | 'logged'>;
    if (!this.#isDone(response)) throw new Error(`not all of the work was done: ${JSON.stringify(response)}`);
    return { ...measured, peakRss, logged: log.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0) };
  }

  /** Ends the container. The next run is a cold start. */
  stop(): Promise<void> {
    return this.#function.stop();
  }
}

/** Invalid credentials, as long as those of a Lambda function. */
export const credentials = {
  accessKeyId: 'ASIABENCHEXAMPLE0001',
  secretAccessKey: 'bench-secret-that-opens-nothing-at-all00',
  sessionToken: 'bench-session-token/'.repeat(50),
};

/** MiB, as in the stack. */
const memory = 256;
/** The Node.js runtime of Lambda gives a tenth of the memory to new objects, in two semi-spaces. */
const newSpace = Math.floor(memory / 10);
const semiSpace = Math.floor(newSpace / 2);

/** The environment of a container: the variables of Lambda, the servers, and the asset whose handler is measured. */
export function environmentOf(asset: string, { aws, caFile }: Servers): Readonly<Record<string, string>> {
  return {
    BENCH_ASSET: asset,
    AWS_REGION: cluster.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    NODE_OPTIONS: `--max-semi-space-size=${semiSpace} --max-old-space-size=${memory - newSpace}`,
    NODE_EXTRA_CA_CERTS: caFile,
    AWS_ENDPOINT_URL_EKS: aws,
    AWS_ENDPOINT_URL_CLOUDWATCH: aws,
  };
}

/** Whether eks-vigil read every target, judged it Healthy, and published. */
export function allHealthy(result: unknown): boolean {
  const { value, published } = result as { value: unknown; published: unknown };
  return value === 1 && published === true;
}

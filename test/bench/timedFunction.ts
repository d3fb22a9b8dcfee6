import { dirname } from 'node:path';
import { LambdaFunction } from '../support/lambdaFunction';
import type { Servers } from './servers';
import { cluster } from './targets';

/** One invocation, as measured inside its container. */
export interface Run {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** Bytes at the most since the container began. */
  readonly peakRss: number;
  /** Bytes that were written to the log. */
  readonly logged: number;
}

/** Whether an answer of the handler tells that all of the work was done. */
export type Done = (answer: unknown) => boolean;

/** An asset as a Lambda function that talks to the bench's servers. */
export class TimedFunction {
  readonly #function: LambdaFunction;

  constructor(
    asset: string,
    servers: Servers,
    private readonly done: Done,
  ) {
    this.#function = new LambdaFunction({
      assetDirectory: dirname(require.resolve('./timed')),
      timeout: 30,
      environment: environmentOf(asset, servers),
    });
  }

  /** Invokes it; throws when it fails or does less than its work. */
  async run(): Promise<Run> {
    const { result, error, peakRss, log } = await this.#function.invoke({ time: new Date().toISOString() });
    if (error !== undefined) throw new Error(`${error.name}: ${error.message}\n${log.join('\n')}`);
    const { answer, ...measured } = result as { answer: unknown } & Omit<Run, 'peakRss' | 'logged'>;
    if (!this.done(answer)) throw new Error(`not all of the work was done: ${JSON.stringify(answer)}`);
    return { ...measured, peakRss, logged: log.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0) };
  }

  /** Ends its container; the next run is a cold start. */
  stop(): Promise<void> {
    return this.#function.stop();
  }
}

/** Credentials that open nothing, as long as those of a Lambda function. */
export const credentials = {
  accessKeyId: 'ASIABENCHEXAMPLE0001',
  secretAccessKey: 'bench-secret-that-opens-nothing-at-all00',
  sessionToken: 'bench-session-token/'.repeat(50),
};

/** MiB, as the stack has it. */
const memory = 256;
/** Lambda's Node.js runtime gives a tenth of the memory to new objects, which live in the two halves of that space. */
const newSpace = Math.floor(memory / 10);
const semiSpace = Math.floor(newSpace / 2);

/** The variables of a container: those of Lambda, the way to the servers, and the asset that stands behind the handler. */
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

/** Whether eks-vigil read every target, found it healthy, and published. */
export function saysAllHealthy(answer: unknown): boolean {
  const { value, published } = answer as { value: unknown; published: unknown };
  return value === 1 && published === true;
}

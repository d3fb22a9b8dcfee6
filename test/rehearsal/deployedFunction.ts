import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, listens } from '../cluster/loopback';
import type { DeployedStack, FunctionOfStack } from './deployedStack';
import { type Ground, region } from './ground';
import { type AssumedRole, introduce } from './session';

/** The response of one invocation: what the handler returned, or the error that it threw. */
export interface Response {
  readonly value?: number;
  readonly published?: boolean;
  readonly errorType?: string;
  readonly errorMessage?: string;
}

let containers = 0;

/**
 * A container of Lambda: the code as it came out of S3, with the deployed configuration and a session of the deployed role, in
 * AWS's Runtime Interface Emulator with its Node.js runtime interface client.
 */
export class DeployedFunction {
  readonly #ground: Ground;
  readonly #name: string;
  readonly #port: number;

  private constructor(ground: Ground, name: string, port: number) {
    this.#ground = ground;
    this.#name = name;
    this.#port = port;
  }

  static async start(ground: Ground, stack: DeployedStack, lambda: FunctionOfStack): Promise<DeployedFunction> {
    containers += 1;
    const name = `function-${containers}`;
    const task = await unpackCode(ground, { stack, lambda, name });
    const { Handler, Runtime, MemorySize, Timeout, Environment, LoggingConfig } = lambda.properties;
    const session = await ground.aws<AssumedRole>(
      `sts assume-role --role-arn arn:aws:iam::${stack.account}:role/${lambda.roleName} --role-session-name ${name}`,
    );
    introduce(ground.controlPlane(stack.cluster, stack.account), stack.account, session);
    const { Credentials: held } = session;
    const port = await freePort();
    await ground.processes.start(name, {
      path: '/bin/sh',
      args: [
        '-c',
        'cd "$LAMBDA_TASK_ROOT" && exec "$@"',
        'sh',
        ground.tools.emulator,
        '--runtime-interface-emulator-address',
        `127.0.0.1:${port}`,
        '--runtime-api-address',
        `127.0.0.1:${await freePort()}`,
        process.execPath,
        ground.tools.runtimeClient,
        Handler,
      ],
      env: {
        ...Environment?.Variables,
        LAMBDA_TASK_ROOT: task,
        _HANDLER: Handler,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: lambda.name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
        AWS_LAMBDA_FUNCTION_TIMEOUT: String(Timeout),
        AWS_LAMBDA_LOG_GROUP_NAME: LoggingConfig.LogGroup,
        AWS_LAMBDA_LOG_STREAM_NAME: name,
        AWS_ACCESS_KEY_ID: held.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: held.SecretAccessKey,
        AWS_SESSION_TOKEN: held.SessionToken,
        ...ground.containerEnvironment,
      },
      isReady: () => listens(port),
    });
    return new DeployedFunction(ground, name, port);
  }

  async invoke(event: unknown): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/2015-03-31/functions/function/invocations`, {
      method: 'POST',
      body: JSON.stringify(event),
    });
    return (await response.json()) as Response;
  }

  /** The lines in JSON that it logged with a message, such as `run`. */
  lines(message: string): string[] {
    const log = readFileSync(join(this.#ground.folder, 'logs', this.#name), 'utf8');
    return log.split('\n').filter((line) => line.startsWith('{') && JSON.parse(line).message === message);
  }

  stop(): void {
    this.#ground.processes.signal(this.#name, 'SIGKILL');
  }
}

interface Deployed {
  readonly stack: DeployedStack;
  readonly lambda: FunctionOfStack;
  /** Of the container. */
  readonly name: string;
}

/** Unpacks the deployed code, after a comparison with the checksum that Lambda has. */
async function unpackCode(ground: Ground, { stack, lambda, name }: Deployed): Promise<string> {
  const folder = join(ground.folder, name);
  const zip = `${folder}.zip`;
  const { S3Bucket, S3Key } = lambda.properties.Code;
  await ground.aws(`s3api get-object --bucket ${S3Bucket} --key ${S3Key} ${zip}`, stack.env);
  const { CodeSha256 } = await ground.aws<{ CodeSha256: string }>(
    `lambda get-function-configuration --function-name ${lambda.name}`,
    stack.env,
  );
  const checksum = createHash('sha256').update(readFileSync(zip)).digest('base64');
  if (checksum !== CodeSha256) throw new Error(`the code in S3 has the checksum ${checksum}, in Lambda ${CodeSha256}`);
  mkdirSync(folder);
  await ground.run(`"${ground.tools.python}" -m zipfile -e ${zip} ${folder}`);
  return folder;
}

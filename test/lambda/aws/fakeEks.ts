import type { DescribeClusterCommand, DescribeClusterCommandOutput, EKSClient } from '@aws-sdk/client-eks';

type Cluster = NonNullable<DescribeClusterCommandOutput['cluster']>;

/** The outcome of one call: a cluster, no cluster, an error, or no response until the call is aborted. */
export type EksResponse = Cluster | Error | 'no response' | undefined;

export interface FakeEks {
  readonly eks: Pick<EKSClient, 'send'>;
  /** The inputs of the calls so far. */
  readonly calls: readonly unknown[];
}

/** An EKS client that returns these responses in order, and repeats the last one. */
export function fakeEks(...responses: readonly EksResponse[]): FakeEks {
  const calls: unknown[] = [];
  const send = async (command: DescribeClusterCommand, options: { readonly abortSignal: AbortSignal }) => {
    calls.push(command.input);
    const response = responses[Math.min(calls.length, responses.length) - 1];
    if (response instanceof Error) throw response;
    if (response === 'no response') {
      await new Promise((resolve) => {
        if (options.abortSignal.aborted) resolve(undefined);
        options.abortSignal.addEventListener('abort', resolve);
      });
      throw new Error('aborted');
    }
    return { $metadata: {}, ...(response && { cluster: response }) };
  };
  return { eks: { send: send as EKSClient['send'] }, calls };
}

/** An active cluster whose endpoint has this name. */
export function cluster(name: string, overrides: Partial<Cluster> = {}): Cluster {
  return {
    name: 'prod',
    arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod',
    status: 'ACTIVE',
    endpoint: `https://${name}.eks.amazonaws.com`,
    certificateAuthority: { data: Buffer.from(`PEM of ${name}`).toString('base64') },
    ...overrides,
  };
}

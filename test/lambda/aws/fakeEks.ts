import type { DescribeClusterCommand, DescribeClusterCommandOutput, EKSClient } from '@aws-sdk/client-eks';

type Cluster = NonNullable<DescribeClusterCommandOutput['cluster']>;

/** What one call is answered: a cluster, an error, or nothing at all until the call is aborted. */
export type Described = Cluster | Error | 'silence' | undefined;

export interface FakeEks {
  readonly eks: Pick<EKSClient, 'send'>;
  /** The calls so far: the command's input and the options beside it. */
  readonly calls: readonly { readonly input: unknown; readonly options: unknown }[];
}

/** An EKS client that gives these answers one after the other, and the last one for good. */
export function fakeEks(...answers: readonly Described[]): FakeEks {
  const calls: { input: unknown; options: unknown }[] = [];
  const send = async (command: DescribeClusterCommand, options: { readonly abortSignal: AbortSignal }) => {
    calls.push({ input: command.input, options });
    const answer = answers[Math.min(calls.length, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    if (answer === 'silence') {
      await new Promise((resolve) => {
        if (options.abortSignal.aborted) resolve(undefined);
        options.abortSignal.addEventListener('abort', resolve);
      });
      throw new Error('aborted');
    }
    return { $metadata: {}, ...(answer && { cluster: answer }) };
  };
  return { eks: { send: send as EKSClient['send'] }, calls };
}

/** An active cluster whose endpoint has this name. */
export function cluster(name: string, over: Partial<Cluster> = {}): Cluster {
  return {
    name: 'prod',
    status: 'ACTIVE',
    endpoint: `https://${name}.eks.amazonaws.com`,
    certificateAuthority: { data: Buffer.from(`PEM of ${name}`).toString('base64') },
    ...over,
  };
}

import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface ServersRequest {
  /** How many Deployments there are. */
  readonly deployments: number;
  /** Milliseconds before each answer. */
  readonly latencyMs: number;
}

/** Where a process of servers listens. */
export interface Servers {
  readonly api: string;
  readonly aws: string;
  /** The authority's certificate in base64, as DescribeCluster gives it. */
  readonly caData: string;
}

/** Starts the servers in a process of their own, so that they share no event loop with what is measured. */
export async function startServers(request: ServersRequest): Promise<Servers & { readonly stop: () => void }> {
  const child = fork(require.resolve('./server'));
  child.send(request);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the servers ended with code ${code}`);
  });
  const [servers] = (await Promise.race([once(child, 'message'), ended])) as [Servers];
  // They end with this process, whatever ends it.
  child.unref();
  child.channel?.unref();
  return { ...servers, stop: () => void child.kill() };
}

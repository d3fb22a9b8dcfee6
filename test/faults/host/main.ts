import { Instance, type InstanceProps, type InvocationProps, type Outcome } from './instance';
import { takeStall, watchLoop } from './stall';

/** What the process that holds the instances can be asked to do. Each request has one answer. */
export interface HostApi {
  load(id: string, props: InstanceProps): void;
  configure(
    id: string,
    change: { readonly clockOffset?: number; readonly environment?: Readonly<Record<string, string>> },
  ): void;
  invoke(id: string, props: InvocationProps): Promise<Outcome>;
  kept(id: string): { readonly sockets: number; readonly listeners: number };
  dispose(id: string): void;
  /** Bytes, after a garbage collection; `peak` is of all the time. */
  memory(): { readonly heap: number; readonly rss: number; readonly peak: number };
  /** Kinds of what keeps the process alive besides the connection to its parent. */
  activeResources(): readonly string[];
  /** Milliseconds that the event loop stood still at the most since the last call. */
  stall(): number;
  /** Rejections that nobody handled, and warnings, since the last call. */
  troubles(): readonly string[];
}

export interface HostRequest {
  readonly call: number;
  readonly method: keyof HostApi;
  readonly parameters: readonly unknown[];
}

export interface HostAnswer {
  readonly call: number;
  readonly value?: unknown;
  readonly error?: string;
}

const loop = watchLoop();
const instances = new Map<string, Instance>();
let troubles: string[] = [];

function instance(id: string): Instance {
  const found = instances.get(id);
  if (found === undefined) throw new Error(`there is no instance ${id}`);
  return found;
}

const api: HostApi = {
  load: (id, props) => void instances.set(id, new Instance(props)),
  configure: (id, { clockOffset, environment }) => {
    if (clockOffset !== undefined) instance(id).setClock(clockOffset);
    if (environment !== undefined) instance(id).setEnvironment(environment);
  },
  invoke: (id, props) => instance(id).invoke(props),
  kept: (id) => instance(id).kept(),
  dispose: (id) => {
    instance(id).dispose();
    instances.delete(id);
  },
  memory: () => {
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    return { heap: heapUsed, rss, peak: process.resourceUsage().maxRSS * 1024 };
  },
  activeResources: () => process.getActiveResourcesInfo(),
  stall: () => takeStall(loop),
  troubles: () => {
    const told = troubles;
    troubles = [];
    return told;
  },
};

process.on('disconnect', () => process.exit());
process.on('unhandledRejection', (reason) => troubles.push(`unhandled rejection: ${String(reason)}`));
process.on('uncaughtException', (error) => troubles.push(`uncaught exception: ${error.stack}`));
process.on('warning', (warning) => troubles.push(`warning: ${warning.stack}`));
process.on('message', async ({ call, method, parameters }: HostRequest) => {
  const work = api[method] as (...values: readonly unknown[]) => unknown;
  const answer: HostAnswer = await Promise.resolve()
    .then(() => work(...parameters))
    .then(
      (value) => ({ call, value }),
      (error: unknown) => ({ call, error: String(error) }),
    );
  process.send?.(answer);
});

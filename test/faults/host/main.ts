import { Instance, type InstanceProps, type InvocationProps, type Outcome } from './instance';

/** What the process that holds the instances does on request. Each request has one response. */
export interface HostApi {
  load(id: string, props: InstanceProps): void;
  configure(
    id: string,
    change: { readonly clockOffset?: number; readonly variables?: Readonly<Record<string, string>> },
  ): void;
  invoke(id: string, props: InvocationProps): Promise<Outcome>;
  openConnections(id: string): { readonly sockets: number; readonly listeners: number };
  dispose(id: string): void;
  /** Bytes after a garbage collection; `peak` is the maximum so far. */
  memory(): { readonly heap: number; readonly rss: number; readonly peak: number };
  /** The kinds of resources that keep the process alive, besides the channel to its parent. */
  activeResources(): readonly string[];
  /** Unhandled rejections and warnings since the last call. */
  warnings(): readonly string[];
}

export interface HostRequest {
  readonly call: number;
  readonly method: keyof HostApi;
  readonly parameters: readonly unknown[];
}

export interface HostResponse {
  readonly call: number;
  readonly value?: unknown;
  readonly error?: string;
}

const instances = new Map<string, Instance>();
let warnings: string[] = [];

function instance(id: string): Instance {
  const found = instances.get(id);
  if (found === undefined) throw new Error(`there is no instance ${id}`);
  return found;
}

const api: HostApi = {
  load: (id, props) => void instances.set(id, new Instance(props)),
  configure: (id, { clockOffset, variables }) => {
    if (clockOffset !== undefined) instance(id).setClock(clockOffset);
    if (variables !== undefined) instance(id).setVariables(variables);
  },
  invoke: (id, props) => instance(id).invoke(props),
  openConnections: (id) => instance(id).openConnections(),
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
  warnings: () => {
    const taken = warnings;
    warnings = [];
    return taken;
  },
};

process.on('disconnect', () => process.exit());
process.on('unhandledRejection', (reason) => warnings.push(`unhandled rejection: ${String(reason)}`));
process.on('uncaughtException', (error) => warnings.push(`uncaught exception: ${error.stack}`));
process.on('warning', (warning) => warnings.push(`warning: ${warning.stack}`));
process.on('message', async ({ call, method, parameters }: HostRequest) => {
  const work = api[method] as (...values: readonly unknown[]) => unknown;
  const response: HostResponse = await Promise.resolve()
    .then(() => work(...parameters))
    .then(
      (value) => ({ call, value }),
      (error: unknown) => ({ call, error: String(error) }),
    );
  process.send?.(response);
});

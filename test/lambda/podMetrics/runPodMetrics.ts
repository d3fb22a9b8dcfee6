import { PutMetricDataCommand, type PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import type { KubernetesClient } from '../../../lambda/kubernetes/kubernetesClient';
import type { RawResponse } from '../../../lambda/kubernetes/responseReader';
import type { Log, LogFields } from '../../../lambda/logging/log';
import { type PodMetricsContext, type PodMetricsResult, run } from '../../../lambda/podMetrics/run';
import type { PodMetricsConfig, RuntimePodGroup } from '../../../model/podMetricsConfig';

/** Runs the real code with a fake cluster and a fake CloudWatch. */

export const start = Date.UTC(2026, 0, 1, 12);
export const group: RuntimePodGroup = {
  namespace: 'shop',
  selector: 'app=web',
  scheme: 'http',
  port: 9090,
  path: '/metrics',
  metrics: [{ name: 'requests_total', as: 'requests', aggregate: 'sum' }],
  metricNamespace: 'Shop',
  dimensions: [{ name: 'Cluster' }],
};

/** A pod of the fake cluster: what its program answers, or how it fails. */
export interface FakePod {
  readonly answer?: string | Partial<RawResponse> | Error | Promise<RawResponse>;
  /** @default true */
  readonly isReady?: boolean;
  readonly createdAt?: number;
}

export type Pods = Readonly<Record<string, FakePod>>;

/** What is new in a run. */
export interface FakeRun {
  readonly pods?: Pods;
  /** Instead of the list of pods. */
  readonly list?: Error;
  /** @default - it is stored */
  readonly put?: (input: PutMetricDataCommandInput) => Promise<unknown>;
  /** @default - a scheduled run of the next minute */
  readonly event?: unknown;
  /** Gets the paths that are asked for, while the run goes on. */
  readonly requests?: string[];
}

export interface Ran {
  readonly result: PodMetricsResult | undefined;
  readonly error: Error | undefined;
  readonly puts: readonly PutMetricDataCommandInput[];
  readonly lines: readonly { readonly level: string; readonly fields: LogFields }[];
  readonly requests: readonly string[];
}

export const counts = (value: number) => `# TYPE requests_total counter\nrequests_total ${value}\n`;

/** One container: each call is the run of the next minute. */
export function createContainer(overrides: Partial<PodMetricsConfig> = {}): (next: FakeRun) => Promise<Ran> {
  const config: PodMetricsConfig = {
    cluster: { name: 'prod', region: 'eu-central-1' },
    access: { type: 'eksctl', roleName: 'role', group: 'eks-vigil-pod-metrics' },
    inVpc: false,
    logging: { level: 'info', format: 'json' },
    dryRun: false,
    seconds: 60,
    groups: [group],
    rbacHash: 'hash',
    ...overrides,
  };
  const memories: PodMetricsContext['memories'] = new Map();
  let minute = 0;
  return async ({ pods = {}, list, put = async () => ({}), event, requests = [] }) => {
    minute += 1;
    const now = start + minute * 60_000;
    const puts: PutMetricDataCommandInput[] = [];
    const lines: { level: string; fields: LogFields }[] = [];
    const write = (level: string) => (_: string, fields: LogFields) => void lines.push({ level, fields });
    const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
    const context: PodMetricsContext = {
      config,
      client: fakeClient(pods, now, list, requests),
      cloudWatch: {
        send: async (command: unknown) => {
          const { input } = command as PutMetricDataCommand;
          expect(command).toBeInstanceOf(PutMetricDataCommand);
          puts.push(input);
          return put(input);
        },
      } as unknown as PodMetricsContext['cloudWatch'],
      log,
      memories,
      now: () => now,
    };
    const scheduled = event ?? { time: new Date(now).toISOString() };
    const [result, error] = await run(scheduled, 2000, context).then(
      (value) => [value, undefined] as const,
      (thrown: Error) => [undefined, thrown] as const,
    );
    return { result, error, puts, lines, requests };
  };
}

function fakeClient(pods: Pods, now: number, list: Error | undefined, requests: string[]): PodMetricsContext['client'] {
  return {
    explain: () => undefined,
    read: (async ({ namespace }: { namespace: string }) => {
      if (list !== undefined) throw list;
      const items = Object.entries(pods).map(([name, pod]) => toPod(namespace, name, pod));
      return { body: { kind: 'PodList', metadata: {}, items }, now };
    }) as unknown as KubernetesClient['read'],
    getProxied: async (path: string) => {
      requests.push(path);
      const name = /\/pods\/https?:([^:]+):/.exec(path)?.[1] ?? '';
      const { answer = '' } = pods[name] ?? {};
      if (answer instanceof Error) throw answer;
      const given = await answer;
      const { body, ...rest } = typeof given === 'string' ? { body: Buffer.from(given) } : given;
      return {
        status: 200,
        headers: { 'content-type': 'text/plain; version=0.0.4' },
        body: body ?? Buffer.alloc(0),
        ...rest,
      };
    },
  };
}

function toPod(namespace: string, name: string, { isReady = true, createdAt = 0 }: FakePod): object {
  return {
    metadata: { namespace, name, uid: `uid-${name}`, creationTimestamp: new Date(createdAt).toISOString() },
    status: {
      phase: 'Running',
      podIP: '10.0.0.1',
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
    },
  };
}

/** What was published, without dimensions and timestamps: `requests=3 Count`. */
export function published({ puts }: Pick<Ran, 'puts'>): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const { Namespace = '', MetricData = [] } of puts) {
    all[Namespace] = [
      ...(all[Namespace] ?? []),
      ...MetricData.map(({ MetricName, Value, Values, Counts, Unit }) =>
        Values === undefined
          ? `${MetricName}=${Value} ${Unit}`
          : `${MetricName}=${Values.map((value, index) => `${Counts?.[index]}x${value}`).join(',')} ${Unit}`,
      ),
    ];
  }
  return all;
}

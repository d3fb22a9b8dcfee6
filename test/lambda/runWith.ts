import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ReadFailure } from '../../lambda/errors';
import { ListedVerdicts } from '../../lambda/logging/listedVerdicts';
import type { Log, LogFields } from '../../lambda/logging/log';
import { type RunContext, type RunResult, run } from '../../lambda/run';
import type { JsonObject } from '../../model/json';
import { createReadingPlan } from '../../model/readingPlan';
import type { RuntimeConfig, RuntimeTarget } from '../../model/runtimeConfig';
import { minute, now, second } from '../support/objects/clock';
import { lease } from '../support/objects/lease';
import { workload } from '../support/objects/workload';
import { defaultCriteria } from './health/judging';
import { notFound } from './observe/apiErrors';
import { fakeClient, type Responses } from './observe/fakeClient';

/** Runs the real code with a fake cluster and a fake CloudWatch. */

export const target = (name: string): RuntimeTarget => ({
  ...defaultCriteria,
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  namespace: 'shop',
  name,
  atLeast: 1,
});
export const targets = [target('web'), target('db')];
export const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
export const pathTo = (name: string) => `/apis/apps/v1/namespaces/shop/statefulsets/${name}`;
const healthy = (name: string): JsonObject => workload('StatefulSet', { metadata: { name } });
export const missing = notFound('apps', 'statefulsets', 'db');
export const timeout = new ReadFailure('Timeout', 'no response');

export const allHealthy: Responses = {
  [leasePath]: lease(),
  [pathTo('web')]: healthy('web'),
  [pathTo('db')]: healthy('db'),
};

const config: RuntimeConfig = {
  cluster: { name: 'prod', region: 'eu-central-1' },
  access: { type: 'eksctl', roleName: 'eks-vigil-eu-central-1-prod', group: 'eks-vigil' },
  inVpc: false,
  dryRun: false,
  seconds: 60,
  logging: { level: 'info', format: 'json', verdicts: 'changed' },
  metric: {
    namespace: 'EksVigil',
    name: 'ClusterHealth',
    dimensions: [{ name: 'Cluster', value: 'prod' }],
    shortTargetsName: 'ClusterHealthShortTargets',
  },
  targets,
  clusterDownGrace: 120,
  plan: createReadingPlan(targets as unknown as Parameters<typeof createReadingPlan>[0]),
  rbacHash: 'hash-of-the-manifest',
};

const described = {
  arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod',
  connection: { server: 'https://a', tls: {} },
  endpoint: { isPublic: true, isPrivate: false, publicCidrs: [] },
};

export interface RunOptions {
  readonly responses?: Responses;
  readonly config?: Partial<RuntimeConfig>;
  /** What the EKS API says about each resource. */
  readonly eks?: RunContext['eks'];
  /** Raw responses by path. */
  readonly proxied?: Parameters<typeof fakeClient>[2];
  readonly event?: unknown;
  readonly put?: (limits: { readonly abortSignal: AbortSignal }) => Promise<unknown>;
  readonly status?: string;
  /** Replaces reading from `responses`. */
  readonly read?: RunContext['client']['read'];
  readonly readOptional?: RunContext['client']['readOptional'];
  readonly heartbeat?: RunContext['heartbeat'];
  /** Milliseconds until the function times out. */
  readonly remaining?: number;
  /** Default: of a new container. */
  readonly listed?: ListedVerdicts;
}

export interface RunOutcome {
  readonly result?: RunResult;
  readonly error?: Error;
  /** The metric data that was sent. */
  readonly puts: readonly unknown[];
  readonly lines: readonly { readonly level: string; readonly message: string; readonly fields: LogFields }[];
  readonly reads: readonly string[];
}

/** A scheduled event of the previous minute. */
const scheduled = { time: new Date(now - 10 * second).toISOString() };

/** Runs once. An error is returned, not thrown. */
export async function runWith(options: RunOptions = {}): Promise<RunOutcome> {
  const puts: unknown[] = [];
  const lines: { level: string; message: string; fields: LogFields }[] = [];
  const line = (level: string) => (message: string, fields: LogFields) => void lines.push({ level, message, fields });
  const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  const client = fakeClient(options.responses ?? allHealthy, now, options.proxied);
  const context: RunContext = {
    config: { ...config, ...options.config },
    access: { described: { ...described, status: options.status ?? 'ACTIVE' } },
    client: {
      read: options.read ?? client.read.bind(client),
      readOptional: options.readOptional ?? client.readOptional.bind(client),
      getProxied: client.getProxied.bind(client),
      get: client.get.bind(client),
      explain: client.explain,
    },
    eks: options.eks ?? {
      read: () => Promise.reject(new Error('unexpected')),
      readAll: () => Promise.reject(new Error('unexpected')),
    },
    cloudWatch: {
      send: (async (command: PutMetricDataCommand, limits: { readonly abortSignal: AbortSignal }) => {
        expect(command).toBeInstanceOf(PutMetricDataCommand);
        puts.push(command.input);
        return options.put?.(limits);
      }) as RunContext['cloudWatch']['send'],
    },
    log,
    listed: options.listed ?? new ListedVerdicts('changed'),
    heartbeat: options.heartbeat,
    now: () => now,
  };
  const event = 'event' in options ? options.event : scheduled;
  const outcome = await run(event, options.remaining ?? 600_000, context).then(
    (result) => ({ result }),
    (error: Error) => ({ error }),
  );
  return { ...outcome, puts, lines, reads: client.paths };
}

/** The metric data of a value and a number of short targets. */
export const metricData = (value: number, { timestamp = now - minute, short = 0 } = {}) => {
  const common = { Dimensions: [{ Name: 'Cluster', Value: 'prod' }], Timestamp: new Date(timestamp) };
  return {
    Namespace: 'EksVigil',
    MetricData: [
      { ...common, MetricName: 'ClusterHealth', Unit: 'None', Value: value },
      { ...common, MetricName: 'ClusterHealthShortTargets', Unit: 'Count', Value: short },
    ],
  };
};

import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ReadFailure } from '../../lambda/errors';
import type { Log, LogFields } from '../../lambda/logging/log';
import { type RunContext, type RunResult, run } from '../../lambda/run';
import type { JsonObject } from '../../model/json';
import { createReadingPlan } from '../../model/readingPlan';
import type { RuntimeConfig, RuntimeTarget } from '../../model/runtimeConfig';
import { ago, minute, now, second } from '../support/objects/clock';
import { workload } from '../support/objects/workload';
import { defaultCriteria } from './health/judging';
import { type Answers, fakeClient } from './observe/fakeClient';
import { notFound } from './observe/responses';

/** A run of the genuine code between a fake cluster and a fake CloudWatch. */

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
export const tooSlow = new ReadFailure('Timeout', 'no answer');

export const lease: JsonObject = {
  kind: 'Lease',
  metadata: { name: 'kube-controller-manager', namespace: 'kube-system' },
  spec: { renewTime: ago(second) },
};
export const fine: Answers = { [leasePath]: lease, [pathTo('web')]: healthy('web'), [pathTo('db')]: healthy('db') };

const config: RuntimeConfig = {
  cluster: { name: 'prod', region: 'eu-central-1' },
  dryRun: false,
  seconds: 60,
  logging: { level: 'info', format: 'json' },
  metric: { namespace: 'EksVigil', name: 'ClusterHealth', dimensions: [{ name: 'Cluster', value: 'prod' }] },
  targets,
  plan: createReadingPlan(targets as unknown as Parameters<typeof createReadingPlan>[0]),
  rbacHash: 'hash-of-the-manifest',
};

export interface Setting {
  readonly answers?: Answers;
  readonly config?: Partial<RuntimeConfig>;
  readonly event?: unknown;
  readonly put?: (limits: { readonly abortSignal: AbortSignal }) => Promise<unknown>;
  readonly status?: string;
  /** Instead of reading from `answers`. */
  readonly read?: RunContext['client']['read'];
  readonly remaining?: number;
}

export interface Ran {
  readonly result?: RunResult;
  readonly error?: Error;
  /** The metric data that was sent. */
  readonly puts: readonly unknown[];
  readonly lines: readonly { readonly level: string; readonly message: string; readonly fields: LogFields }[];
  readonly reads: readonly string[];
}

/** The minute before the process's clock, as EventBridge would have scheduled it. */
const scheduled = { time: new Date(now - 10 * second).toISOString() };

/** Runs once; what is thrown comes as `error`. */
export async function runWith(setting: Setting = {}): Promise<Ran> {
  const puts: unknown[] = [];
  const lines: { level: string; message: string; fields: LogFields }[] = [];
  const say = (level: string) => (message: string, fields: LogFields) => void lines.push({ level, message, fields });
  const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  const client = fakeClient(setting.answers ?? fine, now);
  const context: RunContext = {
    config: { ...config, ...setting.config },
    access: { described: { connection: { server: 'https://a', tls: {} }, status: setting.status ?? 'ACTIVE' } },
    client: setting.read === undefined ? client : { ...client, read: setting.read },
    cloudWatch: {
      send: (async (command: PutMetricDataCommand, limits: { readonly abortSignal: AbortSignal }) => {
        expect(command).toBeInstanceOf(PutMetricDataCommand);
        puts.push(command.input);
        return setting.put?.(limits);
      }) as RunContext['cloudWatch']['send'],
    },
    log,
    now: () => now,
  };
  const event = 'event' in setting ? setting.event : scheduled;
  const outcome = await run(event, setting.remaining ?? 10_000, context).then(
    (result) => ({ result }),
    (error: Error) => ({ error }),
  );
  return { ...outcome, puts, lines, reads: client.paths };
}

export const datum = (value: number, timestamp = now - minute) => ({
  Namespace: 'EksVigil',
  MetricData: [
    {
      MetricName: 'ClusterHealth',
      Dimensions: [{ Name: 'Cluster', Value: 'prod' }],
      Timestamp: new Date(timestamp),
      Unit: 'None',
      Value: value,
    },
  ],
});

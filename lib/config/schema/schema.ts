import { z } from 'zod';
import { alarm, alarms, resolveAlarms } from './alarmSchema';
import type { ObjectTargetConfig, ProbeTargetConfig } from './entries';
import { functionOptions, logGroupKeys, tags } from './functionSchema';
import { heartbeat } from './heartbeatSchema';
import { maintenance } from './maintenanceSchema';
import { metric } from './metricSchema';
import { access, network } from './networkSchema';
import { notify } from './notifySchema';
import { podMetrics } from './podMetricsSchema';
import { presets } from './presetSchema';
import { scaling } from './scalingSchema';
import { clusterDownGrace, defaultReadMode, downGrace, grace, target } from './targetSchema';
import { watchdog } from './watchdogSchema';
import { zoneTraffic } from './zoneTrafficSchema';

/** The single source of the configuration's types, of its validation and of `config.schema.json`. */

const day = 86_400;

const cluster = z
  .strictObject({
    name: z
      .string()
      .regex(/^[0-9A-Za-z][-_0-9A-Za-z]{0,99}$/)
      .meta({
        description: 'Name of the EKS cluster.',
        errorMessage: 'a name of at most 100 letters, digits, "-" and "_", as `aws eks list-clusters` prints it',
      }),
    region: z
      .string()
      .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/)
      .meta({ description: 'AWS region of the cluster.', errorMessage: 'a region such as eu-central-1' }),
    account: z
      .string()
      .regex(/^\d{12}$/)
      .optional()
      .meta({
        description: 'AWS account of the cluster. Default: the account that you deploy with.',
        errorMessage: '12 digits in quotes',
      }),
  })
  .meta({ description: 'The EKS cluster to watch.' });

/** Applies if neither the target nor the file specifies `grace`. */
export const defaultGrace = '15m';
/** Applies if neither the target nor the file specifies `downGrace`. */
export const defaultDownGrace = '5m';
const defaultClusterDownGrace = '2m';

/** The configuration as it is written, for JSON Schema. */
export const configInput = z
  .strictObject({
    cluster,
    name: z
      .string()
      .max(20)
      .regex(/^[a-z][0-9a-z]*(-[a-z][0-9a-z]*)*$/)
      .optional()
      .meta({
        description:
          'Name of this vigil, which the names of its role, group, RBAC objects, stack and alarms contain. Only needed if several vigils watch one cluster. Default: none.',
        errorMessage:
          'a name such as payments or team-b: at most 20 lowercase letters, digits and "-", with a letter at the beginning and after each "-"',
      }),
    network,
    access,
    dryRun: z.boolean().default(false).meta({ description: 'Read and log, but publish nothing. There are no alarms.' }),
    dashboard: z.boolean().default(false).meta({
      description:
        'Whether the stack has a CloudWatch dashboard: health, alarms, what is not healthy now, recent changes, duration and errors. Three are free in an account, then each costs 3 USD a month.',
    }),
    seconds: z.int().min(60).max(day).multipleOf(60).default(60).meta({
      description: 'How often the function runs, in seconds: a multiple of 60.',
      errorMessage: 'a multiple of 60 from 60 to 86400, because EventBridge schedules have a granularity of one minute',
    }),
    logging: z
      .strictObject({
        level: z
          .enum(['debug', 'info'])
          .default('info')
          .meta({ description: 'Log level. debug also logs each request.' }),
        format: z.enum(['json', 'logfmt']).default('json').meta({ description: 'Format of the log line.' }),
        verdicts: z.enum(['changed', 'all']).default('changed').meta({
          description:
            'Which verdicts the log line lists. changed: those that are not Healthy or have changed since the last run, and all of them once an hour.',
        }),
        ...logGroupKeys,
      })
      .prefault({})
      .meta({ description: 'Logs of the function.' }),
    function: functionOptions,
    tags,
    metric,
    presets,
    targets: z
      .array(target)
      .min(1)
      .meta({ description: 'The objects to watch.', errorMessage: 'a list of at least one target' }),
    read: defaultReadMode,
    grace: grace.optional(),
    downGrace: downGrace.optional(),
    clusterDownGrace: clusterDownGrace.prefault(defaultClusterDownGrace),
    alarms,
    notify,
    maintenance,
    watchdog,
    heartbeat,
    podMetrics,
    scaling,
    zoneTraffic,
    alarm,
  })
  .meta({ title: 'eks-vigil configuration', description: 'Configuration of eks-vigil for one EKS cluster.' });

export const configSchema = configInput.transform(({ alarm: former, presets: _expanded, ...config }) => {
  const targets = config.targets as (ObjectTargetConfig | ProbeTargetConfig)[];
  return { ...config, targets, alarms: resolveAlarms({ ...config, alarm: former }) };
});

/** A validated configuration, with defaults applied and durations in seconds. */
export type Config = z.output<typeof configSchema>;

/** One validated entry of `targets`. */
export type TargetConfig = Config['targets'][number];

import { z } from 'zod';
import type { JsonSchema } from '../../config/schema/jsonSchema';

/**
 * The Helm values that decide what a release of kube-prometheus-stack consists of, how its objects are called, and how its programs
 * are asked, with the defaults of the chart. All other values are ignored. Source: the chart kube-prometheus-stack of
 * prometheus-community, `values.yaml` and templates, and the charts that it depends on.
 */

const label = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$/;
const flag = (value: boolean) => z.boolean().default(value);
const count = z.int().min(0).max(100).default(1).meta({ errorMessage: 'an integer from 0 to 100' });
const name = z.string().regex(label).default('').meta({
  errorMessage: 'a part of a Kubernetes name: lowercase letters, digits and "-"',
});
const text = (value: string) => z.string().default(value);
const anything = z.unknown().optional();
const mapping = <T extends z.ZodRawShape>(shape: T) =>
  z
    .looseObject(shape)
    .prefault({} as never)
    .meta({ errorMessage: 'a mapping' });

const names = { fullnameOverride: name, nameOverride: name };
const subchart = mapping({ ...names, namespaceOverride: name });
const routePrefix = z.string().regex(/^\//).default('/').meta({ errorMessage: 'a path such as /prometheus' });

/** What decides how the pods of an object of the operator are asked. */
const program = {
  replicas: count,
  routePrefix,
  listenLocal: flag(false),
  web: mapping({ tlsConfig: anything }),
};
const volume = mapping({ volumeClaimTemplate: anything });

export const chartValues = z
  .looseObject({
    ...names,
    namespaceOverride: name,
    cleanPrometheusOperatorObjectNames: flag(false),
    defaultRules: mapping({
      create: flag(true),
      rules: mapping({ general: flag(true) }),
      disabled: mapping({ Watchdog: flag(false) }),
    }),
    prometheusOperator: mapping({
      enabled: flag(true),
      fullnameOverride: name,
      admissionWebhooks: mapping({ deployment: mapping({ enabled: flag(false) }) }),
    }),
    prometheus: mapping({
      enabled: flag(true),
      agentMode: flag(false),
      prometheusSpec: mapping({
        ...program,
        shards: count,
        storageSpec: volume,
        disableAlerting: flag(false),
        alertingEndpoints: anything,
        additionalAlertManagerConfigs: anything,
        additionalAlertManagerConfigsSecret: anything,
      }),
    }),
    alertmanager: mapping({
      enabled: flag(true),
      namespaceOverride: name,
      alertmanagerSpec: mapping({ ...program, storage: volume }),
    }),
    thanosRuler: mapping({ enabled: flag(false), thanosRulerSpec: mapping({ ...program, storage: volume }) }),
    grafana: mapping({
      ...names,
      enabled: flag(true),
      namespaceOverride: name,
      useStatefulSet: flag(false),
      persistence: mapping({ enabled: flag(false), type: text('pvc'), existingClaim: anything }),
      service: mapping({
        enabled: flag(true),
        port: z.int().min(1).max(65_535).default(80).meta({ errorMessage: 'a port number from 1 to 65535' }),
      }),
      'grafana.ini': mapping({ server: mapping({ protocol: text('http') }) }),
    }),
    kubeStateMetrics: mapping({ enabled: flag(true) }),
    'kube-state-metrics': mapping({
      ...names,
      namespaceOverride: name,
      autosharding: mapping({ enabled: flag(false) }),
    }),
    nodeExporter: mapping({ enabled: flag(true) }),
    'prometheus-node-exporter': subchart,
    windowsMonitoring: mapping({ enabled: flag(false) }),
    'prometheus-windows-exporter': subchart,
  })
  .meta({ errorMessage: 'a mapping of Helm values' });

export type ChartValues = z.output<typeof chartValues>;

/** For messages about wrong values. */
export function chartValuesJsonSchema(): JsonSchema {
  return z.toJSONSchema(chartValues, { io: 'input', target: 'draft-07' }) as JsonSchema;
}

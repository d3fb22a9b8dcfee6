import { applyCustom } from '../workloads';
import { type KindScenario, type ScenarioContext, short } from './kindScenario';
import { timestamp } from './nodes';

const apiVersion = 'eks-vigil.test/v1';
const widget = { kind: 'Widget', apiVersion };
const prometheus = { kind: 'Prometheus', apiVersion: 'monitoring.coreos.com/v1' };
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function definition(group: string, kind: string, plural: string): object {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema, subresources: { status: {} } }],
    },
  };
}

/** The status of each, as its controller would write it. */
const widgets: Readonly<Record<string, object>> = {
  plain: {},
  ready: { observedGeneration: 1, conditions: [condition('Ready', 'True')] },
  unready: { observedGeneration: 1, conditions: [condition('Ready', 'False', 'Waiting')] },
  degraded: { conditions: [condition('Ready', 'True'), condition('Degraded', 'True', 'DiskFull')] },
  reconciling: { conditions: [condition('Ready', 'True'), condition('Reconciling', 'True', 'Upgrading')] },
  behind: { observedGeneration: 1, conditions: [condition('Ready', 'True')] },
  unsynced: { conditions: [condition('Synced', 'False', 'Conflict')] },
};

const prometheuses: Readonly<Record<string, { readonly replicas: number; readonly status: object }>> = {
  available: { replicas: 2, status: operatorStatus(2, condition('Available', 'True')) },
  degraded: { replicas: 2, status: operatorStatus(1, condition('Available', 'Degraded', 'SomePodsNotReady')) },
  down: { replicas: 2, status: operatorStatus(0, condition('Available', 'False', 'NoPodReady')) },
  zero: { replicas: 0, status: operatorStatus(0, condition('Available', 'True')) },
  rejected: {
    replicas: 1,
    status: operatorStatus(
      1,
      condition('Available', 'True'),
      condition('Reconciled', 'False', 'ReconciliationFailed', 'failed to get secret "additional-scrape-configs"'),
    ),
  },
};

function condition(type: string, status: string, reason = '', message = ''): object {
  return { type, status, reason, message, lastTransitionTime: timestamp(), observedGeneration: 1 };
}

function operatorStatus(
  availableReplicas: number,
  available: object,
  reconciled = condition('Reconciled', 'True'),
): object {
  return { paused: false, availableReplicas, conditions: [available, reconciled] };
}

/** Installs a kind and creates its objects. */
async function install(
  context: ScenarioContext,
  given: object,
  plural: string,
  objects: readonly object[],
): Promise<void> {
  await context.apply(given);
  await context.kubectl('wait', '--for=condition=Established', `customresourcedefinition/${plural}`, '--timeout=300s');
  await applyCustom(context.controlPlane, objects);
}

function object(
  { kind, apiVersion: version }: { kind: string; apiVersion: string },
  context: ScenarioContext,
  name: string,
  spec = {},
) {
  return { apiVersion: version, kind, metadata: { name, namespace: context.namespace }, spec };
}

export const customResources: readonly KindScenario[] = [
  {
    namespace: 'custom',
    given: () => [],
    when: async (context) => {
      const names = Object.keys(widgets);
      await install(context, definition('eks-vigil.test', 'Widget', 'widgets'), 'widgets.eks-vigil.test', [
        ...names.map((name) => object(widget, context, name)),
      ]);
      await Promise.all(
        Object.entries(widgets).map(([name, status]) => context.patch(`widget/${name}`, { status }, 'status')),
      );
      await context.patch('widget/behind', { spec: { size: 2 } });
      const mouse = { kind: 'Mouse', apiVersion };
      await install(context, definition('eks-vigil.test', 'Mouse', 'mice'), 'mice.eks-vigil.test', [
        object(mouse, context, 'grey'),
      ]);
    },
    states: [
      {
        name: 'customresource-without-conditions',
        target: { ...widget, name: 'plain', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Exists' },
        message: /^it has no conditions, so only its existence is checked$/,
      },
      {
        name: 'customresource-ready',
        target: { ...widget, name: 'ready' },
        expected: { verdict: 'Healthy', reason: 'ConditionsMet' },
      },
      {
        name: 'customresource-not-ready',
        target: { ...widget, name: 'unready' },
        expected: { verdict: 'Progressing', reason: 'ConditionNotMet' },
      },
      {
        name: 'customresource-not-ready-late',
        target: { ...widget, name: 'unready', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'ConditionNotMet' },
      },
      {
        name: 'customresource-degraded',
        target: { ...widget, name: 'degraded' },
        expected: { verdict: 'Unhealthy', reason: 'UnhealthyCondition' },
        message: /^Degraded is True: DiskFull/,
      },
      {
        name: 'customresource-reconciling',
        target: { ...widget, name: 'reconciling' },
        expected: { verdict: 'Progressing', reason: 'Reconciling' },
      },
      {
        name: 'customresource-reconciliation-stuck',
        target: { ...widget, name: 'reconciling', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'ReconciliationStuck' },
      },
      {
        name: 'customresource-behind-its-generation',
        target: { ...widget, name: 'behind' },
        expected: { verdict: 'Progressing', reason: 'GenerationMismatch' },
      },
      {
        name: 'customresource-behind-its-generation-late',
        target: { ...widget, name: 'behind', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'GenerationMismatch' },
      },
      {
        name: 'customresource-condition-not-requested',
        target: { ...widget, name: 'unsynced', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Exists' },
      },
      {
        name: 'customresource-condition-requested',
        target: { ...widget, name: 'unsynced', grace: short, conditions: { healthy: ['Synced'] } },
        expected: { verdict: 'Unhealthy', reason: 'ConditionNotMet' },
      },
      {
        name: 'customresource-condition-missing',
        target: { ...widget, name: 'plain', grace: short, conditions: { healthy: ['Ready'] } },
        expected: { verdict: 'Unhealthy', reason: 'ConditionMissing' },
        message: /^condition Ready is missing; /,
      },
      {
        name: 'customresource-with-a-plural-that-cannot-be-guessed',
        target: { kind: 'Mouse', apiVersion, name: 'grey' },
        expected: { verdict: 'Unknown', reason: 'ApiNotServed' },
        message: /; the plural of Mouse there is mice: set resource: mice$/,
      },
      {
        name: 'customresource-with-its-plural',
        target: { kind: 'Mouse', apiVersion, resource: 'mice', name: 'grey' },
        expected: { verdict: 'Healthy', reason: 'Exists' },
      },
      {
        name: 'customresource-of-another-version',
        target: { kind: 'Widget', apiVersion: 'eks-vigil.test/v2', name: 'ready' },
        expected: { verdict: 'Unknown', reason: 'ApiNotServed' },
        message: /; versions that it serves of eks-vigil\.test: v1$/,
      },
      {
        name: 'customresource-that-is-not-installed',
        target: { kind: 'Widget', apiVersion: 'absent.test/v1', name: 'ready' },
        expected: { verdict: 'Unknown', reason: 'ApiNotServed' },
        message: /; the API group absent\.test is not installed$/,
      },
    ],
  },
  {
    namespace: 'operator',
    given: () => [],
    when: async (context) => {
      await install(
        context,
        definition('monitoring.coreos.com', 'Prometheus', 'prometheuses'),
        'prometheuses.monitoring.coreos.com',
        Object.entries(prometheuses).map(([name, { replicas }]) => object(prometheus, context, name, { replicas })),
      );
      await Promise.all(
        Object.entries(prometheuses).map(([name, { status }]) =>
          context.patch(`prometheus/${name}`, { status }, 'status'),
        ),
      );
    },
    states: [
      {
        name: 'prometheus-available',
        target: { ...prometheus, name: 'available' },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
      {
        name: 'prometheus-degraded',
        target: { ...prometheus, name: 'degraded' },
        expected: { verdict: 'Progressing', reason: 'TooFewReady' },
        message: /^1 of 2 replicas ready; Available is Degraded: SomePodsNotReady/,
      },
      {
        name: 'prometheus-degraded-late',
        target: { ...prometheus, name: 'degraded', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'TooFewReady' },
      },
      {
        name: 'prometheus-degraded-at-least-one',
        target: { ...prometheus, name: 'degraded', grace: 0, mode: 'AtLeastOne' },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
      {
        name: 'prometheus-down',
        target: { ...prometheus, name: 'down' },
        expected: { verdict: 'Progressing', reason: 'NoneReady' },
      },
      {
        name: 'prometheus-down-late',
        target: { ...prometheus, name: 'down', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'NoneReady' },
      },
      {
        name: 'prometheus-not-reconciled',
        target: { ...prometheus, name: 'rejected', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'NotReconciled' },
        message: /^1 of 1 replicas ready; Reconciled is False: ReconciliationFailed: failed to get secret /,
      },
      {
        name: 'prometheus-scaled-to-zero',
        target: { ...prometheus, name: 'zero' },
        expected: { verdict: 'Unhealthy', reason: 'ScaledToZero' },
      },
      {
        name: 'prometheus-allowed-at-zero',
        target: { ...prometheus, name: 'zero', allowZero: true },
        expected: { verdict: 'Healthy', reason: 'ScaledToZero' },
      },
    ],
  },
];

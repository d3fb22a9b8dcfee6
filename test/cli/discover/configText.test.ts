import fc from 'fast-check';
import { createInventory, type Inventory } from '../../../cli/discover/clusterObjects';
import { configText } from '../../../cli/discover/configText';
import { planTargets } from '../../../cli/discover/planTargets';
import { findWiringMistakes } from '../../../cli/discover/wiring/wiring';
import { toConfigObject } from '../../../cli/discover/writeConfig';
import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import { loadConfig } from '../../../lib/config/load';
import { toRuntimeConfig } from '../../../lib/config/toRuntimeConfig';
import type { Component } from '../../../lib/presets/component';
import { components } from '../../../lib/presets/components';
import { configFrom } from '../../support/configFrom';
import type { KubernetesObject } from '../../support/servers/api/store';
import { kubePrometheusStack, shop, system } from './clusters';
import { inventoryOf, object, pod, service, workload } from './objects';

const prod = { name: 'prod', region: 'eu-central-1', isPlaceholder: false };

function textOf(
  inventory: Inventory,
  { cluster = prod, namespaces = [] as readonly string[], verdicts = [] as readonly TargetVerdict[] } = {},
): string {
  const plan = planTargets(inventory);
  const runtime = toRuntimeConfig(configFrom(JSON.stringify(toConfigObject(cluster, plan.targets))));
  const mistakes = findWiringMistakes(inventory);
  return configText({ ...plan, cluster, namespaces, runtime, verdicts, unread: inventory.unread, mistakes });
}

/** The lines of one target, by the line with its name, Service or pod, with its comments, without indentation. */
function blockOf(text: string, line: string): string[] {
  const blocks = text.split('\n\n').map((block) => block.split('\n').map((line) => line.trim()));
  return blocks.find((lines) => lines.includes(line)) ?? [];
}

describe('the text', () => {
  const text = textOf(inventoryOf([...kubePrometheusStack, ...system, ...shop]));

  test('has sections', () => {
    expect(text.match(/=====.*=====/g)).toEqual([
      '===== The monitoring stack =====',
      '===== The platform: what the system of the cluster consists of =====',
      '===== The workloads of the teams =====',
      '===== What EKS itself reports =====',
      '===== Not watched =====',
    ]);
  });

  test.each<[string, string, readonly string[]]>([
    [
      'a longer rollout',
      'name: web',
      [
        '# 2 replicas, installed by Helm release shop. All must be ready; too few are tolerated for 15m, none for 5m, a rollout',
        '# without progress for 30m.',
      ],
    ],
    [
      'a component',
      'name: coredns',
      [
        '# Recognized as coredns, 2 replicas. One replica answers for the whole cluster; without any, connections by name fail',
        '# within seconds. At least 1 must be ready; none is tolerated for 2m.',
      ],
    ],
    [
      'a schedule',
      'name: report',
      [
        '# Runs at "0 3 * * *", suspended now, which is healthy. A run that is due, and a success after a failed run, may be 15m',
        '# late.',
      ],
    ],
    [
      'a probe of pods with volumes',
      '- prometheus-kps-0',
      [
        '# Rules are evaluated, samples are stored, and Alertmanager is known. Problems are tolerated for 10m or 15m, some of',
        '# them only after a restart: docs/probes.md.',
      ],
    ],
    [
      'a probe of a Service',
      'service: kps-grafana',
      [
        '# Grafana answers, and its database works. The Service answers for one of its replicas. A bad answer counts immediately.',
      ],
    ],
  ])('says why a target is in it, and what its grace means: %s', (_, line, comment) => {
    const block = blockOf(text, line);
    const own = block.slice(block.indexOf(comment[0] ?? ''));
    expect(own.slice(0, comment.length)).toEqual(comment);
  });

  test('ends with what is not watched, and why', () => {
    expect(
      text.split('===== Not watched =====\n#\n')[1],
    ).toBe(`# A workload owns it, which is watched, or left out for another reason:
#   Jobs, ReplicaSets
# It has been scaled to 0. To watch it, add it with allowZero: true, or scale it up first:
#   Deployment shop/old
# It has completed: a Job that no CronJob owns:
#   Job shop/migration
# It has failed: a Job that no CronJob owns:
#   Job shop/import
# It has no node to run on, not counting lost and tainted ones. To watch it, add it with allowZero: true, or scale it up
#   first:
#   DaemonSet shop/gpu
# It is being deleted:
#   Deployment shop/leaving
# It runs once: a Job that no CronJob owns:
#   Job shop/backfill
# Its HorizontalPodAutoscaler may scale it to 0. To watch it, add it with allowZero: true:
#   StatefulSet shop/queue
# Its owner is of kind Rollout. To watch that, add { kind: Rollout, apiVersion: argoproj.io/v1alpha1, namespace: …,
#   name: … }:
#   ReplicaSet shop/canary-7f9
# KEDA may scale it to 0. To watch it, add it with allowZero: true:
#   Deployment shop/worker
`);
  });

  test('has the kinds of EKS as lines that continue the list of targets without their `# `', () => {
    const added = text.replaceAll(/^# (?= {2}- \{ kind: EKS)/gm, '');
    const kinds = configFrom(added).targets.map((target) => ('kind' in target ? target.kind : undefined));
    expect(kinds.slice(-3)).toEqual(['EKSCluster', 'EKSNodegroup', 'EKSAddon']);
    expect(kinds).toHaveLength(configFrom(text).targets.length + 3);
  });

  test.each([
    ['a cluster that is not known', { cluster: { ...prod, isPlaceholder: true } }],
    ['some namespaces', { namespaces: ['shop'] }],
  ])('has no kinds of EKS for %s', (_, parts) => {
    expect(textOf(inventoryOf(system), parts)).not.toContain('EKS itself');
  });

  test('has placeholders for a cluster that is not known', () => {
    const unknown = textOf(inventoryOf(system), {
      cluster: { name: 'CHANGE-ME', region: 'change-me-1', isPlaceholder: true },
    });
    expect(unknown).toContain('replace these placeholders');
    expect(unknown).toContain('cluster: { name: CHANGE-ME, region: change-me-1 }');
  });

  test.each<Pick<TargetVerdict, 'verdict' | 'message'>>([
    { verdict: 'Progressing', message: '0 of 2 pods ready; for 1m, grace 5m' },
    { verdict: 'Unhealthy', message: 'about 7 notifications dropped in the last 10 minutes; 18 restarts\u001b[2J' },
  ])('marks what is not healthy, without what changes with time: %j', (changing) => {
    const sick = textOf(inventoryOf([workload('Deployment', 'a'), workload('Deployment', 'b')]), {
      verdicts: [{ kind: 'Deployment', reason: 'NoneReady', ...changing }],
    });
    expect(sick).toContain(
      '# 1 target is marked with "NOT HEALTHY NOW" and a reason (docs/reasons.md): fix or remove it',
    );
    expect(blockOf(sick, 'name: a')).toContain('# NOT HEALTHY NOW: NoneReady.');
    expect(blockOf(sick, 'name: b')).not.toContainEqual(expect.stringContaining('NOT HEALTHY'));
  });

  test('marks the probe, and not the object before it', () => {
    const objects = inventoryOf([
      workload('Deployment', 'grafana', { labels: { 'app.kubernetes.io/name': 'grafana' } }),
      service('g', { app: 'grafana' }),
    ]);
    const healthy: TargetVerdict = { kind: 'Deployment', verdict: 'Healthy', reason: 'Ready', message: '' };
    const failing: TargetVerdict = {
      kind: 'GrafanaProbe',
      verdict: 'Unknown',
      reason: 'ProbeBlocked',
      message: 'no answer',
    };
    const sick = textOf(objects, { verdicts: [healthy, failing] });
    expect(sick.indexOf('NOT HEALTHY NOW: ProbeBlocked.')).toBeGreaterThan(sick.indexOf('name: grafana'));
  });
});

describe('of any cluster', () => {
  const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
  const namespace = fc.constantFrom('a', 'b', 'kube-system', 'no', '1e3');
  const known = Object.values<Component>(components).flatMap(({ recognition }) => recognition.labels ?? []);
  const labels = fc.oneof(fc.constantFrom({}, ...known), fc.dictionary(name, name, { maxKeys: 2 }));
  const replicas = fc.nat({ max: 30 });
  const owner = fc.option(
    fc.constantFrom(
      'monitoring.coreos.com/v1/Prometheus/a',
      'monitoring.coreos.com/v1/Alertmanager/a',
      'monitoring.coreos.com/v1/ThanosRuler/a',
      'serving.knative.dev/v1/Revision/a',
    ),
    { nil: undefined },
  );
  const shape = fc.record({ namespace, labels });
  const workloads = fc
    .tuple(fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'), name, shape, replicas, owner)
    .map(([kind, own, one, count, by]) =>
      workload(kind, own, { ...one, replicas: count, ...(by ? { owner: by } : {}) }),
    );
  const selector = fc.constantFrom<object | null>(null, {}, { matchLabels: { app: 'a' } });
  const others = fc.oneof(
    fc.tuple(name, shape).map(([own, one]) => service(own, one)),
    fc.tuple(name, shape).map(([own, one]) => pod(own, one)),
    fc
      .tuple(fc.constantFrom('CronJob', 'Job', 'ReplicaSet'), name, shape, fc.string())
      .map(([kind, own, one, schedule]) => object(kind, own, { ...one, spec: { schedule } })),
    fc
      .tuple(shape, selector, selector, fc.stringMatching(/^(\/[a-z]+)?\/?$/), replicas)
      .map(([one, monitors, rules, routePrefix, count]) =>
        object('Prometheus', 'a', {
          ...one,
          spec: { serviceMonitorSelector: monitors, ruleSelector: rules, routePrefix, replicas: count },
        }),
      ),
    fc
      .tuple(fc.constantFrom('ServiceMonitor', 'PodMonitor'), name, shape, fc.string())
      .map(([kind, own, one, port]) =>
        object(kind, own, { ...one, spec: { selector: {}, endpoints: [{ port }], podMetricsEndpoints: [{ port }] } }),
      ),
  );
  const cluster = fc
    .tuple(fc.array(workloads, { minLength: 1, maxLength: 8 }), fc.array(others, { maxLength: 8 }))
    .map(([some, more]) => [...some, ...more])
    // An API server has one object of a kind and a name.
    .map((objects) => [
      ...new Map(objects.map((one) => [`${one.kind}/${one.metadata.namespace}/${one.metadata.name}`, one])).values(),
    ])
    .filter((objects) => planTargets(inventoryOf(objects)).targets.length > 0);

  test('is a valid configuration with a target for each object that is not left out', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const inventory = inventoryOf(objects);
        const { config, diagnostics } = loadConfig('discovered', textOf(inventory));
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        const { targets } = planTargets(inventory);
        expect(config?.targets).toHaveLength(targets.length);
      }),
      { numRuns: 60 },
    );
  });

  test('is the same whatever the order of the lists', () => {
    const shuffled = cluster.chain((objects) =>
      fc.shuffledSubarray([...objects], { minLength: objects.length }).map((other) => [objects, other] as const),
    );
    fc.assert(
      fc.property(shuffled, ([objects, other]) => {
        expect(textOf(inventoryOf(other))).toBe(textOf(inventoryOf(objects)));
      }),
      { numRuns: 40 },
    );
  });
});

test('an inventory is ordered, and keeps what could not be read', () => {
  const objects: readonly KubernetesObject[] = [service('b'), service('a'), service('z', { namespace: 'a' })];
  const unread = [{ kind: 'Pod', why: 'forbidden' }] as const;
  const { listings, unread: kept } = createInventory({
    listings: { Service: { objects, namespaces: new Set(['*']) } },
    unread,
  });
  expect(listings.Service?.objects).toEqual([objects[2], objects[1], objects[0]]);
  expect(kept).toBe(unread);
});

import * as fc from 'fast-check';
import { targetKey } from '../../../lib/config/checks/targetKey';
import { expandPresets } from '../../../lib/presets/expandPresets';
import { optionalParts } from '../../../lib/presets/systemComponents';
import { record, records } from '../../../model/json';
import { numRuns } from '../../support/numRuns';
import { errorsOf, loadPresets, targetsOf } from './presetInput';

const anyName = fc.oneof(
  fc.constantFrom('', 'x', 'kps', 'kube-prometheus-stack', 'grafana', 'coredns', 'a--b'),
  fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,60}[a-z0-9])?$/),
);
const anyNamespace = fc.constantFrom('monitoring', 'kube-system', 'a');
const anyNames = fc.record(
  { fullnameOverride: anyName, nameOverride: anyName, namespaceOverride: fc.constantFrom('', 'monitoring', 'b') },
  { requiredKeys: [] },
);
const enabled = fc.record({ enabled: fc.boolean() }, { requiredKeys: [] });
const program = (storage: string) =>
  fc.record(
    {
      replicas: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 45 })),
      shards: fc.integer({ min: 0, max: 4 }),
      routePrefix: fc.constantFrom('/', '/p', '/p/', '//'),
      listenLocal: fc.boolean(),
      web: fc.constantFrom({}, { tlsConfig: { cert: {} } }),
      [storage]: fc.constantFrom({}, { volumeClaimTemplate: { spec: {} } }),
      disableAlerting: fc.boolean(),
      alertingEndpoints: fc.constantFrom([], [{ name: 'a' }]),
    },
    { requiredKeys: [] },
  );
const merge = (parts: readonly object[]): object => Object.assign({}, ...parts);
const withNames = (more: fc.Arbitrary<object>) => fc.tuple(anyNames, more).map(merge);

const anyValues = fc
  .tuple(
    anyNames,
    fc.record(
      {
        cleanPrometheusOperatorObjectNames: fc.boolean(),
        defaultRules: fc.record({ create: fc.boolean() }),
        prometheusOperator: fc.tuple(enabled, fc.record({ fullnameOverride: anyName })).map(merge),
        prometheus: fc
          .tuple(enabled, fc.record({ agentMode: fc.boolean(), prometheusSpec: program('storageSpec') }))
          .map(merge),
        alertmanager: fc.tuple(enabled, anyNames, fc.record({ alertmanagerSpec: program('storage') })).map(merge),
        thanosRuler: fc.tuple(enabled, fc.record({ thanosRulerSpec: program('storage') })).map(merge),
        grafana: withNames(enabled),
        kubeStateMetrics: enabled,
        'kube-state-metrics': withNames(fc.record({ autosharding: enabled })),
        nodeExporter: enabled,
        'prometheus-node-exporter': anyNames,
        windowsMonitoring: enabled,
      },
      { requiredKeys: [] },
    ),
  )
  .map(merge);

const anyStack = fc
  .record({ release: anyName, namespace: anyNamespace, values: anyValues }, { requiredKeys: ['namespace'] })
  .map(({ release = '', ...rest }) => ({
    'kube-prometheus-stack': { release: release.slice(0, 9) || 'kps', ...rest },
  }));
const anySystem = fc
  .record({ with: fc.subarray([...optionalParts]), without: fc.subarray(['aws-node', 'kube-proxy']) })
  .map((options) => ({ 'eks-system': options }));
const anyPresets = fc.array(fc.oneof({ weight: 3, arbitrary: anyStack }, anySystem), { minLength: 1, maxLength: 3 });

/** Some of the targets that the presets expand to, written in the file. */
const anyOwn = (presets: readonly object[]) => {
  const { input } = expandPresets({ presets }, { file: '', readText: () => '', getSource: () => undefined });
  return fc.subarray(records(record(input).targets));
};

test('what presets expand to is valid and without duplicates, or the presets have a problem', () => {
  let valid = 0;
  fc.assert(
    fc.property(anyPresets, (presets) => {
      const loaded = loadPresets(presets);
      const errors = errorsOf(loaded);
      for (const error of errors) expect(error).toMatch(/^(presets\[\d\]\.|targets: is required)/);
      if (errors.length > 0) return;
      valid += 1;
      const targets = targetsOf(loaded);
      const keys = targets.map(targetKey);
      expect(new Set(keys).size).toBe(targets.length);
      const pods = targets.flatMap(({ probe, namespace, pods: names }) =>
        records(Array.isArray(names) ? names.map((name) => ({ name })) : []).map(
          ({ name }) => `${probe} ${namespace} ${name}`,
        ),
      );
      expect(new Set(pods).size).toBe(pods.length);
    }),
    { numRuns: numRuns(150) },
  );
  expect(valid).toBeGreaterThan(numRuns(150) / 3);
});

test('what presets expand to is the same configuration without presets', () => {
  fc.assert(
    fc.property(anyPresets, (presets) => {
      const loaded = loadPresets(presets);
      fc.pre(loaded.config !== undefined);
      const { presets: _, ...expanded } = record(loaded.expansion?.input);
      expect(loadPresets(undefined, expanded).config).toEqual(loaded.config);
    }),
    { numRuns: numRuns(60) },
  );
});

test('a target of a preset that is written in the file changes nothing but the order', () => {
  const anyCase = anyPresets.chain((presets) => anyOwn(presets).map((own) => ({ presets, own })));
  const sorted = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();
  fc.assert(
    fc.property(anyCase, ({ presets, own }) => {
      const loaded = loadPresets(presets);
      fc.pre(loaded.config !== undefined);
      expect(sorted(targetsOf(loadPresets(presets, { targets: own })))).toEqual(sorted(targetsOf(loaded)));
    }),
    { numRuns: numRuns(60) },
  );
});

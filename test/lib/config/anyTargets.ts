import * as fc from 'fast-check';
import type { ObjectTargetConfig } from '../../../lib/config/schema/entries';
import { eksKinds } from '../../../model/eksResources';
import { type Kind, kinds } from '../../../model/kinds';

const anyNamespace = fc.constantFrom('shop', 'monitoring', 'kube-system');
const named = fc.constantFrom('web', 'api', 'db').map((name) => ({ name }));
const namedAndRead = fc
  .tuple(named, fc.constantFrom('name' as const, 'list' as const))
  .map(([which, read]) => ({ ...which, read }));
const selected = fc.constantFrom('app=web', '!canary').map((selector) => ({ selector }));

const inNamespace = fc
  .tuple(anyNamespace, fc.oneof(named, namedAndRead, selected))
  .map(([namespace, which]) => ({ namespace, ...which }));
const inAllNamespaces = selected.map((which) => ({ namespace: '*', ...which }));
const clusterScoped = fc.oneof(named, selected);

const kindNames = Object.keys(kinds) as Kind[];
const builtin = fc.constantFrom(...kindNames).chain((kind) =>
  (kinds[kind].scope === 'Cluster' ? clusterScoped : fc.oneof(inNamespace, inAllNamespaces)).map((where) => ({
    kind: kind as string,
    ...where,
  })),
);
const customResource = fc
  .tuple(
    fc.constantFrom(
      { kind: 'Prometheus', apiVersion: 'monitoring.coreos.com/v1' },
      { kind: 'Gateway', apiVersion: 'gateway.networking.k8s.io/v1', resource: 'gateways' },
      { kind: 'Service', apiVersion: 'serving.knative.dev/v1' },
    ),
    fc.oneof(inNamespace, inAllNamespaces, clusterScoped),
  )
  .map(([kind, where]) => ({ ...kind, ...where }));

/** Validated targets, with few names, so that some are equal. */
export const anyTargets: fc.Arbitrary<ObjectTargetConfig[]> = fc.array(
  fc.oneof(builtin, customResource).map((target) => ({ ...target, allowZero: false })),
  { minLength: 1, maxLength: 12 },
);

/** Targets of values that are each valid, but not in every combination. */
export const anyWrittenTarget = fc.record(
  {
    kind: fc.constantFrom(...kindNames, ...Object.keys(eksKinds), 'Prometheus', 'Certificate', 'deployment'),
    apiVersion: fc.constantFrom('apps/v1', 'batch/v1', 'v1', 'monitoring.coreos.com/v1', 'cert-manager.io/v1'),
    namespace: fc.constantFrom('shop', '*'),
    // The cluster of these configurations is prod.
    name: fc.constantFrom('prod', '*', 'prod.a'),
    selector: fc.constant('app=web'),
    atLeast: fc.constant(2),
    resource: fc.constant('certificates'),
    conditions: fc.constantFrom({}, { healthy: ['Ready'] }, { healthy: ['Ready'], unhealthy: ['Stalled'] }),
    mode: fc.constant('AtLeastOne'),
    minReady: fc.constant('50%'),
    allowZero: fc.boolean(),
    read: fc.constantFrom('name', 'list'),
  },
  { requiredKeys: ['kind'] },
);

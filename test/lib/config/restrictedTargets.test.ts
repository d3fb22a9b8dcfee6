import * as fc from 'fast-check';
import { resourcePath } from '../../../lambda/kubernetes/resourcePath';
import { createRbacManifest } from '../../../lib/config/rbacManifest';
import { createReadingPlan, type TargetReference, targetRead } from '../../../model/readingPlan';
import { numRuns } from '../../support/numRuns';
import { rulesOf } from './grants';
import { diagnose, inputWith, loadInput } from './input';

const alias = { kind: 'Foo', apiVersion: 'v1', resource: 'secrets', namespace: '*', selector: 'a!=b' };

describe('validation rejects', () => {
  test.each<[title: string, target: object, problem: RegExp]>([
    ['Secrets under another kind', alias, /^error targets\[0\]\.resource: a Secret has no health/],
    [
      'a Secret',
      { ...alias, kind: 'Secret', resource: undefined },
      /^error targets\[0\]\.kind: a Secret has no health/,
    ],
    [
      'a SECRET',
      { ...alias, kind: 'SECRET', resource: undefined },
      /^error targets\[0\]\.kind: a Secret has no health/,
    ],
    [
      'token reviews',
      { ...alias, kind: 'TokenReview', apiVersion: 'authentication.k8s.io/v1', resource: undefined },
      /^error targets\[0\]\.kind: the APIs of authentication\.k8s\.io are about tokens/,
    ],
    [
      'access reviews under another kind',
      { ...alias, apiVersion: 'authorization.k8s.io/v1', resource: 'subjectaccessreviews' },
      /^error targets\[0\]\.resource: the APIs of authorization\.k8s\.io are about permissions/,
    ],
    [
      'a subresource',
      { ...alias, resource: 'serviceaccounts/token' },
      /^error targets\[0\]\.resource: got "serviceaccounts\/token", expected a lowercase plural/,
    ],
  ])('%s', (_, target, problem) => {
    expect(diagnose(['targets.0', target])).toEqual([expect.stringMatching(problem)]);
  });

  test('a Secret without apiVersion, and says why', () => {
    expect(diagnose(['targets.0', { kind: 'Secret', namespace: 'shop', name: 'tls' }])).toContainEqual(
      expect.stringMatching(/^error targets\[0\]\.kind: a Secret has no health/),
    );
  });
});

describe('ConfigMaps of all namespaces cause a warning', () => {
  const configMaps = { kind: 'ConfigMap', apiVersion: 'v1', selector: 'app=web' };
  const message =
    'the function may then read every ConfigMap of the cluster, and some contain credentials; specify one namespace.';

  test.each<[title: string, target: object, path: string]>([
    ['by selector', { ...configMaps, namespace: '*' }, 'namespace'],
    ['without a namespace', configMaps, 'kind'],
    ['under another kind', { ...configMaps, kind: 'Foo', resource: 'configmaps', namespace: '*' }, 'namespace'],
  ])('%s', (_, target, path) => {
    expect(diagnose(['targets.0', target])).toEqual([`warning targets[0].${path}: ${message}`]);
  });

  test.each<[title: string, target: object]>([
    ['one namespace', { ...configMaps, namespace: 'shop' }],
    ['one ConfigMap', { kind: 'ConfigMap', apiVersion: 'v1', namespace: 'shop', name: 'web' }],
    ['those of another group', { ...configMaps, apiVersion: 'example.com/v1', namespace: '*' }],
  ])('but not %s', (_, target) => {
    expect(diagnose(['targets.0', target])).toEqual([]);
  });
});

const anyText = (...common: readonly string[]) => fc.oneof(fc.constantFrom(...common), fc.string());
const optional = (text: fc.Arbitrary<string>) => fc.option(text, { nil: undefined });
const apiVersion = anyText('v1', '/v1', 'authentication.k8s.io/v1', 'authorization.k8s.io/v1beta1', 'apps/v1', '*/v1');
const kind = anyText('Foo', 'Secret', 'SECRET', 'secret', 'TokenReview', 'SelfSubjectAccessReview', 'Pod', 'Namespace');
const plural = anyText('secrets', 'Secrets', 'secrets/status', 'serviceaccounts/token', 'tokenreviews', '*', 'pods');
const namespace = anyText('*', 'shop', '..', 'shop/secrets', 'shop%2Fsecrets', '');
const name = anyText('web', '..', 'shop/secrets', '%73ecrets', '');
const anyTarget: fc.Arbitrary<TargetReference> = fc
  .record({
    kind,
    apiVersion: optional(apiVersion),
    resource: optional(plural),
    namespace: optional(namespace),
    which: fc.oneof(
      name.map((value) => ({ name: value })),
      anyText('a!=b', 'app=web').map((value) => ({ selector: value })),
    ),
  })
  .map(({ which, ...target }) => ({ ...target, ...which }));
const anyTargets = fc.array(anyTarget, { minLength: 1, maxLength: 3 });
const runs = { numRuns: numRuns(3000) };

/** Stated a second time, in other words than the table of the model. */
const isSensitive = (group: string, resource: string) =>
  (group === '' && /^secrets$/i.test(resource)) ||
  /[*/]|certificatesigningrequests|tokenreview|tokenrequest|accessreview|rulesreview|subjectreview/i.test(resource) ||
  /[*/]|^authentication\.k8s|^authorization\.k8s/i.test(group);

/** The segments of a path as the API server sees them. */
const servedSegments = (path: string) =>
  new URL(path, 'https://cluster').pathname.split('/').slice(1).map(decodeURIComponent);

function orNothing<T>(create: () => T): T | undefined {
  try {
    return create();
  } catch {
    return undefined;
  }
}

test('whatever the targets, a plan reads no Secret, token or review', () => {
  fc.assert(
    fc.property(anyTargets, (targets) => {
      for (const read of orNothing(() => createReadingPlan(targets))?.targets ?? []) {
        const { group, version, resource } = read;
        expect({ read, isSensitive: isSensitive(group, resource) }).toEqual({ read, isSensitive: false });
        expect(servedSegments(resourcePath(read))).toEqual([
          ...(group === '' ? ['api'] : ['apis', group]),
          version,
          ...(read.namespace === undefined ? [] : ['namespaces', read.namespace]),
          resource,
          ...(read.name === undefined ? [] : [read.name]),
        ]);
      }
    }),
    runs,
  );
});

test('whatever the plan, a manifest grants no Secret, token or review', () => {
  const plan = createReadingPlan([{ kind: 'Pod', namespace: 'shop', name: 'web' }]);
  fc.assert(
    fc.property(anyTargets, (targets) => {
      const rules = (key: 'targets' | 'evidence' | 'namespaces') =>
        orNothing(() => createRbacManifest({ ...plan, [key]: targets.map(targetRead) })) ?? [];
      for (const { rules: granted } of (['targets', 'evidence', 'namespaces'] as const).flatMap((key) =>
        rulesOf(rules(key)),
      )) {
        for (const { apiGroups, resources, verbs } of granted) {
          const sensitive = apiGroups.flatMap((group) => resources.filter((one) => isSensitive(group, one)));
          expect({ sensitive, verbs }).toEqual({ sensitive: [], verbs: [expect.stringMatching(/^(get|list)$/)] });
        }
      }
    }),
    runs,
  );
});

test('whatever the target, if it is valid, it can be planned and granted', () => {
  fc.assert(
    fc.property(anyTarget, (target) => {
      const { config } = loadInput(inputWith(['targets.0', target]));
      if (config !== undefined) createRbacManifest(createReadingPlan(config.targets));
    }),
    runs,
  );
});

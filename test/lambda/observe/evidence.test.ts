import { observe } from '../../../lambda/observe/observe';
import { createRbacManifest } from '../../../lib/config/rbacManifest';
import type { JsonObject } from '../../../model/json';
import { apiVersionOf, evidenceKinds, type Kind, type KindInfo, kinds } from '../../../model/kinds';
import { createReadingPlan, type Read, type ReadingPlan } from '../../../model/readingPlan';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { granted, permission } from '../../lib/config/grants';
import { ago, minute, now } from '../../support/objects/clock';
import { workload } from '../../support/objects/workload';
import { defaultCriteria } from '../health/judging';
import { notFound } from './apiErrors';

/** What a run reads for an unhealthy object is what RBAC grants for its target, as in model/kinds.ts. */

const metadata = { name: 'web', namespace: 'shop', uid: 'uid-of-web', creationTimestamp: ago(60 * minute) };
const selector = { matchLabels: { app: 'web' } };
const failed = [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime: ago(minute) }];
const cronJobOwner = { kind: 'CronJob', name: 'backup', uid: 'uid-of-backup', controller: true };

const unhealthy: Readonly<Partial<Record<Kind, JsonObject>>> = {
  CronJob: {
    metadata,
    spec: { schedule: '* * * * *' },
    status: { active: [{ name: 'web-1' }], lastScheduleTime: ago(minute), lastSuccessfulTime: ago(minute) },
  },
  DaemonSet: workload('DaemonSet', { ready: 1 }),
  Deployment: workload('Deployment', { ready: 1 }),
  Job: { metadata: { ...metadata, ownerReferences: [cronJobOwner] }, status: { failed: 1, conditions: failed } },
  PodDisruptionBudget: {
    metadata: { ...metadata, creationTimestamp: ago(minute) },
    spec: { selector },
    status: { observedGeneration: 1, currentHealthy: 1, desiredHealthy: 2, expectedPods: 2 },
  },
  ReplicaSet: { metadata, spec: { replicas: 3, selector }, status: { replicas: 3, readyReplicas: 1 } },
  Service: { metadata, spec: { selector: { app: 'web' } } },
  StatefulSet: workload('StatefulSet', { ready: 1 }),
};

/** A Job whose pods have to be read. */
const notRunning = { metadata, spec: { template: {}, selector }, status: { startTime: ago(minute), active: 1 } };

/** The kinds whose object in `unhealthy` needs all the evidence that its kind may have. */
const needAll = ['CronJob', 'DaemonSet', 'Deployment', 'PodDisruptionBudget', 'ReplicaSet', 'Service', 'StatefulSet'];
const limits = { tryTimeout: 1000, signal: new AbortController().signal };
const listKinds = new Map<string, string>(
  Object.entries(evidenceKinds).map(([kind, { resource }]) => [resource, kind]),
);

/** What is read beside the target, which gets `object`; every other list is empty. */
async function furtherReads(target: RuntimeTarget, plan: ReadingPlan, object: JsonObject): Promise<Read[]> {
  const reads: Read[] = [];
  const { kind, apiVersion } = target;
  const requested = JSON.stringify(plan.targets[0]);
  const client = {
    async read(read: Read) {
      if (read.resource === 'leases') throw notFound('coordination.k8s.io', 'leases', read.name ?? '');
      if (JSON.stringify(read) === requested) {
        const body = read.verb === 'get' ? { ...object, kind, apiVersion } : { kind: `${kind}List`, items: [object] };
        return { body, now };
      }
      reads.push(read);
      return { body: { kind: `${listKinds.get(read.resource)}List`, items: [] }, now };
    },
    get: () => Promise.reject(new TypeError('unexpected discovery')),
    getProxied: () => Promise.reject(new TypeError('unexpected probe')),
    explain: () => undefined,
  };
  const { verdicts } = await observe({ targets: [target], plan, clusterDownGrace: 120 }, client, limits);
  expect(verdicts[0]?.reason).not.toMatch(/^(UnreadableResponse|TooFewMatches)$/);
  return reads;
}

describe.each<[string, { namespace: string; name?: string; selector?: string }]>([
  ['by name', { namespace: 'shop', name: 'web' }],
  ['by selector', { namespace: 'shop', selector: 'tier=web' }],
  ['in all namespaces', { namespace: '*', selector: 'tier=web' }],
])('a target %s', (_, where) => {
  test.each([...Object.entries(unhealthy), ['Job', notRunning] as const])('of the kind %s', async (kind, object) => {
    const target = { ...defaultCriteria, kind, apiVersion: apiVersionOf(kinds[kind as Kind]), atLeast: 1, ...where };
    const plan = createReadingPlan([{ kind, ...where }]);
    const grants = granted(createRbacManifest(plan));

    const reads = await furtherReads(target, plan, object);

    for (const read of reads) {
      const { namespace, ...everywhere } = read;
      expect(namespace).toBe(read.resource === 'nodes' ? undefined : 'shop');
      expect([permission(read), permission(everywhere)].filter((needed) => grants.has(needed))).not.toEqual([]);
    }
    const { evidence }: KindInfo = kinds[kind as Kind];
    const listed = new Set(reads.map(({ resource }) => resource));
    const mayList = evidence.map((each) => evidenceKinds[each].resource);
    expect(mayList).toEqual(expect.arrayContaining([...listed]));
    if (needAll.includes(kind)) expect(listed).toEqual(new Set(mayList));
  });
});

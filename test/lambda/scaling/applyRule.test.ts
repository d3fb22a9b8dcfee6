import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { applyRule, type ScalingRun } from '../../../lambda/scaling/applyRule';
import { readLease, writeLease } from '../../../lambda/scaling/lease';
import { type JsonObject, record } from '../../../model/json';
import type { ScalingRule } from '../../../model/scalingConfig';

const now = Date.parse('2026-11-22T08:00:00Z');
const before = { direction: 'up' as const, alarm: 'busy', from: 1, to: 2, at: now - 600_000 };
const rule: ScalingRule = {
  target: { kind: 'Deployment', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'shop', name: 'web' },
  lease: 'lease',
  min: 1,
  max: 9,
  up: { alarm: 'busy', policies: [{ type: 'Pods', value: 2 }], select: 'Max', coolDown: 60 },
  dryRun: false,
};
const limits = { signal: new AbortController().signal, tryTimeout: 1000 };

/** A run during which somebody scales the target: the first write of the replicas is a conflict. */
async function runWhileScaled(to: number, isLeaseBroken = false) {
  const lease: JsonObject = writeLease({ kind: 'Lease', metadata: { name: 'lease' } }, { change: before }, undefined);
  const seen = { replicas: 2, lease, conflicts: 0, leaseWrites: 0 };
  const client: ScalingRun['client'] = {
    read: async ({ resource }) => {
      if (resource === 'leases') return { body: seen.lease, now };
      const scale = { kind: 'Scale', metadata: {}, spec: { replicas: seen.replicas } };
      const list = {
        kind: resource === 'scaledobjects' ? 'ScaledObjectList' : 'HorizontalPodAutoscalerList',
        items: [],
      };
      return { body: resource.endsWith('/scale') ? scale : list, now };
    },
    replace: async (path, object) => {
      const isLease = !path.endsWith('/scale');
      if (isLease) seen.leaseWrites += 1;
      else seen.conflicts += 1;
      if (isLease ? isLeaseBroken && seen.leaseWrites > 1 : seen.conflicts === 1) {
        seen.replicas = to;
        throw new ApiException(409, '', {}, {});
      }
      if (isLease) seen.lease = record(object);
      return { body: record(object), now };
    },
    explain: () => undefined,
  };
  const run: ScalingRun = { client, firing: new Set(['busy']), claim: { holder: 'run', seconds: 30 }, isTest: false };
  return { outcome: await applyRule(rule, run, limits), lease: readLease(seen.lease), writes: seen.leaseWrites };
}

test.each([
  ['at the limit', 9, 'AtLimit'],
  ['scaled to 0', 0, 'ScaledToZero'],
])(
  'a conflict with which the target is %s: the Lease is free again, with the change that was there',
  async (_, to, outcome) => {
    const result = await runWhileScaled(to);
    expect(result.outcome).toMatchObject({ outcome });
    expect(result.lease).toEqual({ change: before });
  },
);

test('if the Lease cannot be freed, its claim ends by itself', async () => {
  const result = await runWhileScaled(9, true);
  expect(result).toMatchObject({ outcome: { outcome: 'AtLimit' }, lease: { claimedUntil: now + 30_000 }, writes: 2 });
});

test('a conflict after which there is something to do: it is done, and the Lease has it', async () => {
  const result = await runWhileScaled(3);
  expect(result.outcome).toMatchObject({ outcome: 'Changed', change: { from: 3, to: 5 } });
  expect(result.lease).toMatchObject({ change: { from: 3, to: 5 } });
});
